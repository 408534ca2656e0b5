import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { InputError } from "../../../base/errors.ts";
import { openOperations } from "../../../store/postgres/open.ts";
import { layoutOf } from "../../../workspace/layout.ts";
import { openRun } from "../../compose.ts";
import { LiveWorkspace } from "../../live-workspace.ts";
import { VERSION } from "../../make-report.ts";
import { own } from "../one-owner.ts";
import { servedFrom } from "./back-up.ts";

/** What a copy from before says of itself. */
interface Marker {
  schema: 1;
  /** ISO instant. */
  made: string;
  /** Version of the program that made it. */
  version: string;
  folder: string;
  workspace: string | null;
}

const MARKER = "feltworth-upgrade.json";

export interface Upgraded {
  schema: 1;
  /** The server's own folder. */
  data: string;
  workspace: string | null;
  /** The copy of both as they were before. */
  copy: string;
}

export interface PutBack {
  schema: 1;
  data: string;
  workspace: string | null;
  /** Where what stood in their places was put. */
  setAside: string[];
}

/** A PostgreSQL of somebody's own is copied by its own tools. */
export interface UpgradePlace {
  /** Its connection string; null: the store inside the process. */
  database: string | null;
  /** Whether a copy of it was made. */
  isDumped: boolean;
  now: Date;
}

/**
 * Brings what a server keeps up to this version, after a copy of it was made, byte by byte. The server must not run.
 * @throws StoreError `store.locked` where it does; InputError where it is no server's folder, or the copy is in the way
 */
export async function upgrade(folder: string, out: string, place: UpgradePlace): Promise<Upgraded> {
  const { database, now } = place;
  const [data, copy] = [resolve(folder), resolve(out)];
  if (!existsSync(join(data, "feltworth-server.json"))) throw noServer(data);
  if (existsSync(copy)) throw inTheWay(copy);
  if (database !== null && !place.isDumped) throw notCopied("pg_dump --format=custom --file=before.dump");
  const giveBack = own(data);
  try {
    const workspace = servedFrom(data);
    await copyTo(copy, { schema: 1, made: now.toISOString(), version: VERSION, folder: data, workspace });
    const operations = await openOperations(
      database === null ? { folder: join(data, "operations") } : { url: database },
    );
    await operations.close();
    if (workspace !== null) await (await LiveWorkspace.open(workspace, { doing: "upgrade", now })).close();
    return { schema: 1, data, workspace, copy };
  } finally {
    giveBack();
  }
}

/**
 * Puts a copy from before back into its places; what stands there now is put aside, with all that came since.
 * @throws InputError where it is no such copy
 */
export async function putBack(copy: string, { database, isDumped, now }: UpgradePlace): Promise<PutBack> {
  const { folder, workspace } = readMarker(copy);
  if (database !== null && !isDumped) throw notCopied("pg_restore --clean --if-exists before.dump");
  if (existsSync(folder)) own(folder)();
  const stamp = now.toISOString().replace(/\D/g, "").slice(0, 14);
  const setAside: string[] = [];
  const places = [[folder, "server"], ...(workspace === null ? [] : [[workspace, "workspace"]])] as [string, string][];
  const back = places.map(([place, name]) => {
    const partial = `${place}.${process.pid}.partial`;
    cpSync(join(copy, name), partial, { recursive: true, preserveTimestamps: true });
    return { place, partial, aside: `${place}.upgraded-${stamp}` };
  });
  for (const { place, partial, aside } of back) {
    if (existsSync(place)) {
      renameSync(place, aside);
      setAside.push(aside);
    }
    renameSync(partial, place);
  }
  return { schema: 1, data: folder, workspace, setAside };
}

/** Whole or not at all. */
async function copyTo(copy: string, marker: Marker): Promise<void> {
  const partial = `${copy}.${process.pid}.partial`;
  const { folder, workspace } = marker;
  const into = (from: string, name: string, without: readonly string[]) =>
    cpSync(from, join(partial, name), {
      ...{ recursive: true, preserveTimestamps: true },
      filter: (path) => !without.includes(basename(path)),
    });
  try {
    mkdirSync(partial, { recursive: true, mode: 0o700 });
    into(folder, "server", ["owner", "control.sock"]);
    if (workspace !== null) {
      const { facts } = layoutOf(workspace);
      // As long as it is open to read, nobody opens it to write.
      const run = existsSync(facts) ? await openRun({ path: facts, readOnly: true }) : null;
      try {
        into(workspace, "workspace", ["holder.json"]);
      } finally {
        await run?.close();
      }
    }
    writeFileSync(join(partial, MARKER), `${JSON.stringify(marker, null, 2)}\n`);
    renameSync(partial, copy);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

function readMarker(copy: string): Marker {
  try {
    const marker = JSON.parse(readFileSync(join(copy, MARKER), "utf8")) as Marker;
    if (marker.schema === 1) return marker;
  } catch {
    // It is told below.
  }
  throw new InputError("input.path_unreadable", `"${copy}" is no copy from before an upgrade.`, {
    hint: "Name a folder that `feltworth upgrade --out` made.",
    details: { path: copy },
  });
}

const noServer = (path: string): InputError =>
  new InputError("input.path_unreadable", `"${path}" is no folder of a server.`, {
    hint: "Name the folder that `feltworth serve` was given by --data.",
    details: { path },
  });

const inTheWay = (path: string): InputError =>
  new InputError("input.output_unwritable", `"${path}" is there already.`, {
    hint: "Name a folder that is not there yet: each copy has its own.",
    details: { path },
  });

const notCopied = (command: string): InputError =>
  new InputError(
    "input.option_invalid",
    "The operational store is in a PostgreSQL of yours, which only its own tools copy.",
    {
      hint: `Call \`${command}\` with its address first, then this command once more with --dumped.`,
    },
  );
