import { createHash } from "node:crypto";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { InputError } from "../../base/errors.ts";
import { bytesInPassing } from "./bytes.ts";

/** A file that the user gave, by itself or as part of a folder. */
export interface SourceFile {
  path: string;
  /** Name that reports show: relative to the folder that was given, with `/` between its parts. */
  name: string;
  bytes: number;
}

/** What a folder holds that a report was written into, or that a server keeps its users in: this program made them, and they are no data. */
const OWN_FOLDERS = [["report.html", "report.json", "evidence"], ["feltworth-server.json"]];

/**
 * Every regular file in the given files and folders, folders with all that is in them; hidden ones and what this program made
 * itself are left out.
 * The order depends on the names alone, not on the order in which they were given; a file given twice is there once.
 * @throws InputError `input.path_unreadable` naming the path, `input.no_files` when nothing is left to read
 */
export async function discover(paths: readonly string[]): Promise<SourceFile[]> {
  const found = new Map<string, SourceFile>();
  const visited = new Set<string>();

  const visit = async (path: string, name: string, given: boolean): Promise<void> => {
    const at = await look(path, given);
    if (!at) return;
    if (at.isDirectory) {
      // The same folder through two links, or a link to a folder above: once is enough.
      if (visited.has(at.real)) return;
      visited.add(at.real);
      const entries = (await list(path)).filter((e) => !e.startsWith("."));
      if (!given && OWN_FOLDERS.some((parts) => parts.every((part) => entries.includes(part)))) return;
      for (const entry of entries.sort(byName))
        await visit(join(path, entry), name === "" ? entry : `${name}/${entry}`, false);
    } else if (at.isFile) {
      if (!found.has(at.real)) found.set(at.real, { path, name, bytes: at.bytes });
    } else if (given) {
      throw new InputError("input.path_unreadable", `"${path}" is neither a file nor a folder.`, {
        hint: "Give a file or a folder; pipes and devices are not read.",
        details: { path },
      });
    }
  };

  for (const path of [...paths].sort(byName)) {
    const at = await look(path, true);
    await visit(path, at?.isDirectory ? "" : basename(path), true);
  }
  if (found.size === 0)
    throw new InputError("input.no_files", `There is no file to read in ${paths.map((p) => `"${p}"`).join(", ")}.`, {
      hint: "Give a folder with CSV, Excel, JSON or Parquet files. Hidden files are left out.",
      details: { paths: [...paths] },
    });
  return disambiguated([...found.values()].sort((a, b) => byName(a.name, b.name) || byName(a.path, b.path)));
}

/** SHA-256 of a file's bytes in hexadecimal, for the evidence folder; read as a stream. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of bytesInPassing(path, false)) hash.update(chunk);
  return hash.digest("hex");
}

/** Names with their numbers in the order of counting: `orders-9.csv` before `orders-10.csv`. The same on every machine. */
export function byName(a: string, b: string): number {
  const [x, y] = [sortKey(a), sortKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

export const sortKey = (name: string): string =>
  name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, "0"));

async function look(path: string, given: boolean) {
  try {
    const at = await stat(path);
    return { isFile: at.isFile(), isDirectory: at.isDirectory(), bytes: at.size, real: await realpath(path) };
  } catch (cause) {
    // A link inside a folder that leads nowhere holds no data.
    if (!given && isMissing(cause)) return null;
    throw unreadable(path, cause);
  }
}

async function list(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): InputError {
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  const why: Record<string, [string, string]> = {
    ENOENT: ["does not exist", "Check the spelling; relative paths start in the current folder."],
    ENOTDIR: ["leads through a file as if it were a folder", "Check the path."],
    EACCES: ["may not be read by this user", "Change its permissions, or run as a user who may read it."],
    EPERM: ["may not be read by this user", "Change its permissions, or run as a user who may read it."],
    ELOOP: ["is a link that leads back to itself", "Give the file itself."],
  };
  const [what, hint] = why[code] ?? [
    `cannot be read (${code || String(cause)})`,
    "Copy the file elsewhere and try again.",
  ];
  return new InputError("input.path_unreadable", `"${path}" ${what}.`, { hint, details: { path, code }, cause });
}

const isMissing = (cause: unknown): boolean =>
  ["ENOENT", "ELOOP"].includes((cause as NodeJS.ErrnoException).code ?? "");

/** Two files with one name (`a/orders.csv`, `b/orders.csv` given by themselves) are shown with as much of their paths as tells them apart. */
function disambiguated(files: SourceFile[]): SourceFile[] {
  const count = new Map<string, number>();
  for (const { name } of files) count.set(name, (count.get(name) ?? 0) + 1);
  return files.map((file) =>
    count.get(file.name) === 1 ? file : { ...file, name: relative(process.cwd(), file.path).split(sep).join("/") },
  );
}
