// The baseline: DuckDB by itself loads the files of a folder into typed tables of a database file.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const [folder, database, memoryMb, threads] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database, {
  memory_limit: `${memoryMb}MB`,
  threads,
  temp_directory: `${database}.spill`,
});
const connection = await instance.connect();
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
let rows = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".csv"))) {
  const table = `"${file.slice(0, -4)}"`;
  await connection.run(`create table ${table} as select * from read_csv(${quoted(join(folder, file))})`);
  const [[n]] = (await connection.runAndReadAll(`select count(*) from ${table}`)).getRows();
  rows += Number(n);
}
connection.closeSync();
instance.closeSync();
process.stdout.write(JSON.stringify({ rows }));
