import { rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "../base/errors.ts";
import { inParallel } from "../base/in-parallel.ts";
import { makeFolder } from "./make-folder.ts";

/** Writes files into a folder; each appears whole or not at all. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const made = new Set<string>();
  for (const name of Object.keys(files)) {
    const parent = dirname(join(folder, name));
    if (made.has(parent)) continue;
    made.add(parent);
    await makeFolder(parent).catch((cause) => {
      throw unwritable(join(folder, name), cause);
    });
  }
  await inParallel(Object.entries(files), async ([name, text]) => {
    const path = join(folder, name);
    const partial = `${path}.partial`;
    try {
      await writeFile(partial, text);
      await rename(partial, path);
    } catch (cause) {
      await rm(partial, { force: true }).catch(() => {});
      throw unwritable(path, cause);
    }
  });
}

export function unwritable(path: string, cause: unknown): InputError {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? "";
  const why = {
    ENOSPC: "the device is full",
    EACCES: "it may not be written",
    EROFS: "the disk is read-only",
    ENOTDIR: "a part of the path is a file",
    EEXIST: "a file of that name is in the way",
  }[code];
  return new InputError("input.output_unwritable", `${path} cannot be written${why ? `: ${why}` : ""}.`, {
    hint: "Choose another folder (`--out` of a report).",
    details: { path, code },
    cause,
  });
}
