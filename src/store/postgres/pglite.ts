import { fsyncSync } from "node:fs";
import { PGlite, types } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";
import { PglitePool } from "./pool.ts";

/** A folder whose writes reach the disk before they are acknowledged: the file system that PGlite brings has no `fsync`. */
class DurableFolder extends NodeFS {
  override async init(...given: Parameters<NodeFS["init"]>) {
    const made = await super.init(...given);
    made.emscriptenOpts.preRun!.push((module) => {
      const { NODEFS } = (module as unknown as { FS: { filesystems: { NODEFS: { stream_ops: StreamOperations } } } }).FS
        .filesystems;
      NODEFS.stream_ops.fsync = ({ nfd }) => {
        if (nfd !== undefined) fsyncSync(nfd);
        return 0;
      };
    });
    return made;
  }
}

interface StreamOperations {
  fsync(stream: { nfd?: number }): number;
}

/** PostgreSQL inside this process, in a folder of its own, or in memory where there is none. One process a folder: nothing else guards it. */
export async function openPglite(folder: string | null): Promise<PglitePool> {
  const parsers = { [types.DATE]: (value: string) => value, [types.TIMESTAMP]: (value: string) => value };
  if (folder === null) return new PglitePool(await PGlite.create({ parsers }));
  const db = await PGlite.create({
    fs: new DurableFolder(folder),
    // `-F` would turn fsync off; fdatasync does nothing in this build.
    startParams: [
      ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
      ...["-c", "fsync=on", "-c", "wal_sync_method=fsync"],
      // A part of the log that is done with is deleted, not kept to be written over: it would hold what was erased.
      ...["-c", "wal_recycle=off"],
    ],
    parsers,
  });
  return new PglitePool(db);
}
