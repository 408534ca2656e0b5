import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Day } from "../base/day.ts";
import { UTC } from "../base/zone.ts";
import { LANGUAGES, languageOption } from "./language.ts";
import { type TextFigure, texts } from "./texts.ts";

const en = texts("en");
const plain = (text: string) => text.replace(/[\u00a0\u202f\u2009]/g, " ");
const LINK = {
  experience: "nps",
  outcome: "margin",
  highBand: "promoter",
  lowBand: "detractor",
  grade: "adjusted",
  n: 13_289,
  level: 0.95,
  unit: "money_per_customer",
  currency: "EUR",
  horizonDays: 365,
  difference: 122.2,
  low: 98.7,
  high: 145.9,
};

describe("numbers", () => {
  it("NPS has a sign, a real minus and no decimals; shares are per cent", () => {
    expect([en.points(41.6), en.points(-7.4), en.points(-0.2), en.points(0)]).toEqual(["+42", "−7", "0", "0"]);
    expect(plain(texts("sv").share(0.634))).toBe("63,4 %");
    expect(en.quantity(0.44, { unit: "share" })).toBe("44.0%");
    expect(en.quantity(0.0003, { unit: "share" })).toBe("0.03%");
    expect(en.quantity(0, { unit: "share" })).toBe("0%");
  });

  it("headline money has three significant digits, exact money its cents", () => {
    expect(en.money(1_234_567, "EUR")).toBe("€1.23m");
    expect(en.money(12_345.6, "EUR")).toBe("€12,300");
    expect(en.money(412.34, "EUR")).toBe("€412");
    expect(en.money(45.67, "EUR")).toBe("€45.70");
    expect(en.money(-412.34, "EUR")).toBe("−€412");
    expect(en.money(5_128_406.37, "EUR", "exact")).toBe("€5,128,406.37");
    expect(plain(texts("pl").money(412.34, "PLN"))).toBe("412 zł");
    expect(en.money(0, "EUR")).toBe("€0");
    expect(en.money(45.67, "JPY")).toBe("JP¥46");
  });

  it("values that stand together are rounded alike", () => {
    const figure: TextFigure = {
      definition: "margin@1",
      unit: "money_per_customer",
      currency: "EUR",
      n: 120,
      state: "estimate",
      value: 122.2,
      interval: { low: 98.7, high: 145.9, level: 0.95 },
    };
    expect(plain(en.figure(figure))).toBe("€122 per customer (95% interval €99 to €146, n = 120)");
  });

  it("durations are minutes and seconds", () => {
    expect(en.seconds(176)).toBe("2 min 56 s");
    expect(en.seconds(176, "clock")).toBe("2:56");
    expect([en.seconds(59.6), en.seconds(0), en.seconds(3_725, "clock")]).toEqual(["1 min 0 s", "0 s", "1:02:05"]);
  });

  it("never writes a hyphen for a minus, NaN, or a negative zero", () => {
    const units = ["share", "points", "score", "money", "count", "seconds", "days", "ratio"] as const;
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
        fc.constantFrom(...units),
        fc.constantFrom(...LANGUAGES),
        (value, unit, language) => {
          const text = texts(language).quantity(value, { unit, currency: "EUR" });
          expect(text).not.toMatch(/NaN|undefined|^-|[^\d]0-\d/);
          if (text.startsWith("−")) expect(text).toMatch(/[1-9]/);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("periods", () => {
  const period = (from: string | null, to: string | null) => ({
    from: from as Day | null,
    to: to as Day | null,
    zone: UTC,
  });
  it("end with their last day, not with the day after it", () => {
    expect(plain(en.period(period("2025-03-01", "2026-03-01")))).toBe("1 Mar 2025 – 28 Feb 2026");
    expect(en.period(period(null, "2026-03-01"))).toBe("until 28 February 2026");
    expect(en.period(period("2025-03-01", null))).toBe("from 1 March 2025");
    expect(en.period(period(null, null))).toBe("all records");
  });
  it("name themselves in the language", () => {
    expect(texts("pl").month("2026-05")).toBe("maj 2026");
    expect(en.periodName("2026-03-31")).toBe("31 March 2026");
    expect([en.periodName("2026-Q2"), en.periodName("2026-W07"), en.periodName("2026")]).toEqual([
      "II 2026",
      "2026-W07",
      "2026",
    ]);
  });
});

describe("sentences", () => {
  it("say what a link rests on, and turn the bounds with the direction", () => {
    expect(plain(en.say({ code: "link.useful", values: LINK }))).toBe(
      "At equal history, margin per customer is €122 higher among promoters than among detractors, over the 365 days after the answer (95% interval €99 to €146, n = 13,289).",
    );
    const churn = {
      ...LINK,
      outcome: "churn",
      unit: "share",
      grade: "association",
      difference: -0.031,
      low: -0.055,
      high: -0.007,
    };
    expect(en.say({ code: "link.useful", values: churn })).toContain(
      "NPS goes with churn: the share of customers lost is 3.1 percentage points lower among promoters than among detractors, over the 365 days after the answer (95% interval 0.7 to 5.5,",
    );
  });

  it("only a randomised link may say that it caused", () => {
    for (const grade of ["association", "adjusted", "matched", "within"]) {
      for (const language of LANGUAGES) {
        const sentence = texts(language).say({ code: "link.useful", values: { ...LINK, grade } });
        expect(sentence).not.toMatch(/caus|experim|eksperyment|экспер|spowodow|orsak|вызва/i);
      }
    }
  });

  it("a link of undated totals names no horizon", () => {
    const { horizonDays: _, ...undated } = LINK;
    expect(en.say({ code: "link.useful", values: undated })).not.toContain("days");
  });

  it("plural forms follow the language", () => {
    const days = (n: number) => texts("pl").t("unit.days", { n });
    expect([days(1), days(3), days(5), days(1.5)].map(plain)).toEqual(["1 dzień", "3 dni", "5 dni", "1,5 dnia"]);
    expect(plain(texts("ru").t("withheld.need.answers", { n: 21 }))).toBe("ещё 21 ответ");
    expect(plain(texts("ro").t("withheld.need.answers", { n: 20 }))).toBe("încă 20 de răspunsuri");
  });

  it("a difference that rounds to nothing has no sign", () => {
    const difference = (value: number) =>
      en.difference({ definition: "x@1", unit: "count", n: 9, state: "estimate", value, interval: null });
    expect([difference(-0.001), difference(0.84), difference(-0.84)]).toEqual(["0.00", "+0.84", "−0.84"]);
  });

  it("a user's own band or outcome keeps its own word", () => {
    expect(en.say({ code: "link.useful", values: { ...LINK, highBand: "Gold & up" } })).toContain(
      "in the group “Gold & up”",
    );
  });
});

describe("figures", () => {
  const header = { definition: "ces-mean@1", unit: "score" as const, n: 12 };
  it("missing, too few, too early and undefined are different words", () => {
    const said = [
      en.figure({ ...header, state: "too_few", required: 30 }),
      en.figure({ ...header, state: "too_early", readyOn: "2026-06-15" }),
      en.figure({ ...header, state: "undefined", why: "empty_base" }),
      en.figure({ ...header, state: "undefined", why: "never_heard_of" }),
      en.figure({ ...header, state: "not_measured", needs: ["answer", "invitation"] }),
    ];
    expect(said).toEqual([
      "Too few to show: 12 of the 30 needed.",
      "Too early: can be given from 15 June 2026.",
      "Undefined: no record falls into this window. This is not a zero.",
      "Undefined: nothing to divide by. This is not a zero.",
      "Not measured. It needs: survey answers, survey invitations.",
    ]);
  });
  it("a mean score says its scale", () => {
    expect(en.figureValue({ ...header, state: "estimate", value: 5.61, interval: null })).toBe("5.61 of 7");
  });
});

describe("unknown codes", () => {
  it("show themselves, or the general word of their family, and are reported", () => {
    const unknown: string[] = [];
    const t = texts("pl", { onUnknown: (code) => unknown.push(code) });
    expect(t.t("reject.moon_phase")).toBe("Odłożono: moon phase");
    expect(t.t("nothing.like.this")).toBe("nothing.like.this");
    expect(t.t("link.useful", {})).toBe("link.useful");
    expect(unknown).toEqual(["reject.moon_phase", "nothing.like.this", "link.useful"]);
  });
});

it("a language may be named with its region", () => {
  expect(languageOption("--language", "pl_PL")).toBe("pl");
  expect(() => languageOption("--language", "de")).toThrow(/de/);
});

describe("sentences", () => {
  it("begin with a capital letter, but for a name from the data", () => {
    expect(en.t("quality.file_unreadable", { file: "orders.csv" })).toMatch(/^orders\.csv could/);
  });
  it("end with one full stop, also after an abbreviation", () => {
    const values = { fact: "purchase", was: 8, is: 54, day: "2024-04-01" };
    expect(texts("ru").t("health.volume", values)).toMatch(/2024\sг\.$/);
  });
});
