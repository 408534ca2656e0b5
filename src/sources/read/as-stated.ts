import type { TableMapping } from "../mapping.ts";
import type { TableSample } from "../table.ts";
import { type ParquetSampler, probe } from "./probe.ts";

/** What decides which columns and rows a table has. */
const SHAPING = ["encoding", "delimiter", "quote", "header", "headerRows", "skip", "ragged"] as const;

/** What a mapping states about reading may differ from what the sample was read with; then its columns do too. */
export async function asStated(
  table: TableSample,
  { read }: Pick<TableMapping, "read">,
  engine?: ParquetSampler,
): Promise<TableSample> {
  if (!read || SHAPING.every((key) => read[key] === undefined || read[key] === table.read[key])) return table;
  const file = { path: table.path, name: table.name, bytes: table.bytes };
  const tables = await probe(file, { ...table.read, ...read }, engine);
  return tables.find((t) => t.part === table.part) ?? table;
}
