import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseSettings, SETTINGS_KEYS } from "../../src/config/settings.ts";
import { COUNTABLE, type CountableRows, columnsOf } from "../../src/facts/countable.ts";
import { MEASURES } from "../../src/measures/registry.ts";
import { ROOT } from "./pages.ts";

const page = readFileSync(join(ROOT, "docs/reference/settings.md"), "utf8");
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);

it("every example of a settings file is one", () => {
  expect(examples.length).toBeGreaterThan(4);
  for (const text of examples) expect(() => parseSettings(text, "settings.md", [...MEASURES.keys()])).not.toThrow();
});

it("every key is described, and stands in an example", () => {
  const shown = new Set(examples.flatMap((text) => Object.keys(parseSettings(text))));
  for (const key of SETTINGS_KEYS) {
    expect(page).toContain(`| \`${key}\` |`);
    expect([...shown]).toContain(key);
  }
});

it("everything that can be counted is described, with every column", () => {
  for (const rows of Object.keys(COUNTABLE) as CountableRows[]) {
    expect(page).toContain(`**\`${rows}\`** – ${COUNTABLE[rows].doc}`);
    for (const [name, { doc }] of Object.entries(columnsOf(rows))) {
      expect(page).toContain(`| \`${name}\` |`);
      expect(page).toContain(doc);
    }
  }
});
