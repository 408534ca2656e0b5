import { z } from "zod";
import { SCALE } from "../facts/scale.ts";
import type { FactMapping } from "./mapping.ts";
import { factMapping, readOptions } from "./mapping-schema.ts";
import { refuse, strict } from "./strict.ts";
import type { ReadOptions, TableSample } from "./table.ts";

/** What the user states about one file, or about all files of a name. Everything that is left out is learnt from the data. */
export interface FileSettings {
  /** Which files: a glob over the file's name, or over its path where the glob holds a slash. The first entry that fits holds. */
  match: string;
  /** Only this sheet of a workbook, or this array of a JSON document. */
  sheet?: string;
  /** The file is left out. */
  ignore?: boolean;
  /** Name of a known format (`generic.purchase`), or, with `facts`, a name of one's own. */
  format?: string;
  system?: string;
  read?: Partial<ReadOptions>;
  /** What a column is, in the words of the recogniser (`customer`, `order`, `date`, `amount` …), or `none`. */
  columns?: Record<string, string>;
  /** The scale a score column was asked on: `0-10`, `1-7`; `1-5 low` where the low end is the good one. */
  scales?: Record<string, string>;
  facts?: FactMapping[];
}

const optional = z.exactOptional;

export const fileSettings: z.ZodType<FileSettings> = strict({
  match: z.string({ error: "expects a file name, in which * stands for anything" }).min(1),
  sheet: optional(z.string({ error: "expects the name of a sheet" })),
  ignore: optional(z.boolean({ error: "expects true or false" })),
  format: optional(z.string({ error: "expects the name of a format" }).min(1)),
  system: optional(z.string({ error: "expects the name of the system the ids come from" }).min(1)),
  read: optional(readOptions),
  columns: optional(z.record(z.string(), z.string({ error: "expects what the column is" }))),
  scales: optional(
    z.record(z.string(), z.string().regex(SCALE, { error: 'expects a scale such as "0-10", "1-5" or "1-5 low"' })),
  ),
  facts: optional(z.array(factMapping, { error: "expects a list of facts" }).min(1)),
}).superRefine((file, ctx) => {
  if (file.ignore && file.facts)
    refuse(ctx, { path: ["ignore"], message: "a file that is left out has no facts", aboutKey: true });
});

/** The first entry that speaks about this table. */
export function settingsFor(sample: TableSample, files: readonly FileSettings[]): FileSettings | undefined {
  return files.find(
    ({ match, sheet }) =>
      matches(match, sample.name) && (sheet === undefined || sheet.toLowerCase() === sample.part?.toLowerCase()),
  );
}

/** Whether a file's name fits a glob: `*` within a name, `**` over folders, `?`, `{a,b}`. Case and a compression ending do not count. */
export function matches(glob: string, name: string): boolean {
  const path = name.replaceAll("\\", "/");
  const tested = glob.includes("/") ? path : path.slice(path.lastIndexOf("/") + 1);
  const expression = globExpression(glob.replace(/^\.\//, ""));
  return expression.test(tested) || expression.test(tested.replace(/\.(gz|zst|bz2)$/i, ""));
}

function globExpression(glob: string): RegExp {
  let source = "";
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i]!;
    if (char === "*" && glob[i + 1] === "*") {
      const wholeFolders = glob[i + 2] === "/";
      source += wholeFolders ? "(?:.*/)?" : ".*";
      i += wholeFolders ? 2 : 1;
    } else if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "{") {
      source += "(?:";
      depth++;
    } else if (char === "}" && depth > 0) {
      source += ")";
      depth--;
    } else if (char === "," && depth > 0) source += "|";
    else source += char.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  }
  return new RegExp(`^${source}${")".repeat(depth)}$`, "iu");
}
