import { generalWeights } from "../facts/composite.ts";
import { COUNTABLE } from "../facts/countable.ts";
import type { Condition, Conditions, OwnMeasure, Plain, Quantity } from "../facts/own-measure.ts";
import {
  bandCode,
  type Composite,
  isComposite,
  type OwnName,
  type OwnScore,
  scoreMeasures,
  worstFirst,
} from "../facts/own-score.ts";
import { parseScale } from "../facts/scale.ts";
import type { OwnStated } from "../measures/registry.ts";
import type { Language } from "../texts/language.ts";
import { type Texts, texts } from "../texts/texts.ts";

/** Names of a company's own scores and measures, and what they measure in words, made from what was stated. */
export function ownWords({ measures = [], scores = [] }: OwnStated, language: Language): Record<string, string> {
  const words = texts(language);
  return Object.fromEntries([
    ...scores.flatMap((score) => wordsOfScore(score, words)),
    ...measures.flatMap((measure) => wordsOfMeasure(measure, words)),
  ]);
}

type Word = [code: string, text: string];

function wordsOfMeasure(measure: OwnMeasure, words: Texts): Word[] {
  const need = COUNTABLE[measure.rows].needs;
  return [
    [`measure.${measure.id}.name`, measure.name],
    [`measure.${measure.id}.short`, measure.name],
    [`measure.${measure.id}.definition`, definitionOf(measure, words)],
    [`measure.${measure.id}.good`, words.t(`own.better.${measure.better}`)],
    ...(need ? [[`measure.${measure.id}.needs`, words.capital(words.word("fact", need))] satisfies Word] : []),
  ];
}

function wordsOfScore(score: OwnScore, words: Texts): Word[] {
  const { id, scale } = score;
  const name = nameIn(score.name, id, words.language);
  const { min, max, best } = parseScale(scale)!;
  const range = `${min}–${max}`;
  const bands = worstFirst(score).map((band) => ({
    ...band,
    called: nameIn(band.name, band.id, words.language),
    range: `${band.from}–${band.to}`,
  }));
  const good = bands.filter(({ is }) => is === "good").map((band) => `“${band.called}” (${band.range})`);
  const elements = score.elements?.map((each) => nameIn(each.name, each.id, words.language)).join(", ");
  const needs = elements ? words.t("own.composite.needs", { text: elements }) : words.t("own.score.needs", { name });
  const of = (measure: string, said: Record<string, string>): Word[] =>
    Object.entries({ ...said, needs }).map(([key, text]) => [`measure.${measure}.${key}`, text]);
  const { share, mean } = scoreMeasures(id, isComposite(score));
  const text = good.join(` ${words.t("own.or")} `);
  const called = isComposite(score)
    ? { share: words.t("own.composite.good.name", { name }), mean: name }
    : { share: name, mean: words.t("own.score.mean.name", { name }) };
  const defined = isComposite(score)
    ? {
        share: words.t("own.composite.share", { text, range, n: score.version }),
        mean: compositionOf(score, range, words),
      }
    : { share: words.t("own.score.share", { text, range }), mean: words.t("own.score.mean", { range }) };
  return [
    ...of(share, {
      ...{ name: called.share, short: called.share, definition: defined.share },
      good: words.t("own.better.up"),
    }),
    ...of(mean, {
      ...{ name: called.mean, short: called.mean, definition: defined.mean },
      good: words.t(`own.better.${best === "high" ? "up" : "down"}`),
      top: String(max),
    }),
    ...bands.flatMap(({ id: band, called }): Word[] => [
      [`band.${bandCode(score, { id: band })}`, called],
      [`band.${bandCode(score, { id: band })}.among`, words.t("band.unknown.among", { name: called })],
    ]),
  ];
}

/** What a composite is made of, with all its weights. */
function compositionOf(score: Composite, range: string, words: Texts): string {
  const { elements, weights = [], importance = false, answered, version } = score;
  const listed = (each: Readonly<Record<string, number>>) =>
    elements
      .filter(({ id }) => each[id] !== undefined)
      .map(({ id, name }) => words.t("own.composite.weight", { name: nameIn(name, id, words.language), n: each[id]! }))
      .join(", ");
  return [
    words.t("own.composite.mean", { text: listed(generalWeights(score)), range }),
    ...weights.map((each) =>
      words.t("own.composite.where", {
        name: conditionsOf(each.where as Conditions, words),
        text: listed(each.weights),
      }),
    ),
    ...(importance ? [words.t("own.composite.importance")] : []),
    words.t("own.composite.missing"),
    ...(answered === undefined ? [] : [words.t("own.composite.answered", { share: answered })]),
    words.t("own.composite.version", { n: version }),
  ].join(" ");
}

/** A name in the language of the report, otherwise in English, otherwise in the first that is given. */
function nameIn(name: OwnName | undefined, id: string, language: Language): string {
  if (name === undefined || typeof name === "string") return name ?? id;
  return name[language] ?? name.en ?? Object.values(name)[0] ?? id;
}

function definitionOf({ rows, where, value }: OwnMeasure, words: Texts): string {
  const name = words.t(`own.rows.${rows}`);
  const of = where ? words.t("own.where", { name, text: conditionsOf(where, words) }) : name;
  const stated = words.t("own.stated");
  const sentence = ((): string => {
    if ("share" in value) return words.t("own.share", { name: of, text: conditionsOf(value.share, words) });
    if ("mean" in value) return words.t("own.mean", { name: of, column: value.mean });
    if ("total" in value) return words.t("own.total", { name: of, text: quantityOf(value.total, name, words) });
    if ("quantile" in value)
      return value.at === 0.5
        ? words.t("own.median", { name: of, column: value.quantile })
        : words.t("own.quantile", { name: of, column: value.quantile, share: value.at });
    const [text, range] = [value.ratio.of, value.ratio.per].map((each) => quantityOf(each, name, words));
    return words.t("own.ratio", { name: of, text: text!, range: range! });
  })();
  return `${sentence} ${stated}`;
}

function quantityOf(quantity: Quantity, rows: string, words: Texts): string {
  const { column = "rows", where = {} } = typeof quantity === "string" ? { column: quantity } : quantity;
  const name = column === "rows" ? words.t("own.number", { name: rows }) : column;
  return Object.keys(where).length === 0 ? name : words.t("own.where", { name, text: conditionsOf(where, words) });
}

function conditionsOf(conditions: Conditions, words: Texts): string {
  return Object.entries(conditions)
    .flatMap(([column, condition]) => conditionOf(column, condition, words))
    .join(` ${words.t("own.and")} `);
}

const SIGNS = { gt: ">", gte: "≥", lt: "<", lte: "≤" } as const;

function conditionOf(column: string, condition: Condition, words: Texts): string[] {
  const among = (value: Plain | readonly Plain[]) =>
    (Array.isArray(value) ? (value as readonly Plain[]) : [value as Plain])
      .map((each) => (typeof each === "string" ? `“${each}”` : String(each)))
      .join(` ${words.t("own.or")} `);
  if (typeof condition !== "object" || Array.isArray(condition))
    return [`${column} = ${among(condition as Plain | readonly Plain[])}`];
  const { known, not, ...bounds } = condition as Exclude<Condition, Plain | readonly Plain[]>;
  return [
    ...Object.entries(bounds).map(([bound, value]) => `${column} ${SIGNS[bound as keyof typeof SIGNS]} ${value}`),
    ...(not === undefined ? [] : [`${column} ≠ ${among(not)}`]),
    ...(known === undefined ? [] : [words.t(known ? "own.known" : "own.unknown", { column })]),
  ];
}
