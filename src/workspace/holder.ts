import { readFileSync, realpathSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { StoreError } from "../base/errors.ts";
import { type Layout, writeWhole } from "./layout.ts";

/** Who has a workspace open. */
export interface Holder {
  pid: number;
  host: string;
  /** ISO instant. */
  since: string;
  /** What it does: `import`, `watch`, `serve` … */
  doing: string;
  /** Where it takes commands of others on the same machine. */
  socket?: string;
}

/** Workspaces that this process has open: the system's lock does not hold between two openings in one process. */
const openHere = new Set<string>();

/**
 * Opens a workspace's database for one process to write to, or for several to read.
 *
 * The lock is the system's own, on the database file, so that it goes with the process however that ends; `holder.json` only
 * says who has it, and is written once the lock is there.
 * @param open opens the database; fails with `store.locked` where another process has it
 * @throws StoreError `store.locked` saying who has it open, since when, and what to do
 */
export async function holding<T>(
  layout: Layout,
  { doing, readOnly, now, socket }: { doing: string; readOnly: boolean; now: Date; socket?: string },
  open: () => Promise<T>,
): Promise<{ held: T; release: () => void }> {
  const path = realpathSync(layout.folder);
  if (openHere.has(path)) throw locked(layout, { ...self("", now), doing: "this very process" });
  openHere.add(path);
  try {
    const held = await open();
    // Readers are many, and none of them waits for another.
    if (!readOnly)
      writeWhole(layout.holder, `${JSON.stringify({ ...self(doing, now), ...(socket ? { socket } : {}) }, null, 2)}\n`);
    return {
      held,
      release() {
        openHere.delete(path);
        if (!readOnly) rmSync(layout.holder, { force: true });
      },
    };
  } catch (error) {
    openHere.delete(path);
    if (error instanceof StoreError && error.code === "store.locked") throw locked(layout, readHolder(layout), error);
    throw error;
  }
}

const self = (doing: string, now: Date): Holder => ({
  pid: process.pid,
  host: hostname(),
  since: now.toISOString(),
  doing,
});

/** Who has it open, as its note says; null where nobody does, or nobody who writes. */
export function readHolder({ holder }: Layout): Holder | null {
  try {
    return JSON.parse(readFileSync(holder, "utf8")) as Holder;
  } catch {
    return null;
  }
}

function locked({ folder }: Layout, holder: Holder | null, cause?: StoreError): StoreError {
  // Who reads leaves no note; the engine names the process all the same.
  const pid = holder?.pid ?? Number(/PID (\d+)/.exec(String((cause?.cause as Error | undefined)?.message ?? ""))?.[1]);
  const who = holder
    ? `process ${holder.pid} on ${holder.host} (${holder.doing}), since ${holder.since}`
    : `another process${Number.isInteger(pid) ? ` (${pid})` : ""} that reads it`;
  return new StoreError("store.locked", `The workspace ${folder} is open already: ${who}.`, {
    hint: "Wait until it is done, or stop it (Ctrl-C, or a termination signal to that process); then try again. Nothing was changed.",
    details: { folder, ...(holder ? { holder } : {}), ...(Number.isInteger(pid) ? { pid } : {}) },
    ...(cause ? { cause } : {}),
  });
}
