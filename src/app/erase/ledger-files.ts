import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../../base/errors.ts";
import { LEDGER, type Ledger } from "../../workspace/erase/ledger.ts";
import { writeWhole } from "../../workspace/layout.ts";

const Text = z.string();
const Schema: z.ZodType<Ledger> = z.object({
  schema: z.literal(1),
  workspace: Text,
  secret: z.string().regex(/^[0-9a-f]{64}$/),
  identifiers: z.array(
    z.object({
      digest: z.string().regex(/^[0-9a-f]{64}$/),
      anonymous: z.uuid(),
      until: z.iso.datetime(),
      everything: z.boolean(),
    }),
  ),
  references: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
  erasures: z.array(z.object({ at: z.iso.datetime(), reason: Text, removed: Text })),
});

/** Writes the ledger into each of these folders. @returns those into which it could not be written */
export const keepLedger = (ledger: Ledger, folders: readonly string[]): string[] =>
  folders.filter((folder) => {
    try {
      writeWhole(join(folder, LEDGER), `${JSON.stringify(ledger)}\n`);
      return false;
    } catch {
      return true;
    }
  });

/** @param path a ledger, or the folder that has one; null where the folder has none @throws InputError where it is no ledger */
export function readLedger(path: string): Ledger | null {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const file = isFolder ? join(path, LEDGER) : path;
  if (isFolder && !existsSync(file)) return null;
  try {
    return Schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new InputError("input.path_unreadable", `"${file}" is no ledger of erasures.`, {
      hint: `Name ${LEDGER}, as it lies beside the backups of a server and in the folder of a workspace.`,
      details: { path: file },
      cause,
    });
  }
}
