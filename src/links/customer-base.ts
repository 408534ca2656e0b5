import { addDays, type Day } from "../base/day.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { asks, countAsked, REPLY_DAYS } from "../panel/asks.ts";
import { designFor } from "../stats/causal/design-for.ts";
import { linearPredictor } from "../stats/regression/design.ts";
import { fitLogistic } from "../stats/regression/logistic.ts";
import { logistic } from "../stats/special/logistic.ts";
import { raw, sql } from "../store/sql/sql.ts";
import { attempt } from "./climb.ts";
import { BAND_MINIMUM } from "./contrast.ts";
import { type DesignMatrix, ORIGIN } from "./study.ts";

/** Largest weight as a multiple of the mean weight, as for the score itself. */
const CAP = 5;
/** Customers that the model of answering is given at most. */
const MOST_ASKED = 100_000;

/** What answering may depend on: columns of the asks, and of the matrix that hold the same. */
const KNOWN = [
  ["margin", "margin_before"],
  ["orders", "orders_before"],
  ["contacts", "contacts_before"],
  ["tenure", "tenure"],
] as const;

/** Weights for the answers of a matrix; null where there are none. */
export type AnswerWeights = (matrix: Pick<DesignMatrix, "days" | "columns" | "covariates">) => Float64Array | null;

/**
 * How many of all who could have answered each answer of a matrix stands for: 1 over the chance of answering, from a logistic
 * model of what the records held before the ask (margin, orders, contacts, days as a customer, as amounts and as logarithms),
 * fitted to everybody who could have answered while these answers came in. Cut at five times the mean, averaging 1. There are none
 * where nobody is known to have kept silent, or answering cannot be told from the records.
 * @see Little & Rubin (2002), Statistical Analysis with Missing Data, chapter 3
 */
export async function answerWeights(
  context: MeasureContext,
  instrument: string,
  { days }: Pick<DesignMatrix, "days">,
): Promise<AnswerWeights> {
  const none: AnswerWeights = () => null;
  if (days.length < BAND_MINIMUM) return none;
  const { store, info, record } = context;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const day of days) [first, last] = [Math.min(first, day), Math.max(last, day)];
  const window = { from: addDays(ORIGIN, first) as Day, to: addDays(ORIGIN, last + 1 + REPLY_DAYS) as Day };
  const [invited] =
    (info.facts.invitation ?? 0) > 0 ? await store.rows(countAsked(instrument, window, store.dialect)) : [];
  const basis = Number(invited?.n ?? 0) > 0 ? "invited" : "active";
  const [all] = await store.rows(sql`select count(*) as n from customer_state`);
  const oneIn = Math.max(1, Math.ceil(Number(all?.n ?? 0) / MOST_ASKED));
  const query = sql`
    select answered, margin, orders, contacts, tenure
    from (${asks(instrument, basis, window, store.dialect, oneIn)}) k
    order by k.party
  `;
  const sums = sql`
    select answered, count(*) as n, sum(${store.dialect.exact(raw("margin"))}) as margin, sum(orders) as orders, sum(contacts) as contacts, sum(tenure) as tenure
    from (${query}) asked
    group by answered
    order by answered
  `;
  const asked = await store.columns(query);
  const answered = asked.answered!;
  const replies = answered.reduce((sum, each) => sum + each, 0);
  if (replies < BAND_MINIMUM || answered.length - replies < BAND_MINIMUM) return none;
  const known = KNOWN.flatMap(([name, id]) =>
    bothWays(asked[name]!).map((values, way) => ({ values, id, way })),
  ).filter(({ values }) => values.some((value) => value !== values[0]));
  const there = known.map(({ values }) => values);
  const fit = attempt(() => fitLogistic({ design: designFor(there, answered.length), successes: answered }));
  if (!fit || known.length === 0) return none;
  record(`worth.${instrument}.asked`, sums, await store.rows(sums));
  return ({ columns, covariates, days: { length: n } }) => {
    const here = known.map(({ id, way }) => {
      // What does not vary in a matrix is not among its columns: then it is 0 throughout, as for nearly everybody asked.
      const values = columns[covariates.findIndex((covariate) => covariate.id === id)] ?? new Float64Array(n);
      return bothWays(values)[way]!;
    });
    const plain = linearPredictor(designFor(here, n), fit).map((eta) => 1 / logistic(eta));
    const limit = CAP * meanOf(plain);
    const cut = plain.map((weight) => Math.min(weight, limit));
    const mean = meanOf(cut);
    return cut.map((weight) => weight / mean);
  };
}

const bothWays = (values: Float64Array): [plain: Float64Array, logarithm: Float64Array] => [
  values,
  values.map((value) => Math.log1p(Math.max(0, value))),
];

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
