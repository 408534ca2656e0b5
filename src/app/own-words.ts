import { COUNTABLE } from "../facts/countable.ts";
import type { Condition, Conditions, OwnMeasure, Plain, Quantity } from "../facts/own-measure.ts";
import { bandCode, type OwnName, type OwnScore, scoreMeasureIds, worstFirst } from "../facts/own-score.ts";
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
  const of = (measure: string, said: Record<string, string>): Word[] =>
    Object.entries({ ...said, needs: words.t("own.score.needs", { name }) }).map(([key, text]) => [
      `measure.${measure}.${key}`,
      text,
    ]);
  const [share, mean] = scoreMeasureIds(score);
  return [
    ...of(share, {
      name,
      short: name,
      definition: words.t("own.score.share", { text: good.join(` ${words.t("own.or")} `), range }),
      good: words.t("own.better.up"),
    }),
    ...of(mean, {
      name: words.t("own.score.mean.name", { name }),
      short: words.t("own.score.mean.name", { name }),
      definition: words.t("own.score.mean", { range }),
      good: words.t(`own.better.${best === "high" ? "up" : "down"}`),
      top: String(max),
    }),
    ...bands.flatMap(({ id: band, called }): Word[] => [
      [`band.${bandCode(score, { id: band })}`, called],
      [`band.${bandCode(score, { id: band })}.among`, words.t("band.unknown.among", { name: called })],
    ]),
  ];
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
