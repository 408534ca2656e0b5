import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { texts } from "../../src/texts/texts.ts";

const SRC = fileURLToPath(new URL("../../src/", import.meta.url));
const FAMILIES =
  "change|link|caution|exclude|withheld|why|table|chart|figure|method|evidence|quality|reject|measure|outcome|report|grade|basis|cli|terminal";
// `code: "…"` and `t("…")` are messages; `"evidence.x"` and the like are codes wherever they stand.
const MESSAGE = new RegExp(`(?:code: |\\bt\\(|what: )"((?:${FAMILIES})\\.[\\w.-]+)"`, "g");
const BARE = /"((?:method|evidence|caution|quality)\.[a-z_]+)"/g;
// Blocks of the method section stand as a title and a text.
const isSaid = (code: string, has: (code: string) => boolean) =>
  has(code) || (has(`${code}.title`) && has(`${code}.text`));

it("every code that the program says has a text", () => {
  const { has } = texts("en");
  const missing = new Set<string>();
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
  );
  for (const file of files) {
    const source = readFileSync(`${SRC}${file}`, "utf8");
    for (const pattern of [MESSAGE, BARE])
      for (const [, code = ""] of source.matchAll(pattern)) if (!isSaid(code, has)) missing.add(`${file}: ${code}`);
  }
  expect([...missing]).toEqual([]);
});

it("every reason for setting a row aside has words of its own", () => {
  const source = readFileSync(`${SRC}ingest/typed-row.ts`, "utf8");
  const [, union = ""] = /type RejectReason =([^;]*);/.exec(source) ?? [];
  const reasons = [...union.matchAll(/"([a-z_]+)"/g)].map(([, reason]) => reason);
  const { has } = texts("en");
  expect(reasons.length).toBeGreaterThan(5);
  expect(reasons.filter((reason) => !has(`reject.${reason}`))).toEqual([]);
});
