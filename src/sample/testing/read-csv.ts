import { readFileSync } from "node:fs";
import { join } from "node:path";

export type Row = Record<string, string>;

/** Reads a small CSV file the plain way: quotes, no line breaks inside cells. */
export function readCsv(dir: string, name: string): Row[] {
  const [header, ...lines] = readFileSync(join(dir, `${name}.csv`), "utf8")
    .trimEnd()
    .split("\n") as [string, ...string[]];
  const names = header.split(",");
  return lines.map((line) => {
    const cells = cellsOf(line);
    if (cells.length !== names.length) throw new Error(`${name}: ${cells.length} cells in "${line}"`);
    return Object.fromEntries(names.map((column, i) => [column, cells[i]!]));
  });
}

function cellsOf(line: string): string[] {
  const cells = [""];
  let inQuotes = false;
  for (let i = 0; i < line.length; i++) {
    const character = line[i]!;
    if (inQuotes && character === '"' && line[i + 1] === '"') cells[cells.length - 1] += line[++i]!;
    else if (character === '"') inQuotes = !inQuotes;
    else if (character === "," && !inQuotes) cells.push("");
    else cells[cells.length - 1] += character;
  }
  return cells;
}
