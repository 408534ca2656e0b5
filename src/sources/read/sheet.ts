import { readFile, stat } from "node:fs/promises";
import readXlsxFile from "read-excel-file/universal";
import { unreadable } from "./bytes.ts";

export interface Sheet {
  name: string;
  rows: (string | null)[][];
}

/** A workbook has to be held in memory whole; beyond this it is asked for as CSV. */
const MAX_UNPACKED = 1 << 30;
const MAX_PACKED = 200 << 20;

/** The sheets of an Excel workbook, each cell as text: dates in ISO form, numbers with a point. Formulas give their last result. */
export async function readSheets(path: string): Promise<Sheet[]> {
  if ((await stat(path)).size > MAX_PACKED) throw tooLarge(path);
  const packed = await readFile(path);
  if (unpackedSize(packed) > MAX_UNPACKED) throw tooLarge(path);
  if (!packed.includes("xl/workbook.xml"))
    throw unreadable(path, "is an archive, but not an Excel workbook", {
      hint: "Unpack it first, and give the files in it.",
    });
  try {
    // By the list of entries at the end: the reader of streams waits forever where that list is damaged.
    const sheets = await readXlsxFile(new Uint8Array(packed).buffer);
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map((row) => row.map(cellText)) }));
  } catch (cause) {
    throw unreadable(path, "is a damaged Excel workbook", { hint: "Open it in Excel and save it again.", cause });
  }
}

function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return null;
    // Excel keeps days as fractions: what is a hair before midnight is midnight.
    const iso = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString();
    return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : iso.slice(0, 19).replace("T", " ");
  }
  const text = String(value);
  return text === "" ? null : text;
}

/** Sum of the unpacked sizes that the archive's directory states, so that a bomb is refused before it goes off. */
function unpackedSize(zip: Buffer): number {
  let total = 0;
  for (let at = zip.indexOf(CENTRAL); at >= 0; at = zip.indexOf(CENTRAL, at + 46)) {
    if (at + 46 > zip.length) break;
    total += zip.readUInt32LE(at + 24);
  }
  return total;
}

const CENTRAL = Buffer.from([0x50, 0x4b, 1, 2]);

const tooLarge = (path: string) =>
  unreadable(path, "is too large for a workbook", { hint: "Save its sheets as CSV files, and give those." });
