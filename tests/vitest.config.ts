import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Unit tests lie next to the code in `src/`, their tools in `tests/node_modules`: bare imports that the root lacks are looked for there. */
const testPeers = {
  name: "test-peers",
  enforce: "pre" as const,
  async resolveId(this: { resolve(id: string, from: string, o: object): Promise<unknown> }, id: string, from?: string) {
    if (!from || /^[./\0]|^node:/.test(id) || from.includes("node_modules")) return null;
    const name = id.startsWith("@") ? id.split("/").slice(0, 2).join("/") : id.split("/")[0]!;
    if (existsSync(at(`node_modules/${name}`)) || !existsSync(at(`tests/node_modules/${name}`))) return null;
    return this.resolve(id, at("tests/index.ts"), { skipSelf: true });
  },
};

export default defineConfig({
  root: at("."),
  cacheDir: at("node_modules/.cache/vite"),
  plugins: [testPeers],
  test: {
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 240_000,
    setupFiles: ["tests/random.ts"],
    globalSetup: ["tests/global-setup.ts"],
    reporters: ["default", "./scripts/closing-line.mjs"],
    env: { UV_THREADPOOL_SIZE: "16", TZ: "Pacific/Auckland" },
  },
});
