// Runs every query of an evidence folder again, on the tables beside it, and compares what it gives with reductions.json.
// `node scripts/recompute.mjs <report>/evidence`, of a report that was made with `--evidence full`. Exit code 1 where a number differs.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const folder = process.argv[2];
if (!folder || !existsSync(join(folder, "tables"))) {
  console.error("Give the evidence folder of a report that was made with --evidence full.");
  process.exit(2);
}
const recorded = JSON.parse(readFileSync(join(folder, "reductions.json"), "utf8"));
const engine = await (await DuckDBInstance.create(":memory:")).connect();
for (const file of readdirSync(join(folder, "tables"))) {
  const path = join(folder, "tables", file).replaceAll("'", "''");
  await engine.run(`create view "${basename(file, ".parquet")}" as select * from '${path}'`);
}
let differing = 0;
const queries = readdirSync(join(folder, "queries")).sort();
for (const file of queries) {
  const id = basename(file, ".sql");
  const query = readFileSync(join(folder, "queries", file), "utf8");
  const rows = (await engine.runAndReadAll(query)).getRowObjectsJson();
  const wrong = difference(rows, recorded[id]);
  if (wrong) console.log(`${id}: ${wrong}`);
  differing += wrong ? 1 : 0;
}
console.log(`${queries.length - differing} of ${queries.length} queries give what was recorded.`);
process.exit(differing === 0 ? 0 : 1);

function difference(found, expected) {
  if (found.length !== expected.length) return `${found.length} rows instead of ${expected.length}`;
  for (const [i, row] of expected.entries())
    for (const [column, value] of Object.entries(row)) {
      const given = found[i][column];
      const same = typeof value === "number" ? isClose(Number(given), value) : String(given) === String(value);
      if (!same) return `row ${i + 1}, ${column}: ${given} instead of ${value}`;
    }
  return null;
}

function isClose(a, b) {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}
