import { expect, it } from "vitest";
import { FACT_KINDS } from "../facts/facts.ts";
import { OUTCOMES } from "../links/outcome.ts";
import { MEASURES } from "../measures/registry.ts";
import { LANGUAGES } from "../texts/language.ts";
import { texts } from "../texts/texts.ts";
import { DEPARTMENTS, isOf, shareOf } from "./departments.ts";

it("every measure is somebody's matter, and so is every kind of fact that a new one may need", () => {
  const owned = new Set(DEPARTMENTS.flatMap(({ facts }) => facts));
  expect(FACT_KINDS.filter((kind) => !owned.has(kind))).toEqual([]);
  const homeless = [...MEASURES.values()].filter(
    (measure) => !DEPARTMENTS.some((department) => isOf(department, measure)),
  );
  expect(homeless.map(({ id }) => id)).toEqual([]);
});

it("what a department names is there: measures, scores, outcomes, and its own name in every language", () => {
  for (const { id, measures, lead, experiences, outcomes } of DEPARTMENTS) {
    expect([...measures, ...lead].filter((name) => !MEASURES.has(name))).toEqual([]);
    expect(experiences.filter((name) => !texts("en").has(`measure.${name}.name`))).toEqual([]);
    expect(outcomes.filter((name) => !OUTCOMES.has(name))).toEqual([]);
    for (const language of LANGUAGES) expect(texts(language).has(`department.${id}`), `${id} ${language}`).toBe(true);
  }
});

it("a measure that needs a department's facts comes to it by itself", () => {
  const made = { ...MEASURES.get("aht")!, id: "made-up" };
  const [support, sales] = DEPARTMENTS;
  expect(shareOf(support!, [made], []).measures).toEqual(["made-up"]);
  expect(shareOf(sales!, [made], []).measures).toEqual([]);
});
