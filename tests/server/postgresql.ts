import { execFileSync, type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A PostgreSQL of its own for a test file, in a fresh folder, listening on a socket in it alone. */
export interface Server {
  url: string;
  stop(): void;
  start(): void;
  remove(): void;
}

const HOME = "/usr/lib/postgresql";

/** Folder of the newest PostgreSQL that is installed; null where there is none. */
export function postgresqlFolder(): string | null {
  if (!existsSync(HOME)) return null;
  const newest = readdirSync(HOME).sort((a, b) => Number(b) - Number(a))[0];
  return newest && existsSync(join(HOME, newest, "bin/initdb")) ? join(HOME, newest, "bin") : null;
}

export function startPostgresql(bin: string): Server {
  const folder = mkdtempSync(join(tmpdir(), "feltworth-pg-"));
  // It refuses to run for the administrator of the machine.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync("chown", ["postgres", folder]);
  const run = (program: string, ...given: string[]): SpawnSyncReturns<Buffer> => {
    const command = [join(bin, program), ...given];
    const done = isRoot
      ? spawnSync("runuser", ["-u", "postgres", "--", ...command], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] })
      : spawnSync(command[0]!, command.slice(1), { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    if (done.status !== 0) throw new Error(`${program}: ${done.stderr}`);
    return done;
  };
  const data = join(folder, "data");
  run("initdb", "-D", data, "-U", "feltworth", "--auth=trust", "--no-sync", "-E", "UTF8");
  const start = () => {
    run("pg_ctl", "-D", data, "-w", "-l", join(folder, "log"), "-o", `-c listen_addresses='' -k ${folder}`, "start");
  };
  start();
  return {
    url: `postgresql://feltworth@localhost/postgres?host=${encodeURIComponent(folder)}`,
    start,
    stop: () => void run("pg_ctl", "-D", data, "-m", "fast", "-w", "stop"),
    remove: () => {
      run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
