import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../base/errors.ts";
import { FACT_KINDS } from "../facts/facts.ts";
import { GRADES } from "../findings/figure.ts";
import { AUDITED } from "../store/ports/operations.ts";
import { argumentKind } from "./arguments.ts";
import { AREAS, type Area, CATALOGUES, type Catalogue } from "./catalogues.ts";
import { STEMS } from "./glossary.ts";
import { LANGUAGES, type Language, LOCALES } from "./language.ts";

type Node = ReturnType<IntlMessageFormat["getAst"]>[number];
const [LITERAL, ARGUMENT, NUMBER, SELECT, PLURAL] = [0, 1, 2, 5, 6];

const parse = (language: Language, text: string): Node[] =>
  new IntlMessageFormat(text, LOCALES[language], undefined, { ignoreTag: true }).getAst();

function walk(nodes: readonly Node[], visit: (node: Node) => void): void {
  for (const node of nodes) {
    visit(node);
    if ("options" in node) for (const option of Object.values(node.options)) walk(option.value, visit);
  }
}

function argumentsOf(language: Language, text: string): string[] {
  const names = new Set<string>();
  walk(parse(language, text), (node) => {
    if (node.type !== LITERAL && "value" in node && typeof node.value === "string") names.add(node.value);
  });
  return [...names].sort();
}

const merged = (language: Language): Catalogue => Object.assign({}, ...Object.values(CATALOGUES[language]));
const others = LANGUAGES.filter((language) => language !== "en");
const entries = (language: Language) =>
  AREAS.flatMap((area: Area) => Object.entries(CATALOGUES[language][area]).map(([key, text]) => ({ key, text })));

it("no key stands in two areas", () => {
  const keys = entries("en").map(({ key }) => key);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

describe.each(others)("%s", (language) => {
  it.each(AREAS)("has the keys of English in %s, in its order", (area) => {
    expect(Object.keys(CATALOGUES[language][area])).toEqual(Object.keys(CATALOGUES.en[area]));
  });

  it("uses the arguments of English in each message", () => {
    const english = merged("en");
    const differing = entries(language).filter(
      ({ key, text }) => argumentsOf(language, text).join() !== argumentsOf("en", english[key] ?? "").join(),
    );
    expect(differing).toEqual([]);
  });

  it("translates: few sentences are the same as in English", () => {
    const english = merged("en");
    const same = entries(language).filter(({ key, text }) => text === english[key] && /[a-z]{4,} [a-z]{3,}/.test(text));
    expect(same.map(({ key }) => key)).toEqual([]);
  });
});

describe.each(LANGUAGES)("%s", (language) => {
  it("has every plural form of the language in each plural", () => {
    const wanted = new Intl.PluralRules(LOCALES[language]).resolvedOptions().pluralCategories;
    const lacking: string[] = [];
    for (const { key, text } of entries(language)) {
      walk(parse(language, text), (node) => {
        if (node.type !== PLURAL || !("options" in node)) return;
        const missing = wanted.filter((category) => !(category in node.options));
        if (missing.length > 0) lacking.push(`${key}: ${missing.join(", ")}`);
      });
    }
    expect(lacking).toEqual([]);
  });

  it("writes no bare number: an argument has a kind, or is formatted, or chooses a form", () => {
    const bare: string[] = [];
    for (const { key, text } of entries(language)) {
      walk(parse(language, text), (node) => {
        if (node.type !== ARGUMENT || !("value" in node)) return;
        const name = String(node.value);
        if (argumentKind(name.replace(/(Phrase|Among|By|Code)$/, "")) === undefined) bare.push(`${key}: ${name}`);
      });
    }
    expect(bare).toEqual([]);
  });

  it("never formats as a number or plural what is a quantity with a unit", () => {
    const wrong: string[] = [];
    for (const { key, text } of entries(language)) {
      walk(parse(language, text), (node) => {
        if ((node.type === NUMBER || node.type === PLURAL) && "value" in node) {
          const kind = argumentKind(String(node.value));
          if (kind !== undefined && kind !== "data") wrong.push(`${key}: ${String(node.value)}`);
        }
        if (node.type === SELECT && "options" in node && !("other" in node.options)) wrong.push(key);
      });
    }
    expect(wrong).toEqual([]);
  });

  it("uses the words of its glossary", () => {
    const text = merged(language);
    const said = (key: string) => (text[key] ?? "").toLocaleLowerCase(LOCALES[language]);
    const term = (name: string) => said(`term.${name}`);
    for (const band of ["promoter", "passive", "detractor"]) expect(said(`band.${band}`)).toBe(term(band));
    expect(said("measure.nps.name")).toBe(term("nps"));
    expect(said("measure.csat.name")).toBe(term("csat"));
    expect(said("measure.ces.name")).toContain(term("ces"));
    expect(said("measure.aht.name")).toBe(term("aht"));
    expect(said("measure.margin.short")).toBe(term("margin"));
    expect(said("outcome.margin")).toBe(term("margin"));
    expect(said("measure.revenue.name")).toBe(term("revenue"));
    expect(said("outcome.spend")).toBe(term("revenue"));
    expect(said("measure.churn.short")).toBe(term("churn"));
    expect(said("outcome.churn")).toBe(term("churn"));
    expect(said("measure.crr.short")).toBe(term("retention"));
    expect(said("stage.retention")).toBe(term("retention"));
    expect(said("figure.interval")).toContain(term("interval"));
    expect(said("dimension.segment")).toBe(term("segment"));
    expect(said("report.steps.customers")).toContain(`{${term("customer")}}`);
    expect(said("chart.distribution.summary")).toContain(term("answer"));
  });

  it("says the terms of its glossary wherever the English text does", () => {
    const [english, own] = [merged("en"), merged(language)];
    const otherwise = Object.entries(STEMS).flatMap(([name, stems]) => {
      expect(own[`term.${name}`]).toMatch(stems[language]);
      return Object.keys(english)
        .filter((key) => stems.en.test(english[key]!) && !stems[language].test(own[key] ?? ""))
        .map((key) => `${name}: ${key}: ${own[key]}`);
    });
    expect(otherwise).toEqual([]);
  });

  it("has a text for every fact, grade, error code and entry of the audit log", () => {
    const text = merged(language);
    const wanted = [
      ...FACT_KINDS.map((kind) => `fact.${kind}`),
      ...GRADES.flatMap((grade) => [`grade.${grade}`, `grade.${grade}.explanation`]),
      ...Object.keys(ERROR_CODES).map((code) => `error.${code}`),
      ...AUDITED.map((action) => `audit.${action}`),
    ];
    expect(wanted.filter((key) => !(key in text))).toEqual([]);
  });
});
