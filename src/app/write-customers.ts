import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { field } from "../report/csv.ts";
import type { Cell, Row } from "../store/ports/analytics.ts";
import { makeFolder } from "./make-folder.ts";
import { unwritable } from "./write-files.ts";

/** Writes a list of customers as CSV, page by page: the whole of it never stands in memory, and it appears whole or not at all. */
export async function writeCustomers(
  path: string,
  columns: readonly string[],
  pages: AsyncIterable<readonly Row[]>,
): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await makeFolder(dirname(path));
    await pipeline(Readable.from(lines(columns, pages)), createWriteStream(partial));
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {});
    if (cause instanceof Error && "syscall" in cause) throw unwritable(path, cause);
    throw cause;
  }
}

async function* lines(columns: readonly string[], pages: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
  yield `${columns.join(",")}\r\n`;
  for await (const rows of pages)
    yield rows.map((row) => `${columns.map((column) => written(row[column] ?? null)).join(",")}\r\n`).join("");
}

const written = (cell: Cell): string =>
  field(typeof cell === "bigint" || typeof cell === "boolean" ? String(cell) : cell);
