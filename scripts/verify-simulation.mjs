// The slow simulations: do intervals cover what they claim, are known parameters found again? Writes docs/simulations.md.
//   npm run verify:simulation -- --date 2026-11-22
// With --companies N the whole product instead, on N made-up companies with known truth: docs/company-simulations.md. What
// scripts/simulations/companies.jsonl (or the file that --runs names) holds already is not run again, so that a run can be interrupted.
//   npm run verify:simulation -- --date 2026-11-22 --companies 200
// Every study draws from streams seeded by its own name, so the table is the same on every machine; the date is only printed.
import { writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { companyPage, readRuns, runCompanies, VARIANTS } from "./simulations/company.mjs";

const FILES = ["intervals", "causal", "models", "resampling"];
const HERE = new URL(".", import.meta.url);
/** What each company came to. */
const RUNS = fileURLToPath(new URL("simulations/companies.jsonl", HERE));

/** A worker does the studies it is sent, one at a time. */
async function work({ library }) {
  const S = await import(library);
  parentPort.on("message", async ({ file, name }) => {
    const { studies } = await import(new URL(`simulations/${file}.mjs`, HERE));
    const started = performance.now();
    const rows = studies[name](S);
    parentPort.postMessage({ file, name, rows, seconds: (performance.now() - started) / 1000 });
  });
}

/** Shares the studies out among workers; results come back in the order in which the files list them. */
async function runAll({ library, workers }) {
  const jobs = [];
  for (const file of FILES) {
    const { studies } = await import(new URL(`simulations/${file}.mjs`, HERE));
    for (const name of Object.keys(studies)) jobs.push({ file, name });
  }
  const results = new Array(jobs.length);
  let next = 0;
  const one = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { library } });
      let current;
      const give = () => {
        if (next >= jobs.length) {
          resolve(worker.terminate());
          return;
        }
        current = next++;
        worker.postMessage(jobs[current]);
      };
      worker.on("message", (result) => {
        results[current] = result;
        console.error(`${result.file}/${result.name}: ${result.seconds.toFixed(1)} s`);
        give();
      });
      worker.on("error", reject);
      give();
    });
  await Promise.all(Array.from({ length: workers }, one));
  return results.flatMap(({ rows }) => rows);
}

function page(rows, { date }) {
  const sections = [...new Set(rows.map(({ section }) => section))];
  const mark = (holds) => (holds === null ? "–" : holds ? "yes" : "**no**");
  const table = (section) => [
    `## ${section}`,
    "",
    "| what | runs | result | wanted | holds |",
    "| --- | ---: | ---: | ---: | --- |",
    ...rows
      .filter((row) => row.section === section)
      .map(
        (row) =>
          `| ${row.what} | ${row.runs === null ? "all outcomes" : row.runs} | ${row.result} | ${row.wanted} | ${mark(row.holds)} |`,
      ),
    "",
  ];
  const judged = rows.filter(({ holds }) => holds !== null);
  return [
    "# Simulations",
    "",
    "What the statistics do when the truth is known: whether 95 % intervals hold the truth as often as they say, and whether models",
    "find the parameters that customers were made with. Lines marked – are published without a promise.",
    "",
    `Run on ${date} by \`npm run verify:simulation -- --date ${date}\`. Each study draws from \`sfc32\` seeded by its own name`,
    '(`"simulation: …"` in `scripts/simulations/`), so every run gives this table. Small versions of these studies run with the tests.',
    "",
    `${judged.filter(({ holds }) => holds).length} of ${judged.length} promises hold.`,
    "",
    ...sections.flatMap(table),
  ].join("\n");
}

/** Seeds 1 to `companies` of every variant, 5,000 customers each. */
function companies({ companies: to, runs = RUNS, out, date, root }) {
  runCompanies({
    ...{ dist: fileURLToPath(new URL("dist", root)), file: runs, from: 1, to: Number(to), customers: 5_000 },
    ...{ variants: Object.keys(VARIANTS), until: Number.POSITIVE_INFINITY },
  });
  writeFileSync(out ?? new URL("docs/company-simulations.md", root), companyPage(readRuns(runs), { date }));
}

async function main() {
  const { values } = parseArgs({
    options: {
      date: { type: "string" },
      out: { type: "string" },
      library: { type: "string" },
      workers: { type: "string" },
      companies: { type: "string" },
      runs: { type: "string" },
    },
  });
  if (!/^\d{4}-\d{2}-\d{2}$/.test(values.date ?? "")) {
    console.error("Say the date to print: npm run verify:simulation -- --date 2026-11-22");
    process.exitCode = 2;
    return;
  }
  const root = new URL("../", HERE);
  if (values.companies !== undefined) return companies({ ...values, root });
  const library = pathToFileURL(values.library ?? fileURLToPath(new URL("dist/stats/index.js", root))).href;
  const rows = await runAll({ library, workers: Number(values.workers ?? 2) });
  writeFileSync(values.out ?? new URL("docs/simulations.md", root), page(rows, { date: values.date }));
  for (const { section, what, result, wanted } of rows.filter(({ holds }) => holds === false))
    console.error(`does not hold: ${section}: ${what}: ${result}, wanted ${wanted}`);
  process.exitCode = rows.some(({ holds }) => holds === false) ? 1 : 0;
}

await (isMainThread ? main() : work(workerData));
