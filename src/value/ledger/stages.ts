import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";

/** The five stages of a customer's life, in their order, and what belongs to none of them. */
export const STAGES = ["purchase", "support", "retention", "loyalty", "advocacy", "none"] as const;
export type Stage = (typeof STAGES)[number];

/** What an amount of the ledger is. Income is positive, cost negative. */
export const LINES = [
  "revenue",
  "goods",
  "refunds",
  "contacts",
  "points",
  "touches",
  "acquisition",
  "service",
  "keeping",
] as const;
export type Line = (typeof LINES)[number];

/** What the lines come to in the value of a customer: margin, and what was spent to acquire, to serve and to keep. */
export const COMPONENTS = ["margin", "acquire", "serve", "keep"] as const;
export type Component = (typeof COMPONENTS)[number];

/** The component of a row of the ledger `l`. */
export const componentOf: Sql = sql`case
  when l.line in ('revenue', 'goods', 'refunds') then 'margin'
  when l.line = 'acquisition' or (l.line = 'touches' and l.stage = 'purchase') then 'acquire'
  when l.line in ('contacts', 'service') then 'serve'
  else 'keep' end`;

/** Days after the first purchase during which a customer is being taken in. */
export const ONBOARDING_DAYS = 90;

/** One rule of entry: an event that meets it stands in the stage; the first rule that fits decides. */
export interface EntryRule {
  stage: Stage;
  /** Text `stage.rule.<code>`. */
  code: string;
  /** Over the event `e`: `party`, `day`, `since` (day of the first purchase), `referred`, `full_price`. */
  when: Sql;
}

const NOBODY: EntryRule = { stage: "none", code: "nobody", when: sql`e.party is null or e.day is null` };
const ONBOARDING: EntryRule = {
  stage: "support",
  code: "onboarding",
  when: sql`e.day < e.since + ${raw(String(ONBOARDING_DAYS))}`,
};
const BEFORE: EntryRule = { stage: "purchase", code: "before", when: sql`e.since is null or e.day < e.since` };
const always = (stage: Stage, code: string): EntryRule => ({ stage, code, when: raw("true") });

/** Which stage a dated event belongs to. Every event of a kind meets one rule, because the last one takes all. */
export const ENTRY_RULES: Readonly<Record<"order" | "refund" | "contact" | "points" | "touch", readonly EntryRule[]>> =
  {
    order: [
      NOBODY,
      { stage: "advocacy", code: "referred", when: sql`e.day = e.since and e.referred = 1` },
      { stage: "purchase", code: "first", when: sql`e.day = e.since` },
      ONBOARDING,
      { stage: "loyalty", code: "full_price", when: sql`e.full_price = 1` },
      always("retention", "later"),
    ],
    refund: [NOBODY, ONBOARDING, always("retention", "later")],
    contact: [NOBODY, BEFORE, always("support", "service")],
    points: [NOBODY, always("loyalty", "points")],
    touch: [NOBODY, BEFORE, always("retention", "later")],
  };

/** The stage of an event by its rules. */
export const stageOf = (event: keyof typeof ENTRY_RULES): Sql =>
  sql`case ${join(
    ENTRY_RULES[event].map(({ stage, when }) => sql`when ${when} then ${literal(stage)}`),
    " ",
  )} end`;

/** Words for a stage in the cost records, in five languages; the first stage whose word is part of the text is meant. */
const WORDS: readonly (readonly [Stage, readonly string[]])[] = [
  ["advocacy", ["advoca", "referral", "recommend", "poleca", "rekommend", "рекоменд", "recomand"]],
  ["loyalty", ["loyal", "lojal", "лоял"]],
  ["retention", ["retention", "retain", "utrzym", "bibehåll", "удержан", "reten"]],
  ["support", ["post-sale", "support", "service", "onboarding", "obsług", "wdroż", "kundtjänst", "поддержк", "suport"]],
  ["purchase", ["purchase", "acquisition", "sales", "zakup", "pozysk", "köp", "värv", "покупк", "привлеч", "achizi"]],
];

const AREAS: readonly (readonly [Line, readonly string[]])[] = [
  ["acquisition", ["acqui", "marketing", "sales", "pozysk", "sprzedaż", "värv", "привлеч", "продаж", "achizi", "vânz"]],
  ["service", ["service", "support", "help", "obsług", "kundtjänst", "поддержк", "сервис", "suport"]],
];

const names = (column: string, words: readonly string[]): Sql =>
  sql`(${join(
    words.map((word) => sql`lower(${raw(column)}) like ${literal(`%${word}%`)}`),
    " or ",
  )})`;

/** The stage that a row of costs names, or that follows from its area. */
export const costStage: Sql = sql`case
  ${join(
    [
      ...WORDS.map(([stage, words]) => sql`when ${names("f.stage", words)} then ${literal(stage)}`),
      ...WORDS.map(([stage, words]) => sql`when f.stage is null and ${names("f.area", words)} then ${literal(stage)}`),
    ],
    "\n  ",
  )}
  else 'none' end`;

/** What a row of costs was spent for: to acquire, to serve, or otherwise to keep customers. */
export const costLine: Sql = sql`case
  ${join(
    AREAS.map(([line, words]) => sql`when ${names("f.area", words)} then ${literal(line)}`),
    "\n  ",
  )}
  when f.area is null and ${names("f.stage", WORDS.at(-1)![1])} then 'acquisition'
  else 'keeping' end`;
