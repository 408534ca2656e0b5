// Everything that must hold before a change lands: format and lint, import rules, types, then all tests.
// `--checks` stops before the tests. Ends with a line `N passed, N failed, N skipped`.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (name) => fileURLToPath(new URL(`../tests/node_modules/.bin/${name}`, import.meta.url));
const checks = [
  ["Format and lint", bin("biome"), ["check", "--diagnostic-level=warn", "--max-diagnostics=50", "."]],
  ["Import rules", bin("depcruise"), ["--config", ".dependency-cruiser.cjs", "--output-type", "err", "src", "web/src"]],
  ["Types", process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]],
  ["Types of the dashboard", process.execPath, ["node_modules/typescript/bin/tsc", "-p", "web/tsconfig.json"]],
];
let failed = 0;
for (const [label, command, args] of checks) {
  console.error(`> ${label}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    failed += 1;
    console.error(`  ${label}: failed`);
  }
}
if (process.argv.includes("--checks")) process.exit(failed ? 1 : 0);
const extra = process.argv.slice(2);
const tests = spawnSync(bin("vitest"), ["run", "--config", "tests/vitest.config.ts", ...extra], {
  cwd: root,
  stdio: "inherit",
});
process.exit(failed || tests.status ? 1 : 0);
