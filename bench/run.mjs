// Measures the whole report against the engine's own load of the same files, and the statistics.
//   npm run bench [-- small | all | stats | report [4 | 5 | 6] | import | value [6 | 7] | links | server | soak | dashboard]
// `small` (the default) measures 10⁴ and 10⁵ customers and the statistics, `report` 10⁴ to 10⁶ (or one of them) without them, `all` everything, `import` the
// import of 10⁷ orders alone, `value` what 10⁶ customers are worth (or another power of ten), `links` eight scores against all outcomes at 10⁵ and 10⁶ customers,
// `server` what the server takes in and how soon it answers, `soak` ten minutes of it (FELTWORTH_SOAK_SECONDS: as many seconds), `dashboard`
// its screens in a browser (Chromium; CHROMIUM names another than /usr/bin/chromium) and a list of 10⁶ customers.
// Remarks belong into `REMARKS` below: the page is written anew each time.
// What is not measured again keeps its last result. Every measurement is a process of its own.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { environment } from "../dist/config/environment.js";
import { measureServer, measureSoak, serverChecks, serverTable } from "./server.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const cli = join(here, "..", "bin", "feltworth.cjs");
const data = join(here, ".data");
const kept = join(here, "results.json");
const SIZES = {
  small: [4, 5],
  all: [4, 5, 6],
  stats: [],
  report: [4, 5, 6],
  import: [],
  value: [],
  links: [],
  server: [],
  soak: [],
  dashboard: [],
};
/** Orders of the import. */
const ORDERS = 10_000_000;
/** Customers with ten million identifiers. */
const CUSTOMERS = 4_000_000;
/** Runs of each size; the median counts. */
const REPEATS = { 4: 5, 5: 3, 6: 1 };

/** Seconds in which every one of so many customers (a power of ten) is to be valued. */
const VALUED_WITHIN = { 6: 20, 7: 240 };
/** Megabytes of the engine where its usual ones do not do. */
const ENGINE_MB = { 7: 2_048 };

const DASHBOARD = "## The dashboard";

/** What no run can tell of its figures. */
const REMARKS = {
  report: `With all its chapters the report is within the limit at every size. At 10⁶ customers the engine keeps on the disk what its memory limit of
${environment().memoryMb} MB does not hold: about 5 GB are written, which takes a sixth of the processor time; the program's own part is about a tenth.`,
  links: `Half of the time goes into logistic models (who stands on which step, in five folds); each fold begins where the fit of all rows ended.`,
};

const what = process.argv[2] ?? "small";
if (!Object.hasOwn(SIZES, what)) {
  console.error(`"${what}" is none of ${Object.keys(SIZES).join(", ")}.`);
  process.exit(2);
}
const { memoryMb, threads } = environment();
const say = (text) => console.error(text);
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const rounded = (value, digits = 2) => Number(value.toFixed(digits));
const load = () => loadavg()[0];

mkdirSync(data, { recursive: true });
const results = existsSync(kept) ? JSON.parse(readFileSync(kept, "utf8")) : { reports: {}, statistics: {} };
const only = process.argv[3];
for (const power of SIZES[what].filter((size) => only === undefined || size === Number(only))) {
  results.reports[power] = measureReport(power);
  save();
}
if (what === "import" || what === "all") {
  results.import = measureImport();
  results.people = measurePeople();
  save();
}
if (what === "value" || what === "all") {
  const power = what === "value" && only !== undefined ? Number(only) : 6;
  results.value = { ...results.value, [power]: measureValue(power) };
  save();
}
if (what === "links" || what === "all") {
  results.links = Object.fromEntries([5, 6].map((power) => [power, measureLinks(power)]));
  save();
}
if (what === "server" || what === "all") {
  const made = await measureServer({ orders: ORDERS, memoryMb, threads, say });
  results.server = { ...made, load: load(), date: new Date().toISOString().slice(0, 10) };
  save();
}
if (what === "soak") {
  const made = await measureSoak({ seconds: Number(process.env.FELTWORTH_SOAK_SECONDS ?? 600), say });
  results.soak = { ...made, load: load(), date: new Date().toISOString().slice(0, 10) };
  save();
}
if (what === "dashboard" || what === "all") {
  results.dashboard = measureDashboard();
  save();
}
if (!["report", "import", "value", "links", "server", "soak", "dashboard"].includes(what)) {
  for (const file of readdirSync(here).filter((name) => /^stats-.*\.mjs$/.test(name))) {
    say(`statistics: ${file}`);
    const { output } = child([join(here, "child", "statistics.mjs"), pathToFileURL(join(here, file)).href]);
    for (const { name, ...times } of JSON.parse(output)) results.statistics[name] = { ...times, load: load() };
    save();
  }
}
writeFileSync(join(here, "RESULTS.md"), await page());
say(`written: ${join(here, "RESULTS.md")}`);

function save() {
  writeFileSync(kept, JSON.stringify(results, null, 2));
}

function measureReport(power) {
  const folder = sample(power);
  const work = mkdtempSync(join(tmpdir(), "feltworth-bench-"));
  const [loads, reports, hashes] = [[], [], new Set()];
  let rows = 0;
  try {
    // Once unmeasured, or at least read, so that both find the files in memory.
    if (power < 6) report(folder, join(work, "report"));
    else for (const name of readdirSync(folder)) readThrough(join(folder, name));
    for (let i = 0; i < REPEATS[power]; i += 1) {
      const database = join(work, "baseline.duckdb");
      const loaded = child([join(here, "child", "load.mjs"), folder, database, String(memoryMb), String(threads)]);
      rmSync(database, { force: true });
      rows = JSON.parse(loaded.output).rows;
      loads.push(loaded);
      const made = report(folder, join(work, "report"));
      reports.push(made);
      hashes.add(created(join(work, "report")));
      say(
        `10^${power}: load ${loaded.seconds.toFixed(2)} s, report ${made.seconds.toFixed(2)} s, load average ${load().toFixed(1)}`,
      );
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const warm = power === 4 ? warmReports(folder) : null;
  const of = (list, key) => median(list.map((entry) => entry[key]));
  return {
    date: new Date().toISOString().slice(0, 10),
    load: load(),
    runs: reports.length,
    rows,
    sameBytes: hashes.size === 1,
    baseline: { seconds: of(loads, "seconds"), processor: of(loads, "processor") },
    report: {
      seconds: of(reports, "seconds"),
      processor: of(reports, "processor"),
      memoryMb: Math.max(...reports.map(({ memoryMb }) => memoryMb)),
    },
    ratio: median(reports.map(({ seconds }, i) => seconds / loads[i].seconds)),
    processorRatio: median(reports.map(({ processor }, i) => processor / loads[i].processor)),
    ...(warm === null ? {} : { warm }),
  };
}

/** Every one of 10^power customers valued, against the engine's own load of the same files. */
function measureValue(power) {
  const folder = sample(power);
  const engineMb = ENGINE_MB[power] ?? memoryMb;
  const work = mkdtempSync(join(tmpdir(), "feltworth-bench-"));
  try {
    const database = join(work, "baseline.duckdb");
    const baseline = child([join(here, "child", "load.mjs"), folder, database, String(engineMb), String(threads)]);
    rmSync(database, { force: true });
    const { output, memoryMb: peak } = child([join(here, "child", "value.mjs"), folder], {
      FELTWORTH_MEMORY_MB: String(engineMb),
    });
    const made = JSON.parse(output);
    say(
      `value of 10^${power}: load ${baseline.seconds.toFixed(1)} s, fit and score ${made.study.seconds.toFixed(1)} s`,
    );
    return { ...made, engineMb, baseline, memoryMb: peak, load: load(), date: new Date().toISOString().slice(0, 10) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Eight scores, four of them the answers of one moved by a point, against every outcome; then the ladder of evidence for ten pairs. */
function measureLinks(power) {
  const folder = join(data, `links-1e${power}`);
  const from = sample(power);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(from).filter((name) => name.endsWith(".csv")))
    if (!existsSync(join(folder, file))) symlinkSync(join(from, file), join(folder, file));
  const scores = ["alpha", "beta", "gamma", "delta"];
  child([
    join(here, "child", "more-answers.mjs"),
    ...[join(from, "survey_answers.csv"), join(folder, "more_answers.csv"), ...scores],
  ]);
  const bands = "[{ id: low, from: 0, to: 6 }, { id: mid, from: 7, to: 8 }, { id: high, from: 9, to: 10 }]";
  const stated = scores.map((id) => `  - { id: ${id}, scale: "0-10", bands: ${bands} }`);
  writeFileSync(join(folder, "feltworth.yaml"), `scores:\n${stated.join("\n")}\n`);
  const { output, memoryMb: peak } = child([join(here, "child", "links.mjs"), folder]);
  const made = JSON.parse(output);
  say(`links of 10^${power}: ${linksTotal(made).processor.toFixed(1)} s of processor time`);
  return { ...made, memoryMb: peak, load: load(), date: new Date().toISOString().slice(0, 10) };
}

/** The table, the table at equal history and the ladders together. */
function linksTotal({ table: plain, history, ladders }) {
  return Object.fromEntries(["seconds", "processor"].map((key) => [key, plain[key] + history[key] + ladders[key]]));
}

/** Ten million identifiers to customers. */
function measurePeople() {
  const { output, memoryMb: peak } = child([join(here, "child", "people.mjs"), String(CUSTOMERS)]);
  const made = JSON.parse(output);
  say(`people: ${made.identifiers} identifiers in ${made.seconds.toFixed(1)} s`);
  return { ...made, memoryMb: peak, load: load(), date: new Date().toISOString().slice(0, 10) };
}

/** One file of orders: read by DuckDB itself into a typed table, and imported twice into one store. */
function measureImport() {
  const work = mkdtempSync(join(tmpdir(), "feltworth-bench-"));
  try {
    const path = join(work, "orders.csv");
    child([join(here, "child", "orders.mjs"), path, String(ORDERS), String(memoryMb), String(threads)]);
    const database = join(work, "baseline.duckdb");
    const baseline = child([join(here, "child", "load.mjs"), work, database, String(memoryMb), String(threads)]);
    rmSync(database, { force: true });
    const { output, memoryMb: peak } = child([join(here, "child", "import.mjs"), path, "2"]);
    const [first, second] = JSON.parse(output);
    say(
      `import: load ${baseline.seconds.toFixed(1)} s, import ${first.seconds.toFixed(1)} s, again ${second.seconds.toFixed(1)} s`,
    );
    return {
      ...{
        date: new Date().toISOString().slice(0, 10),
        load: load(),
        rows: first.rowsRead,
        setAside: first.rowsSetAside,
      },
      ...{ baseline: { seconds: baseline.seconds, processor: baseline.processor }, first, second, memoryMb: peak },
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Seconds of a report in a process that has made one already: the median of eight. */
function warmReports(folder) {
  const out = mkdtempSync(join(tmpdir(), "feltworth-bench-"));
  try {
    const { seconds } = JSON.parse(child([join(here, "child", "warm.mjs"), folder, out, "9"]).output);
    say(`10^4 in one process: ${seconds.map((s) => s.toFixed(2)).join(", ")} s`);
    return median(seconds.slice(1));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Screens on the sample company, and the list of 10⁶ customers, in a real browser. */
function measureDashboard() {
  const work = mkdtempSync(join(tmpdir(), "feltworth-bench-"));
  try {
    child([cli, "sample", join(work, "sample")]);
    const run = (folder, what) => child([join(here, "child", "dashboard.mjs"), folder, what]);
    const screens = { ...JSON.parse(run(join(work, "sample"), "screens").output), load: load() };
    say(`dashboard: ${JSON.stringify(screens)}`);
    const { output, memoryMb: peak } = run(sample(6), "list");
    const list = { ...JSON.parse(output), memoryMb: peak, load: load() };
    say(`list: ${list.total} customers, a jump ${median(list.jumps).toFixed(0)} ms`);
    return { screens, list, date: new Date().toISOString().slice(0, 10) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Reads a file to its end, so that the system has it in memory. */
function readThrough(path) {
  const file = openSync(path, "r");
  const buffer = Buffer.allocUnsafe(1 << 20);
  while (readSync(file, buffer) > 0);
  closeSync(file);
}

function sample(power) {
  const folder = join(data, `1e${power}`);
  if (!existsSync(join(folder, "truth.json"))) {
    say(`10^${power}: making the sample`);
    child([cli, "sample", folder, "--customers", String(10 ** power), "--lean"]);
  }
  return folder;
}

function report(folder, out) {
  return child([cli, "report", folder, "--out", out, "--format", "json"]);
}

/** Hash of everything that a report consists of. */
function created(folder) {
  const hash = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).sort())
    hash.update(readFileSync(path));
  return hash.digest("hex");
}

function child(args, settings = {}) {
  const usage = join(data, `usage-${process.pid}.json`);
  const { status, signal, error, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", join(here, "child", "usage.cjs"), ...args],
    {
      env: { ...process.env, FELTWORTH_BENCH_USAGE: usage, UV_THREADPOOL_SIZE: "16", ...settings },
      encoding: "utf8",
      maxBuffer: 1 << 28,
    },
  );
  if (status !== 0)
    throw new Error(
      `${args.join(" ")} ended with ${status ?? signal}.
${(stderr ?? "").slice(-2000)}`,
      { cause: error },
    );
  const used = JSON.parse(readFileSync(usage, "utf8"));
  rmSync(usage, { force: true });
  return { ...used, output: stdout };
}

async function page() {
  const checks = [
    ...[...reportChecks(), ...importChecks(), ...peopleChecks()],
    ...[...valueChecks(), ...linksChecks(), ...serverChecks(results, check), ...statisticsChecks()],
  ];
  return `# Benchmarks

Written by \`npm run bench\`; what a run does not measure keeps its last result.

${await machine()}

## The whole report

From files to the finished report, against the load of the same files by DuckDB itself: \`create table … as select * from read_csv(…)\`
of every file, typed, into a database file, with the same threads (${threads}) and memory limit (${memoryMb} MB), in the same run. Samples:
\`feltworth sample DIR --customers N --lean\`. Both in fresh processes; ratios are medians over the runs. Where other programs use the
processors, ratios of processor time say more than those of the clock. The table shows fresh processes; *warm*, in the contract below, is a
report in a process that has made one before, as a server makes them (the median of eight).

${reportTable()}

${REMARKS.report}

## Import

A CSV file of orders with number, customer, address, moment and amount, one row in a thousand without a date: recognised, judged, keyed, settled and joined to people, against
DuckDB's own load of it into a typed table of a database file. The second import of the same file changes nothing: every order is there already.

${importTable()}

## Who is who

Customer numbers with addresses and telephone numbers, a tenth of them of another customer, in memory: from what stands together to the map of every identifier.

${peopleTable()}

## What customers are worth

Models fitted on all customers and every one of them scored in the engine, with costs put to customers and stages, from tables that stand already;
loading the files and building these tables is told apart, and *load* is DuckDB's own load of the same files in the same run.

${valueTable()}

## What experience goes with

Eight scores against every outcome: how far their bands lie apart as they are, and at equal history; then the whole ladder of evidence (doubly robust, for all who could
have answered, customers against themselves, placebo and hidden cause) for ten pairs, and for one more by itself. Above 250,000 answers of a score (50,000 for
the table at equal history) customers are drawn by a hash.

${linksTable()}

${REMARKS.links}

## The server

The server as its command starts it, with its log, and senders of a program of its own on the same machine. *Bare* is a server of Node's own parts that parses the same
requests, appends them to a file and answers once they are on the disk: the same senders, the same machine, the same run. Facts and figures follow meanwhile.

${serverTable(results, table)}

${dashboardSection()}

## Statistics

Median of at most 20 warm runs.

${table(
  ["bench", "median", "fastest", "runs", "load average"],
  Object.entries(results.statistics).map(([name, s]) => [
    name,
    ms(s.medianMs),
    ms(s.fastestMs),
    s.runs,
    s.load.toFixed(1),
  ]),
)}

## Contract

${table(["what", "limit", "measured", ""], checks)}
`;
}

async function machine() {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const [[version]] = (await connection.runAndReadAll("select version()")).getRows();
  connection.closeSync();
  instance.closeSync();
  const [cpu] = cpus();
  return `${cpu.model.trim()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Node.js ${process.versions.node}, DuckDB ${version}, ${new Date().toISOString().slice(0, 10)}.`;
}

function reportTable() {
  return table(
    [
      "customers",
      "rows",
      "load",
      "report",
      "ratio",
      "ratio of processor time",
      "time per row",
      "peak memory",
      "runs",
      "load average",
      "date",
    ],
    Object.entries(results.reports).map(([power, r]) => [
      `10^${power}`,
      r.rows.toLocaleString("en"),
      `${r.baseline.seconds.toFixed(2)} s`,
      `${r.report.seconds.toFixed(2)} s`,
      rounded(r.ratio),
      rounded(r.processorRatio),
      `${((r.report.seconds / r.rows) * 1e6).toFixed(1)} µs`,
      `${Math.round(r.report.memoryMb)} MB`,
      r.runs,
      r.load.toFixed(1),
      r.date,
    ]),
  );
}

function reportChecks() {
  const { 4: small, 5: middle, 6: large } = results.reports;
  const checks = [];
  for (const [name, r] of [
    ["10⁵", middle],
    ["10⁶", large],
  ]) {
    if (!r) continue;
    checks.push(check(`report of ${name} customers against the load`, r.ratio, 5, (v) => `${rounded(v)} ×`));
    checks.push(check(`the same in processor time`, r.processorRatio, 5, (v) => `${rounded(v)} ×`));
  }
  if (middle && large) {
    const perRow = ({ report: { seconds }, rows }) => seconds / rows;
    checks.push(
      check("time per row at 10⁶ against 10⁵", perRow(large) / perRow(middle), 1.25, (v) => `${rounded(v)} ×`),
    );
    const work = ({ report: { processor }, rows }) => processor / rows;
    checks.push(check("the same in processor time", work(large) / work(middle), 1.25, (v) => `${rounded(v)} ×`));
  }
  if (large)
    checks.push(check("peak memory at 10⁶ customers", large.report.memoryMb, 2048, (v) => `${Math.round(v)} MB`));
  if (small?.warm) checks.push(check("10⁴ customers, warm", small.warm, 3, (v) => `${rounded(v)} s`));
  for (const r of [small, middle].filter(Boolean))
    checks.push([
      `same bytes from the same ${r.rows.toLocaleString("en")} rows`,
      "yes",
      r.sameBytes ? "yes" : "no",
      r.sameBytes ? "pass" : "**fail**",
    ]);
  return checks;
}

/** The section as it stands on the page. */

function dashboardSection() {
  if (!results.dashboard) return `${DASHBOARD}\n\nNot measured yet.`;
  const { screens, list, date } = results.dashboard;
  const at = (values, share) =>
    [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
  const whole = (value) => `${Math.round(value)} ms`;
  const row = (name, limit, value, load) => [
    name,
    `≤ ${whole(limit)}`,
    whole(value),
    value <= limit ? "pass" : "**fail**",
    load.toFixed(1),
    date,
  ];
  const { steps, slow } = screens.interactions;
  const n = list.total.toLocaleString("en");
  return `${DASHBOARD}

A real browser (Chromium) with an empty cache against a real server on the sample company, both on this machine; what a server computes once for everybody is
computed before. The largest paint is the median of ${Object.values(screens.paints)[0].length} loads of a screen; an interaction lasts until the next frame is painted, as the browser counts it (${steps} steps from
screen to screen, the slowest counts). A jump in the list of all ${n} customers ends when every row that can be seen is there (${list.jumps.length} jumps to places far apart). A timeline is asked for by a program, its first page whole.

${table(
  ["what", "limit", "measured", "", "load average", "date"],
  [
    ...Object.entries(screens.paints).map(([screen, times]) =>
      row(`largest paint of ${screen}`, 1500, median(times), screens.load),
    ),
    row("slowest interaction", 200, Math.max(16, ...slow), screens.load),
    row(`jump in a list of ${n}, median`, 300, median(list.jumps), list.load),
    row("the same, 95th percentile", 300, at(list.jumps, 0.95), list.load),
    row("frame while it scrolls, median", 50, median(list.frames), list.load),
    row("timeline of a customer, 95th percentile", 1_000, at(list.timelines, 0.95), list.load),
  ],
)}

A jump takes ${Math.round(list.processorMsPerJump)} ms of the server's processor time; the server's peak memory was ${Math.round(list.memoryMb)} MB.`;
}

function valueTable() {
  const { value: made } = results;
  if (!made) return "Not measured yet.";
  const times = ({ seconds, processor }) => `${seconds.toFixed(1)} s (${processor.toFixed(1)} s of processor time)`;
  return table(
    [
      "customers",
      "load",
      "files to tables",
      "fit and score",
      "ratio",
      "ratio of processor time",
      "peak memory",
      "load average",
      "date",
    ],
    Object.values(made).map(({ baseline, loading, study, customers, memoryMb, load, date }) => [
      ...[customers.toLocaleString("en"), times(baseline), times(loading), times(study)],
      ...[rounded(study.seconds / baseline.seconds), rounded(study.processor / baseline.processor)],
      ...[`${Math.round(memoryMb)} MB`, load.toFixed(1), date],
    ]),
  );
}

function powerOfTen(power) {
  return `10${[...String(power)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`;
}

function valueChecks() {
  const seconds = (v) => `${rounded(v, 1)} s`;
  return Object.entries(VALUED_WITHIN).flatMap(([power, limit]) => {
    const made = results.value?.[power];
    if (!made) return [];
    return [
      check(`${powerOfTen(power)} customers: fit and score`, made.study.seconds, limit, seconds),
      check("the same in processor time, of two processors", made.study.processor, 2 * limit, seconds),
      check("peak memory with the files loaded", made.memoryMb, 3072, (v) => `${Math.round(v)} MB`),
    ];
  });
}

function linksTable() {
  const { links } = results;
  if (!links) return "Not measured yet.";
  const times = ({ seconds, processor }) => `${seconds.toFixed(1)} s (${processor.toFixed(1)} s of processor time)`;
  return table(
    [
      ...["customers", "pairs", "as they are", "at equal history", "ladders of ten pairs", "one more pair"],
      ...["peak memory", "load average", "date"],
    ],
    Object.entries(links).map(([power, made]) => [
      ...[`10^${power}`, made.compared, times(made.table), times(made.history), times(made.ladders)],
      ...[times(made.other), `${Math.round(made.memoryMb)} MB`, made.load.toFixed(1), made.date],
    ]),
  );
}

function linksChecks() {
  const { 5: middle, 6: large } = results.links ?? {};
  if (!large) return [];
  const seconds = (v) => `${rounded(v, 1)} s`;
  const total = linksTotal(large);
  return [
    check("links and ladders of 10⁶ customers", total.seconds, 90, seconds),
    check("the same in processor time, of two processors", total.processor, 180, seconds),
    ...(middle
      ? [
          check(
            "processor time at 10⁶ against 10⁵",
            total.processor / linksTotal(middle).processor,
            12.5,
            (v) => `${rounded(v)} ×`,
          ),
        ]
      : []),
    check("one more pair, of 10⁶ customers", large.other.seconds, 10, seconds),
    check("the same in processor time, of two processors", large.other.processor, 20, seconds),
    check("peak memory of links with the files loaded", large.memoryMb, 3072, (v) => `${Math.round(v)} MB`),
  ];
}

function importTable() {
  const { import: made } = results;
  if (!made) return "Not measured yet.";
  const times = ({ seconds, processor }) => `${seconds.toFixed(1)} s (${processor.toFixed(1)} s of processor time)`;
  return table(
    ["rows", "set aside", "load", "import", "import again", "identifiers", "peak memory", "load average", "date"],
    [
      [
        ...[made.rows.toLocaleString("en"), made.setAside.toLocaleString("en"), times(made.baseline)],
        ...[times(made.first), times(made.second), made.first.identifiers.toLocaleString("en")],
        ...[`${Math.round(made.memoryMb)} MB`, made.load.toFixed(1), made.date],
      ],
    ],
  );
}

function peopleTable() {
  const { people: made } = results;
  if (!made) return "Not measured yet.";
  return table(
    ["identifiers", "customers", "time", "processor time", "peak memory", "load average", "date"],
    [
      [
        ...[made.identifiers.toLocaleString("en"), made.parties.toLocaleString("en"), `${made.seconds.toFixed(1)} s`],
        ...[`${made.processor.toFixed(1)} s`, `${Math.round(made.memoryMb)} MB`, made.load.toFixed(1), made.date],
      ],
    ],
  );
}

function peopleChecks() {
  const { people: made } = results;
  if (!made) return [];
  return [
    check("10⁷ identifiers to customers", made.seconds, 60, (v) => `${rounded(v, 1)} s`),
    check("the same in processor time, of two processors", made.processor, 120, (v) => `${rounded(v, 1)} s`),
    check("peak memory of it", made.memoryMb, 2048, (v) => `${Math.round(v)} MB`),
  ];
}

function importChecks() {
  const { import: made } = results;
  if (!made) return [];
  const times = (v) => `${rounded(v)} ×`;
  const isSame = made.first.sum === made.second.sum && made.first.facts === made.second.facts;
  return [
    check("import of 10⁷ orders against the load", made.first.seconds / made.baseline.seconds, 2.5, times),
    check("the same in processor time", made.first.processor / made.baseline.processor, 2.5, times),
    check("peak memory of importing them twice", made.memoryMb, 2048, (v) => `${Math.round(v)} MB`),
    ["the second import changes nothing", "yes", isSame ? "yes" : "no", isSame ? "pass" : "**fail**"],
  ];
}

function statisticsChecks() {
  const limits = [
    [/^BG\/NBD with standard errors, CDNOW/, 5],
    [/^BG\/NBD, 100,000 customers/, 40],
    [/^BG\/NBD, 1,000,000 customers/, 500],
    [/^logistic regression, 1e6 rows/, 3000],
    [/^Cox, 10 covariates × 100,000 rows/, 1000],
    [/^bootstrap, 1,000 replicates of a ratio/, 1000],
    [/^LMG shares, 12 drivers/, 50],
  ];
  return Object.entries(results.statistics).flatMap(([name, { medianMs }]) =>
    limits.filter(([pattern]) => pattern.test(name)).map(([, limit]) => check(name, medianMs, limit, ms)),
  );
}

function check(name, value, limit, show) {
  return [name, `≤ ${show(limit)}`, show(value), value <= limit ? "pass" : "**fail**"];
}

function ms(value) {
  return value < 1000 ? `${rounded(value, value < 10 ? 2 : 0)} ms` : `${rounded(value / 1000)} s`;
}

function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
