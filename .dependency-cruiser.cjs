// The rules of the house: which folder may import which. The order below is the order of the data's way through the product.
const may = {
  base: [],
  stats: [],
  facts: ["base"],
  findings: ["base"],
  texts: ["base"],
  charts: ["findings", "texts"],
  contracts: ["base", "findings", "facts"],
  config: ["base", "facts", "sources"],
  store: ["base", "facts"],
  sources: ["base", "facts"],
  ingest: ["base", "facts", "sources", "store/ports", "store/sql"],
  people: ["base", "facts", "store"],
  panel: ["base", "facts", "store"],
  measures: ["base", "facts", "stats", "findings", "panel", "store"],
  links: ["base", "facts", "stats", "findings", "panel", "store", "measures"],
  value: ["base", "facts", "stats", "findings", "panel", "store", "measures", "links"],
  report: ["base", "findings", "texts", "charts", "contracts"],
  sample: ["base", "facts"],
  app: [
    "base",
    "stats",
    "facts",
    "findings",
    "texts",
    "charts",
    "contracts",
    "config",
    "sources",
    "ingest",
    "people",
    "store",
    "panel",
    "measures",
    "links",
    "value",
    "report",
    "sample",
  ],
  cli: ["app", "report", "config", "contracts", "findings", "texts", "base"],
};
const tests = "\\.test\\.ts$|/testing/";
const folderRules = Object.entries(may).map(([folder, allowed]) => ({
  name: `${folder}-imports`,
  comment: `src/${folder} may import only: ${["itself", ...allowed].join(", ")}`,
  severity: "error",
  from: { path: `^src/${folder}/`, pathNot: tests },
  to: {
    path: "^src/",
    pathNot: [
      `^src/${folder}/`,
      ...allowed.map((a) => `^src/${a}/`),
      ...(folder === "stats" ? ["^src/base/(errors|random)\\.ts$"] : []),
    ],
  },
}));
const drivers = [
  ["@duckdb", "store/duckdb"],
  ["@clickhouse", "store/clickhouse"],
  ["commander", "cli"],
  ["read-excel-file", "sources"],
  ["pdfkit", "report/pdf"],
  ["dejavu-fonts-ttf", "report/pdf"],
];
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    ...folderRules,
    ...drivers.map(([pkg, home]) => ({
      name: `${pkg.replace(/\W/g, "")}-in-its-adapter`,
      severity: "error",
      from: { path: "^src/", pathNot: [`^src/${home}/`, tests] },
      to: { path: `node_modules/${pkg}` },
    })),
    {
      name: "pure-folders-do-no-io",
      severity: "error",
      from: {
        path: "^src/(base|stats|facts|findings|texts|charts|contracts|panel|measures|links|value)/",
        pathNot: tests,
      },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "internal-belongs-to-its-parent",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: tests },
      to: { path: "/internal/", pathNot: "^src/$1/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".mjs"] },
  },
};
