import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { InputError } from "../base/errors.ts";

/** The file by which a folder is known for a workspace. */
export const MARKER = "feltworth-workspace.json";
/** What a person may write before anything is imported. */
const STATED = ["feltworth.yaml", "feltworth.people.yaml"];

/** What a workspace consists of. */
export interface Layout {
  /** Absolute. */
  folder: string;
  /** The one database: facts, identifiers, what was set aside, what was imported. Its log lies beside it. */
  facts: string;
  /** Folder of what was told and is no fact yet; see `journal/`. */
  journal: string;
  /** Who has it open; see `holder.ts`. */
  holder: string;
  /** What was said of months to come, and what steps were said to be worth: a line each. */
  predictions: string;
  worths: string;
}

export interface Marker {
  /** Of this layout. */
  schema: 1;
  /** Tells workspaces apart, wherever they are moved to. */
  id: string;
  /** ISO instant. */
  made: string;
}

export const layoutOf = (folder: string): Layout => ({
  folder: resolve(folder),
  facts: join(resolve(folder), "facts.duckdb"),
  journal: join(resolve(folder), "journal"),
  holder: join(resolve(folder), "holder.json"),
  predictions: join(resolve(folder), "predictions.jsonl"),
  worths: join(resolve(folder), "worths.jsonl"),
});

export const isWorkspace = (path: string): boolean => existsSync(join(path, MARKER));

/** Files of a workspace that are its own: they are no data of the company. */
export const isPartOfWorkspace = (name: string): boolean =>
  /(^|\/)(feltworth-workspace\.json|facts\.duckdb(\.new)?(\.wal)?|holder\.json|rewrite\.pending|feltworth-erasures\.json|studies\.jsonl(\.lock)?|(predictions|worths)\.jsonl|journal\/[^/]*)$/.test(
    name,
  );

/**
 * Makes a folder a workspace. It has to be empty, but for what a person states: exports belong elsewhere.
 * @returns whether it is new; a workspace stays as it is
 * @throws InputError `input.path_unreadable` where something else is in the folder, or it cannot be made
 */
export function makeWorkspace(folder: string, now: Date): { layout: Layout; isNew: boolean } {
  const layout = layoutOf(folder);
  if (isWorkspace(folder)) return { layout: openLayout(folder), isNew: false };
  try {
    mkdirSync(folder, { recursive: true });
    const others = readdirSync(folder).filter((name) => !STATED.includes(name) && !name.startsWith("."));
    if (others.length > 0)
      throw new InputError("input.path_unreadable", `"${folder}" is not empty: ${others.slice(0, 3).join(", ")}.`, {
        hint: "Make a workspace in a folder of its own, and import the files from where they are.",
        details: { path: folder },
      });
    const marker: Marker = { schema: 1, id: randomUUID(), made: now.toISOString() };
    writeWhole(join(folder, MARKER), `${JSON.stringify(marker, null, 2)}\n`);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError("input.output_unwritable", `No workspace can be made in "${folder}".`, {
      hint: "Choose another folder, or one that may be written.",
      details: { path: folder },
      cause,
    });
  }
  return { layout, isNew: true };
}

/** @throws InputError `input.path_unreadable` where the folder is no workspace, or one of a later version */
export function openLayout(folder: string): Layout {
  if (!existsSync(folder) || !statSync(folder).isDirectory() || !isWorkspace(folder))
    throw new InputError("input.path_unreadable", `"${folder}" is no workspace.`, {
      hint: `Make one with \`feltworth init ${folder}\`, or name another with --workspace.`,
      details: { path: folder },
    });
  const marker = readMarker(folder);
  if (marker?.schema !== 1)
    throw new InputError("input.path_unreadable", `The workspace "${folder}" was made by another version.`, {
      hint: "Use the version of Feltworth that made it, or import the files into a new workspace.",
      details: { path: folder, schema: marker?.schema ?? null },
    });
  return layoutOf(folder);
}

export function readMarker(folder: string): Marker | null {
  try {
    return JSON.parse(readFileSync(join(folder, MARKER), "utf8")) as Marker;
  } catch {
    return null;
  }
}

/** A file that is there whole or not at all. */
export function writeWhole(path: string, text: string): void {
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, text);
  renameSync(partial, path);
}
