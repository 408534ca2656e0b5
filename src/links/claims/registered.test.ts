import { expect, it } from "vitest";
import en from "../../texts/catalogue/en/claims.json" with { type: "json" };
import { CLAIMS } from "./registered.ts";

it("every published claim stands there once, in the order of their numbers, and says what it is and what to beware of", () => {
  const numbers = Array.from({ length: 37 }, (_, i) => `b${String(i + 1).padStart(2, "0")}`);
  expect(CLAIMS.map(({ id }) => id)).toEqual(numbers);
  const wanted = CLAIMS.flatMap(({ id, studies }) =>
    ["title", "caution", ...studies.map((study) => study.id)].map((part) => `claim.${id}.${part}`),
  );
  expect(wanted.filter((code) => !(code in en))).toEqual([]);
});

it("all but three of the 37 can be tested by the records of one company", () => {
  expect(CLAIMS.filter(({ studies }) => studies.length === 0).map(({ id }) => id)).toEqual(["b33", "b34", "b37"]);
});
