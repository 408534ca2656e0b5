// Writes docs/reference from the product itself: measures, facts, error codes and the command line.
// `pages` is a function of what it is given, so that a test can compare the pages with the sources they speak of.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const NOTE = "<!-- Made by `npm run docs` from the product itself. Change the source, not this page. -->";

/** @returns the pages of docs/reference, by file name */
export function pages(product) {
  return {
    "measures.md": measuresPage(product),
    "facts.md": factsPage(product),
    "formats.md": formatsPage(product),
    "errors.md": errorsPage(product),
    "cli.md": cliPage(product),
    "glossary.md": glossaryPage(product),
    "http.md": httpPage(product),
  };
}

// ---------------------------------------------------------------------------------------------- measures

const FAMILIES = {
  share: {
    name: "share",
    formula: "rows that meet the condition ÷ all rows",
    interval: "Wilson, at the effective sample size where rows of one person belong together",
  },
  categories: {
    name: "score from categories",
    formula: "mean of the weights of the categories",
    interval: "adjusted Wald, at the effective sample size where rows of one person belong together",
  },
  mean: {
    name: "mean",
    formula: "sum ÷ rows",
    interval: "t, from sums over clusters (linearised)",
  },
  ratio: {
    name: "ratio of sums",
    formula: "sum of the numerator ÷ sum of the denominator",
    interval: "t, from sums over clusters (linearised)",
  },
  quantile: {
    name: "quantile",
    formula: "exact, with linear interpolation (Hyndman–Fan type 7)",
    interval: "order statistics, free of any distribution",
  },
  total: {
    name: "total",
    formula: "sum",
    interval: "none: a recorded total is not estimated",
  },
};

const OF_FEW =
  "t, with the error of leaving each customer out ([why](../adr/0012-value-kept-leaves-each-customer-out.md))";

const SHOWN = {
  value: "its value alone; months and groups on request",
  on_request: "not by itself; on request",
};

const UNITS = {
  share: "share in [0, 1]; shown as per cent",
  points: "points from −100 to +100",
  score: "mean score on its scale",
  money: "money, in major units of the reporting currency",
  money_per_customer: "money per customer, in major units of the reporting currency",
  count: "count",
  seconds: "seconds; shown as minutes and seconds",
  days: "days",
  ratio: "ratio",
};

/** Rows of a population may depend on what the records hold; the page shows them for a company with contracts. */
const EXAMPLE = { recurring: "one_currency", knownUntil: { contacts: "2026-01-01" } };

const CLUSTERS = {
  party: "Rows of one customer belong together in the error.",
  agent: "Rows of one agent belong together in the error.",
};

function measuresPage({ MEASURES, texts, printable, sql, dialect, INSTRUMENTS }) {
  const words = texts("en");
  const list = [...MEASURES.values()];
  const out = [
    "# Measures",
    "",
    NOTE,
    "",
    "What `feltworth measure` knows. The id with its version (`nps@1`) stands beside each figure; a definition that changes gets a new",
    "version and an entry in the [changelog](../../CHANGELOG.md). A report shows most of them by month and by group, of some the value alone.",
    "[Method](../method.md) explains windows, statuses, intervals and exclusions once for all of them.",
    "",
    "| Id | Name | Unit | Family | Good |",
    "| --- | --- | --- | --- | --- |",
    ...list.map(
      (m) =>
        `| [\`${m.id}\`](#${m.id}) | ${words.t(`measure.${m.id}.name`)} | ${m.unit} | ${FAMILIES[m.family.kind].name} | ${m.better} |`,
    ),
    "",
    "Below the minimum n a figure is withheld (`too_few`); groups of an `agent` need at least five, whatever the measure. Below n = 30",
    "there is an interval, and no verdict on change. Records without a date count as long as no window is asked.",
  ];
  for (const measure of list) out.push("", ...measureSection(measure, { words, printable, sql, dialect, INSTRUMENTS }));
  return `${out.join("\n")}\n`;
}

function measureSection(measure, { words, printable, sql, dialect, INSTRUMENTS }) {
  const { id, version, family, population, needs, unit, minimum, cluster } = measure;
  const kind = FAMILIES[family.kind];
  const out = [
    `## ${id}`,
    "",
    `**${words.t(`measure.${id}.name`)}** (\`${id}@${version}\`). ${words.t(`measure.${id}.definition`)}`,
    "",
    `- **Unit**: ${UNITS[unit]}. ${words.t(`measure.${id}.good`)}`,
    `- **Family**: ${kind.name}: ${kind.formula}. ${formulaOf(family, printable)}`,
    `- **Population**: ${populationOf(population, printable)}`,
    ...exclusionsOf(measure, words),
    ...(measure.latestOfParty
      ? [
          `- **Once a customer**: of rows with \`${printable(measure.latestOfParty)}\` the latest of a customer in each window, month and group`,
        ]
      : []),
    `- **Interval**: ${family.ofFew ? OF_FEW : kind.interval}${family.part ? `, ${family.ofFew ? "on the logit" : "within [0, 1]"}; Wilson where all rows agree` : ""}.${cluster && kind.name !== "total" ? ` ${CLUSTERS[cluster]}` : ""}`,
    `- **Minimum n**: ${minimum}`,
    ...(measure.shown ? [`- **In a report**: ${SHOWN[measure.shown]}`] : []),
    `- **Cuts**: ${population.dimensions.map((d) => (measure.reported.includes(d) ? `**${d}**` : d)).join(", ")} (bold: the report shows it by itself)`,
    `- **Needs**: ${needs.map((n) => `\`${n}\``).join(", ")}${needs.length > 0 ? ". " : ""}${words.t(`measure.${id}.needs`)}${lackingOf(measure, words)}`,
  ];
  if (population.query)
    out.push(
      "",
      "The rows, made when they are asked for:",
      "",
      "```sql",
      printable(
        population.query(dialect, {
          zone: "UTC",
          asOf: null,
          firstDay: null,
          endsAt: null,
          knownUntil: EXAMPLE.knownUntil,
          hours: null,
          instruments: INSTRUMENTS,
        }),
      ),
      "```",
    );
  if (population.over === "stretches")
    out.push(
      "",
      "The rows, for each stretch of days that is asked; `stretch_of(day)` is the first day of the one that a day lies in:",
      "",
      "```sql",
      printable(population.rows({ rows: sql`stretches`, of: (day) => sql`stretch_of(${day})` }, dialect, EXAMPLE)),
      "```",
    );
  return out;
}

/** What else has to be on record, found by asking on behalf of a company that says nothing, and of one with two currencies. */
function lackingOf({ lacks }, words) {
  if (!lacks) return "";
  const nothing = {
    facts: {},
    says: {},
    costCoverage: null,
    contactCostCoverage: null,
    assumedMargin: null,
    assumedContactCost: 0,
  };
  const codes = ["none", "several_currencies"].map((recurring) => lacks({ ...nothing, recurring }));
  const needed = [...new Set(codes)].filter(Boolean).map((code) => words.t(`fact.${code}`));
  return ` Not measured without: ${needed.join("; ")}.`;
}

function formulaOf(family, printable) {
  const code = (part) => `\`${printable(part).replace(/\s+/g, " ").trim()}\``;
  switch (family.kind) {
    case "share":
      return `Condition: ${code(family.hit)}.`;
    case "categories":
      return `Weights: ${Object.entries(family.weights)
        .map(([name, weight]) => `${name} ${weight}`)
        .join(", ")}.`;
    case "ratio":
      return `Numerator: ${code(family.numerator)}; denominator: ${code(family.denominator)}.`;
    case "quantile":
      return `Of ${code(family.value)}, at ${family.share}.`;
    default:
      return `Of ${code(family.value)}.`;
  }
}

function populationOf(population, printable) {
  if (population.over === "stretches") return "rows made for the stretch of days that is asked, see below.";
  const conditions = [population.base, population.valid]
    .filter((part) => part && printable(part).trim() !== "true")
    .map((part) => `\`${printable(part).replace(/\s+/g, " ").trim()}\``);
  const where = conditions.length === 0 ? "all rows" : `rows with ${conditions.join(" and ")}`;
  const when = population.asOfEnd ? ", as of the end: windows and months do not apply" : "";
  return `${where} of ${population.query ? `${population.table}, see below` : `\`${population.table}\``}${when}.`;
}

function exclusionsOf({ population, latestOfParty }, words) {
  const reasons = population.over === "events" ? (population.exclusions ?? []).map(({ reason }) => reason) : [];
  if (latestOfParty) reasons.push("earlier_answer");
  if (reasons.length === 0) return [];
  const said = reasons.map((reason) => `${words.t(`exclude.${reason}`)} (\`${reason}\`)`);
  return [`- **Left out and counted**: ${said.join(", ")}; where a window is asked, records without a date`];
}

// ------------------------------------------------------------------------------------------------- facts

const TYPES = {
  text: "text",
  identifier: "identifier of another fact, as its source wrote it",
  integer: "whole number",
  number: "number",
  money: "money in major units, four decimals",
  currency: "currency, ISO 4217",
  boolean: "yes or no",
  instant: "moment (UTC)",
  day: "calendar date",
  seconds: "seconds",
  choice: "one of the words",
};

const SUBJECTS = { required: "needed", optional: "where known", none: "none" };
const DATES = { required: "needed", optional: "where known", none: "none" };
const NATURES = {
  event: "event: the same content twice in one file is two of them",
  state: "state: the same content twice is said once",
};

const EVIDENCE = {
  seen: "seen in files or in the source of the system",
  published: "as the vendor publishes them",
  unverified: "**unverified**: from general knowledge; check with a file of your own",
};

function formatsPage({ FORMATS, spellings, madeBy }) {
  const out = [
    "# Known exports",
    "",
    NOTE,
    "",
    "Files of these systems are recognised by their headers, without any settings. Headers are compared without regard to case, blanks",
    "and punctuation; a file must have all of those that are required. Where one of five or more has another name, you are asked.",
    "Scales are never mixed: each keeps an instrument of its own. How recognition works, and what to do with any other file, is in",
    "[Files, formats and mappings](../formats.md).",
    "",
    "| Format | What it is | Makes |",
    "| --- | --- | --- |",
    ...FORMATS.map((f) => `| [\`${f.name}\`](#${anchor(f.name)}) | ${f.doc} | ${madeOf(f, madeBy)} |`),
  ];
  for (const format of FORMATS) {
    const { name, system, doc, notes = [], evidence, required, forbidden = [], usual = [], looks } = format;
    const list = (headers) =>
      headers
        .map((header) =>
          spellings(header)
            .map((spelling) => `\`${spelling}\``)
            .join(" or "),
        )
        .join(", ");
    out.push(
      "",
      `## ${name}`,
      "",
      doc,
      "",
      `- **Makes**: ${madeOf(format, madeBy)}`,
      `- **Required headers**: ${list(required)}${looks ? "; and values that look as this system writes them" : ""}`,
      ...(usual.length > 0 ? [`- **Often there**: ${list(usual)}`] : []),
      ...(forbidden.length > 0 ? [`- **Not there**: ${list(forbidden)}`] : []),
      `- **Columns**: ${EVIDENCE[evidence]}`,
      `- **Ids**: of the system \`${system}\``,
      ...notes.map((note) => `- ${note}`),
    );
  }
  return `${out.join("\n")}\n`;
}

const anchor = (name) => name.replaceAll(".", "");

function madeOf(format, madeBy) {
  const kinds = madeBy(format).map((kind) => `[${kind}](facts.md#${kind})`);
  return kinds.length > 0 ? kinds.join(", ") : "nothing: totals about nobody in particular";
}

function factsPage({ FACTS, COMMON_COLUMNS, texts }) {
  const words = texts("en");
  const out = [
    "# Facts",
    "",
    NOTE,
    "",
    "The vocabulary. Every row of every file becomes one or several of these facts, and everything that is computed reads them.",
    "The names are those of the [settings file](settings.md) (`fact:` and `fields:`). How a column is recognised as a field is in",
    "[Files, formats and mappings](../formats.md).",
    "",
    "| Fact | What one row is |",
    "| --- | --- |",
    ...Object.entries(FACTS).map(([kind, { doc }]) => `| [\`${kind}\`](#${kind}) | ${doc} |`),
    "",
    "## On every fact",
    "",
    "| Column | Meaning |",
    "| --- | --- |",
    ...COMMON_COLUMNS.map(({ name }) => `| \`${name}\` | ${COMMON[name]} |`),
    "",
    "A row that lacks what is *needed* below, or holds what its field cannot hold, is set aside with file, line, column and reason;",
    "it never stops the run.",
  ];
  for (const [kind, { doc, subject, at, nature, fields }] of Object.entries(FACTS)) {
    out.push(
      "",
      `## ${kind}`,
      "",
      doc,
      "",
      `In the report: ${words.t(`fact.${kind}`)}. Subject: ${SUBJECTS[subject]}. Date: ${DATES[at]}. Nature: ${NATURES[nature]}.`,
      "",
      "| Field | Type | Needed | Meaning |",
      "| --- | --- | --- | --- |",
      ...Object.entries(fields).map(
        ([name, field]) => `| \`${name}\` | ${typeOf(field)} | ${field.required ? "yes" : ""} | ${field.doc} |`,
      ),
    );
  }
  return `${out.join("\n")}\n`;
}

const COMMON = {
  id: "64-bit hash of the id that the source gave, or of the content with its occurrence number",
  source: "the system that the row comes from",
  subject: "64-bit hash of the identifier (its kind and value) that the row is about; empty where nobody is named",
  at: "when: UTC for moments; for whole days, months and years the calendar date itself, which belongs to no zone",
  precision: "how exactly `at` is known: instant, day, month, year, unknown",
  load: "the file, see the `load` table",
  line: "the line in it",
  properties: "what was kept besides, as JSON",
};

function typeOf({ type, choices, min, max }) {
  const bounds =
    min === undefined && max === undefined ? "" : max === undefined ? `, at least ${min}` : `, ${min ?? "…"} to ${max}`;
  return type === "choice" ? choices.map((c) => `\`${c}\``).join(", ") : `${TYPES[type]}${bounds}`;
}

// ------------------------------------------------------------------------------------------------ errors

const EXITS = {
  0: "Done. Rows that were set aside are part of a normal run.",
  1: "A bug of Feltworth.",
  2: "Input or an option that cannot be used; for statistics, data that a model cannot be fitted to.",
  3: "A question needs an answer, and nobody is at the terminal to give it.",
  4: "The store (the embedded database) failed: memory, disk, a lock.",
  5: "Rows were set aside, and `--strict` was given.",
  130: "Interrupted by Ctrl-C or a termination signal; nothing temporary is left behind.",
};

function errorsPage({ ERROR_CODES, texts }) {
  const words = texts("en");
  return `${[
    "# Error codes",
    "",
    NOTE,
    "",
    "An error says what is wrong and, where there is one, the next thing to try. It goes to standard error; standard output holds results",
    "only. The code is what programs branch on: it stays when a sentence is improved. The HTTP status is what a server answers for the",
    "same error.",
    "",
    "## Exit codes",
    "",
    "| Exit | Meaning |",
    "| ---: | --- |",
    ...Object.entries(EXITS).map(([exit, meaning]) => `| ${exit} | ${meaning} |`),
    "",
    "## Codes",
    "",
    "| Code | Meaning | Exit | HTTP |",
    "| --- | --- | ---: | ---: |",
    ...Object.entries(ERROR_CODES).map(
      ([code, { status, exit }]) => `| \`${code}\` | ${words.t(`error.${code}`)} | ${exit} | ${status} |`,
    ),
  ].join("\n")}\n`;
}

// ---------------------------------------------------------------------------------------------------- http

const ALLOWED = { anyone: "anyone", signed_in: "anyone who is signed in" };

function httpPage({ routesOf, ROLES, permissionsOf }) {
  const routes = routesOf(async () => "");
  const out = [
    "# HTTP interface",
    "",
    NOTE,
    "",
    "What `feltworth serve` answers; [the server](../server.md) explains keys, problems and freshness. `GET /api/v1/openapi.json` describes every",
    "route with what it takes and gives, as OpenAPI 3.1.",
    "",
    "## Routes",
    "",
    "| Route | What it does | Who may |",
    "| --- | --- | --- |",
    ...routes.map(
      ({ method, url, summary, allow }) =>
        `| \`${method} ${url}\` | ${summary} | ${ALLOWED[allow] ?? `\`${allow}\``} |`,
    ),
    "",
    "## Roles",
    "",
    "| Role | May |",
    "| --- | --- |",
    ...ROLES.map(
      (role) =>
        `| \`${role}\` | ${permissionsOf(role)
          .map((permission) => `\`${permission}\``)
          .join(", ")} |`,
    ),
  ];
  return `${out.join("\n")}\n`;
}

// ------------------------------------------------------------------------------------------ command line

function cliPage({ commandLine }) {
  const program = commandLine();
  const commands = everyCommand(program);
  const shared = sharedOptions(commands.map(({ command }) => command));
  const out = [
    "# Command line",
    "",
    NOTE,
    "",
    `${program.description()}`,
    "",
    "`feltworth <command>` where it is installed, `node bin/feltworth.cjs <command>` in a copy of the repository. Two more ways in a copy:",
    "`npm start` makes the report of a made-up company, `npm start -- <folder>` that of your files; both build first where needed, and take",
    "the options of `report`.",
    "",
    "Results go to standard output, everything else to standard error. On a terminal results are a table, otherwise one JSON document that",
    "ends in a newline; `--format` forces either. Exit codes are in [Error codes](errors.md).",
    "",
    "| Command | What it does |",
    "| --- | --- |",
    ...commands.map(({ name, anchor, command }) => `| [\`${name}\`](#${anchor}) | ${cell(command.description())} |`),
    "",
    "## Options of every command that reads files",
    "",
    "They win over the [settings file](settings.md), which wins over the defaults.",
    "",
    ...optionTable(shared),
  ];
  for (const { name, command } of commands) {
    const own = command.options.filter((o) => !shared.some((s) => s.flags === o.flags));
    out.push("", `## ${name}`, "", `${sentence(command.description())}`, "", "```text");
    out.push(`feltworth ${name} ${command.usage()}`, "```", "", "| Argument | Meaning |", "| --- | --- |");
    for (const a of command.registeredArguments)
      out.push(
        `| \`${a.required ? "<" : "["}${a.name()}${a.variadic ? "..." : ""}${a.required ? ">" : "]"}\` | ${cell(a.description)} |`,
      );
    out.push("", ...optionTable(own));
    if (command.options.length > own.length)
      out.push("", "And the [options of every command that reads files](#options-of-every-command-that-reads-files).");
  }
  return `${out.join("\n")}\n`;
}

/** Every command that can be called, those below another one by both names. */
const everyCommand = (above, before = "") =>
  above.commands
    .filter((command) => !command._hidden)
    .flatMap((command) => {
      const name = `${before}${command.name()}`;
      const below = everyCommand(command, `${name} `);
      return below.length > 0 ? below : [{ name, anchor: name.replaceAll(" ", "-"), command }];
    });

const cell = (text) => text.replaceAll("|", "\\|");
const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;

const sharedOptions = (commands) => {
  const [first, ...rest] = commands.filter((c) => c.options.some((o) => o.long === "--config"));
  return first.options.filter(
    (o) => o.long !== "--format" && rest.every((c) => c.options.some((p) => p.flags === o.flags)),
  );
};

const optionTable = (options) => [
  "| Option | Meaning |",
  "| --- | --- |",
  ...options.map(
    (o) =>
      `| \`${cell(o.flags)}\` | ${cell(o.description)}${o.defaultValue === undefined || o.description.includes("default:") ? "" : ` (default: \`${o.defaultValue}\`)`} |`,
  ),
];

// ---------------------------------------------------------------------------------------------- glossary

function glossaryPage({ STEMS, LANGUAGES, texts }) {
  const words = LANGUAGES.map((language) => texts(language));
  const terms = ["nps", "csat", "ces", "aht", ...Object.keys(STEMS)];
  const rows = terms
    .map((term) => words.map((say) => cell(say.t(`term.${term}`))))
    .sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return [
    "# Glossary",
    "",
    NOTE,
    "",
    "The words of the field in the five languages. Every sentence of the program uses them: a test finds each one that does not.",
    "",
    "| English | Polish | Swedish | Russian | Romanian |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
    "",
  ].join("\n");
}

// --------------------------------------------------------------------------------------------------- run

/** Everything that the pages speak of, out of the built product. */
async function built() {
  const from = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
  const [
    registry,
    formats,
    format,
    facts,
    columns,
    errors,
    texts,
    glossary,
    language,
    sql,
    duckdb,
    program,
    server,
    roles,
    instruments,
  ] = await Promise.all(
    [
      "measures/registry.js",
      "sources/formats.js",
      "sources/format.js",
      "facts/facts.js",
      "facts/columns.js",
      "base/errors.js",
      "texts/texts.js",
      "texts/glossary.js",
      "texts/language.js",
      "store/sql/sql.js",
      "store/duckdb/dialect.js",
      "cli/program.js",
      "http/server.js",
      "app/server/roles.js",
      "facts/instruments.js",
    ].map(from),
  );
  return {
    ...registry,
    ...formats,
    ...format,
    ...facts,
    ...columns,
    ...errors,
    ...texts,
    ...glossary,
    ...language,
    ...sql,
    dialect: duckdb.duckdb,
    ...program,
    ...server,
    ...roles,
    ...instruments,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = new URL("../docs/reference/", import.meta.url);
  for (const [file, text] of Object.entries(pages(await built()))) {
    writeFileSync(new URL(file, folder), text);
    console.log(`docs/reference/${file}`);
  }
}
