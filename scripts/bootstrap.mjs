// Installs dependencies and builds, each only when stale. Node built-ins only: it runs before node_modules exists.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [maj, min] = process.versions.node.split(".").map(Number);
if (maj < 20 || (maj === 20 && min < 19)) {
  console.error(`Node.js 20.19 or newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}
const wantBuild = process.argv.includes("--build");
const read = (f) => (existsSync(f) ? readFileSync(f, "utf8") : "");
const sha = (parts) => {
  const h = createHash("sha256");
  for (const p of parts) h.update(p).update("\0");
  return h.digest("hex");
};
const platform = `${process.platform}-${process.arch}-${process.versions.modules}`;
const run = (args, label, cwd = root) => {
  const t = Date.now();
  console.error(`> ${label}`);
  // npm sets npm_execpath for scripts; fall back to the npm on PATH.
  const npmCli = process.env.npm_execpath?.endsWith(".js") ? process.env.npm_execpath : undefined;
  const env = { ...process.env };
  for (const k of Object.keys(env))
    if (/^npm_(config|package|lifecycle)_/i.test(k) && !/registry|cache|userconfig|globalconfig|cafile|proxy/i.test(k))
      delete env[k];
  const r = npmCli
    ? spawnSync(process.execPath, [npmCli, ...args], { cwd, stdio: ["ignore", 2, "inherit"], env })
    : spawnSync("npm", args, {
        cwd,
        stdio: ["ignore", 2, "inherit"],
        env,
        shell: process.platform === "win32",
      });
  if (r.status !== 0) {
    console.error(`${label} failed (exit ${r.status ?? r.signal}).`);
    process.exit(r.status || 1);
  }
  console.error(`  done in ${((Date.now() - t) / 1000).toFixed(1)} s`);
};
// One at a time: a second start waits for the first.
const lock = join(root, ".bootstrap.lock");
const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (e) {
    return e.code === "EPERM";
  }
};
const mine = `${lock}.${process.pid}`;
writeFileSync(mine, String(process.pid));
for (const until = Date.now() + 15 * 60_000; ; ) {
  try {
    linkSync(mine, lock); // atomic, and never seen empty
    break;
  } catch (e) {
    if (e.code !== "EEXIST") throw e;
    const pid = Number(read(lock));
    if (pid && !alive(pid)) rmSync(lock, { force: true });
    else if (Date.now() > until) {
      console.error(`Another bootstrap (process ${pid}) holds ${lock}.`);
      rmSync(mine, { force: true });
      process.exit(1);
    } else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  }
}
rmSync(mine, { force: true });
const unlock = () => rmSync(lock, { force: true });
process.on("exit", unlock);
for (const s of ["SIGINT", "SIGTERM"]) process.on(s, () => process.exit(130));

const depsOf = (dir) =>
  sha([read(join(dir, "package-lock.json")), read(join(dir, "package.json")).replace(/"version".*/, ""), platform]);
function install(dir, label) {
  const stampDir = join(dir, "node_modules", ".bootstrap");
  if (read(join(stampDir, "deps")) === depsOf(dir)) return;
  run(
    [
      existsSync(join(dir, "package-lock.json")) ? "ci" : "install",
      "--include=dev",
      "--include=optional",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
    ],
    label,
    dir,
  );
  mkdirSync(stampDir, { recursive: true });
  writeFileSync(join(stampDir, "deps"), depsOf(dir));
}
install(root, "Installing dependencies");
if (process.argv.includes("--tests")) {
  install(join(root, "tests"), "Installing what the tests need");
  install(join(root, "tests", "chdb"), "Installing the second engine for the tests");
}
const depsHash = depsOf(root);
if (wantBuild) {
  const files = [];
  const walk = (d) => {
    for (const e of readdirSync(d, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (e.name === "node_modules" || e.name === "dist" || e.name.startsWith(".")) continue;
      const p = join(d, e.name);
      e.isDirectory() ? walk(p) : files.push(p);
    }
  };
  for (const d of ["src", "web", "scripts"]) if (existsSync(join(root, d))) walk(join(root, d));
  for (const f of ["package.json", "tsconfig.json", "tsconfig.build.json"])
    if (existsSync(join(root, f))) files.push(join(root, f));
  const srcHash = sha([depsHash, ...files.flatMap((f) => [relative(root, f), readFileSync(f)])]);
  if (read(join(root, "dist", ".stamp")) !== srcHash || !existsSync(join(root, "dist", "cli", "main.js"))) {
    run(["run", "--silent", "build"], "Building");
    writeFileSync(join(root, "dist", ".stamp"), srcHash);
  }
}
