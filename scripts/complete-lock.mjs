// Adds to package-lock.json the optional platform packages that this registry does not serve (404),
// so that `npm ci` accepts the lock here and installs the right binary on other platforms.
import { readFileSync, writeFileSync } from "node:fs";

const file = process.argv[2] ?? "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));
const OS = ["darwin", "win32", "linux", "android", "freebsd", "openbsd", "netbsd", "sunos", "aix", "openharmony"];
const CPU = {
  arm64: "arm64",
  aarch64: "arm64",
  x64: "x64",
  ia32: "ia32",
  arm: "arm",
  armv7: "arm",
  ppc64: "ppc64",
  riscv64: "riscv64",
  s390x: "s390x",
  loong64: "loong64",
  mips64el: "mips64el",
  wasm32: "wasm32",
};
let added = 0;
for (const [path, p] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(p.optionalDependencies ?? {})) {
    const found =
      path
        .split("/node_modules/")
        .some((_, i, a) => lock.packages[`${a.slice(0, i + 1).join("/node_modules/")}/node_modules/${name}`]) ||
      lock.packages[`node_modules/${name}`];
    if (found) continue;
    const tokens = name.replace(/^@/, "").split(/[/\-_.]/);
    const os = tokens.find((t) => OS.includes(t)),
      cpu = tokens.map((t) => CPU[t]).find(Boolean);
    if (!os && !cpu) {
      console.error(`skipped ${name}: not a platform package by its name`);
      continue;
    }
    const e = { version: range.replace(/^[\^~]/, "") };
    if (cpu) e.cpu = [cpu];
    if (p.dev) e.dev = true;
    if (os === "linux") e.libc = [/musl/.test(name) ? "musl" : "glibc"];
    e.optional = true;
    if (os) e.os = [os];
    lock.packages[`node_modules/${name}`] = e;
    added++;
  }
}
const { "": rootPkg, ...rest } = lock.packages;
lock.packages = {
  "": rootPkg,
  ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))),
};
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.error(`${added} platform packages added to ${file}`);
