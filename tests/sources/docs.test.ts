import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { parseSettings } from "../../src/config/settings.ts";
import { GENERIC_TABLES } from "../../src/sources/formats.ts";
import { FIXTURES } from "./fixtures.ts";

const DOC = readFileSync(fileURLToPath(new URL("../../docs/formats.md", import.meta.url)), "utf8");

it("the document describes every generic table, with headers that are tested", () => {
  for (const { format, fact, slots, hallmarks } of GENERIC_TABLES) {
    const [, section = ""] = DOC.split(`### \`${format}\`\n`);
    const own = section.split("\n### ")[0]!;
    expect(own, format).toContain(`Makes \`${fact}\``);
    for (const name of [...Object.keys(slots), ...hallmarks.terms]) expect(own, format).toContain(name);
    for (const { headers } of FIXTURES.find((f) => f.format === format)?.columns ?? [])
      expect(own).toContain(`| ${headers.join(" | ")} |`);
  }
});

it("the document's settings file is valid", () => {
  const [yaml] = /(?<=```yaml\n)[\s\S]*?(?=```)/.exec(DOC) ?? [];
  expect(parseSettings(yaml!).files).toHaveLength(4);
});

it("the document's values and conditions are valid mappings", () => {
  const examples = [
    ...DOC.matchAll(/`((?:amount|currency|talk|comment|list_amount|value|score|until|status|order_id): [^`]+)`/g),
  ].map(([, text]) => text!);
  expect(examples.length).toBeGreaterThan(12);
  const fields: Record<string, string> = {
    amount: "purchase",
    currency: "purchase",
    status: "purchase",
    order_id: "purchase",
    list_amount: "purchase",
    talk: "contact",
    comment: "answer",
    score: "answer",
    value: "snapshot",
    until: "term",
  };
  for (const example of examples) {
    const fact = fields[example.split(":")[0]!]!;
    const needed = { answer: "instrument: { value: nps }", snapshot: "name: { value: x }" }[fact];
    const lines = [
      example,
      ...(needed ? [needed] : []),
      ...(fact === "snapshot" && !example.startsWith("value") ? ["value: x"] : []),
    ];
    const yaml = `files:\n  - match: a\n    facts:\n      - fact: ${fact}\n        subject: { kind: customer, value: c }\n        at: { value: d }\n        fields:\n${lines.map((l) => `          ${l}`).join("\n")}\n`;
    expect(() => parseSettings(yaml), example).not.toThrow();
  }
  const conditions = [
    ...DOC.matchAll(/`(\{ (?:column|all|any): (?:[^`]*(?:is|isNot|present|above|below): [^`]*)\})`/g),
  ].map(([, text]) => text!);
  expect(conditions.length).toBeGreaterThanOrEqual(4);
  for (const condition of conditions)
    expect(
      () =>
        parseSettings(
          `files:\n  - match: a\n    facts:\n      - fact: purchase\n        at: { value: d }\n        where: ${condition}\n        fields: {}\n`,
        ),
      condition,
    ).not.toThrow();
});
