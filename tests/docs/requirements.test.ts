import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SHARED } from "../shared.ts";
import { page, ROOT } from "./pages.ts";

const LIST = join(SHARED, "REQUIREMENTS.md");
const rows = [...page("docs/requirements.md").matchAll(/^\| (R-\d{3}-\d{2}) \| (.+) \| (.+) \|$/gm)].map(
  ([, id, what, now]) => ({ id: id!, what: what!, now: now! }),
);

it("every row says what shows the requirement, or what it waits for", () => {
  expect(rows.length).toBeGreaterThan(200);
  for (const { id, now } of rows) {
    expect(now, id).toMatch(/^(Shown by \[|In part: .*\]\(.*\. Not yet: |Not yet: waits for )/);
    expect(now, id).not.toMatch(/waits for waits|undefined/);
  }
});

it("every file that is named is there", () => {
  const named = rows.flatMap(({ now }) => [...now.matchAll(/\]\(([^)]+)\)/g)].map(([, to]) => join(ROOT, "docs", to!)));
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});

it("the counts at the top are those of the rows", () => {
  const count = (start: string) => rows.filter(({ now }) => now.startsWith(start)).length;
  expect(page("docs/requirements.md")).toContain(
    `Of ${rows.length} core requirements ${count("Shown by")} are shown, ${count("In part")} in part, ${count("Not yet")} not yet.`,
  );
});

it.skipIf(!existsSync(LIST))("every core requirement of the list is there once, and no other", () => {
  const core = [...readFileSync(LIST, "utf8").matchAll(/^\| (R-\d{3}-\d{2}) \|.*\| core \|$/gm)].map(([, id]) => id!);
  expect(core.length).toBeGreaterThan(200);
  expect(rows.map(({ id }) => id).sort()).toEqual(core.sort());
});
