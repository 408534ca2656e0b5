import { describe, expect, it } from "vitest";
import type { Figure, FigureState, Message } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import { MEASURES } from "../measures/registry.ts";
import { LANGUAGES } from "../texts/language.ts";
import { texts } from "../texts/texts.ts";
import { answersLacking, withheld } from "./withheld.ts";

const STEP = { experience: "nps", outcome: "margin", lowBand: "detractor", highBand: "passive" };
const MONEY = { unit: "money_per_customer", currency: "EUR" } as const;

function worth(code: string, state: FigureState, more: Message["values"] = {}, title = "worth.title"): Finding {
  const values = { ...STEP, ...MONEY, name: "Call back", text: "Spring", ...more };
  const headline = {
    ...{ id: "worth", definition: "worth@1", ...MONEY, isDifference: true, grade: "matched", basis: "model" },
    ...{ window: { from: null, to: null, zone: "UTC" }, n: 970, excluded: [], cautions: [], ...state },
  } as unknown as Figure;
  const rest = { figures: {}, tables: [], charts: [], evidence: [] };
  const head = { schema: 1, kind: "worth", id: "worth", asOf: null, dataVersion: "v" } as const;
  return { ...head, title: { code: title, values }, headline, verdict: { code, values }, ...rest };
}
const estimate = (value: number, low: number, high: number): FigureState => ({
  state: "estimate",
  value,
  interval: { low, high, level: 0.95 },
});
const unclear = { difference: 21.5, low: -1.3, high: 44.3, level: 0.95, smallest: 9.75 };

const FINDINGS: Readonly<Record<string, [finding: Finding, why: string, need: string]>> = {
  "too few answers": [worth("worth.too_few", { state: "too_few", required: 50 }), "too_few", "answers"],
  "nobody alike": [worth("worth.withheld", { state: "undefined", why: "not_comparable" }), "not_comparable", "alike"],
  "a check that failed": [
    worth("worth.withheld_placebo", { state: "undefined", why: "placebo" }),
    "placebo",
    "experiment",
  ],
  "an interval that holds nothing and much": [
    worth("worth.unclear", estimate(21.5, -1.3, 44.3), unclear),
    "unclear",
    "answers_as_it_is",
  ],
  "arms that chance would not make": [
    worth("worth.trial.withheld", { state: "undefined", why: "sample_ratio" }, {}, "worth.trial.title"),
    "sample_ratio",
    "whole_draw",
  ],
  "too few customers in an arm": [
    worth("worth.trial.too_few", { state: "too_few", required: 50 }, {}, "worth.trial.title"),
    "too_few",
    "customers",
  ],
  "an action that is not clear": [
    worth("worth.trial.unclear", estimate(21.5, -1.3, 44.3), unclear, "worth.trial.title"),
    "unclear",
    "customers_as_it_is",
  ],
};
const told = (...findings: Finding[]) =>
  withheld({ measures: [], links: [], worth: findings, costCoverage: 1, book: MEASURES });

describe("what is not said about worth", () => {
  it.each(Object.entries(FINDINGS))("%s: with its reason and what would help, in every language", (_, each) => {
    const [finding, why, need] = each;
    const [found, ...others] = told(finding);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ what: finding.title, why: { code: `withheld.why.${why}` } });
    expect(found!.needs.map(({ code }) => code)).toEqual([`withheld.need.${need}`]);
    for (const language of LANGUAGES) {
      const unknown: string[] = [];
      const t = texts(language, { onUnknown: (code) => unknown.push(code) });
      const said = [found!.what, found!.why, ...found!.needs].map((message) => t.say(message));
      expect(unknown, language).toEqual([]);
      expect(said.join(" "), language).not.toMatch(/[{}]|withheld\./);
    }
  });

  it("a worth that is told, weak or none, is not withheld", () => {
    for (const code of ["worth.useful", "worth.weak", "worth.none", "worth.trial.useful"])
      expect(told(worth(code, estimate(47.7, 19.8, 75.6), unclear))).toEqual([]);
  });
});

describe("how many answers are lacking", () => {
  // 970 answers give ± 22.8; until 21.5 is beyond 0 they have to give ± 21.5: 970 × (22.8 / 21.5)² − 970 = 120.8.
  it("until the interval leaves out nothing", () => {
    expect(answersLacking(970, unclear)).toBe(130);
  });

  // Difference 0.2, ± 3, smallest that matters 1: within ± 1 once the interval gives ± 0.8: 100 × (3 / 0.8)² − 100 = 1,306.
  it("or lies within what would not matter", () => {
    expect(answersLacking(100, { difference: 0.2, low: -2.8, high: 3.2, smallest: 1 })).toBe(1400);
  });

  it("is not said where it cannot be known", () => {
    expect(answersLacking(100, { difference: 0, low: -1, high: 1, smallest: 0 })).toBeNull();
    expect(answersLacking(100, { difference: 0, low: -1, high: 1 })).toBeNull();
  });
});
