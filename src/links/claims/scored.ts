import { THIRDS } from "../../facts/instruments.ts";
import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { momentRows } from "../band-sums.ts";
import { AMOUNTS } from "../covariates.ts";
import { chooseHorizons, readyOn } from "../horizon.ts";
import type { Outcome } from "../outcome.ts";
import { type Asked, type History, periodOf, type Units } from "./claim.ts";

/** Answers of a score, and what their customers did afterwards. */
export interface Scored {
  /** Scores that will do; without them, whichever leads. */
  of?: readonly string[];
  outcome: Outcome;
  /** The groups of moments `m`: `first`, `second`, or none. By itself the best band against the worst. */
  groups?(bands: { best: Sql; middle: Sql; worst: Sql }): Sql;
  /** Which moments `m` count. */
  where?: Sql;
}

/** The first score that customers answered often enough, of those that will do; of all where none is named. */
export const firstScore = ({ scores }: Asked, of: readonly string[] = []): string | undefined =>
  of.length === 0 ? scores[0] : scores.find((id) => of.includes(id));

/** Units of a study of what follows a score, over the horizon that its answers have behind them. */
export async function scored(asked: Asked, { of = [], outcome, groups, where = raw("true") }: Scored): Promise<Units> {
  const { store, info } = asked.context;
  const score = firstScore(asked, of);
  if (score === undefined) return { state: { state: "not_measured", needs: ["answer"] } };
  const [choice] = await chooseHorizons(store, score, [outcome], null);
  if (!choice || choice.answers === 0) return { state: { state: "undefined", why: "no_linked_answers" } };
  if (choice.horizon === null) return { state: { state: "too_early", readyOn: readyOn(choice.lastAnswer!) } };
  const { horizon } = choice;
  const bands = info.instruments[score]?.bands ?? THIRDS;
  const isBand = (tone: string) =>
    sql`m.band in (${join(bands.filter((band) => band.tone === tone).map(({ code }) => literal(code)))})`;
  const [best, middle, worst] = [isBand("good"), isBand("middle"), isBand("bad")];
  const group =
    groups?.({ best, middle, worst }) ?? sql`case when ${best} then 'first' when ${worst} then 'second' end`;
  return {
    isDivided: outcome.per !== undefined,
    rows: momentRows(score, [{ outcome, horizon }], store.dialect, sql`case when ${where} then ${group} end`),
    history: beforeMoments(score),
    window: periodOf({ from: info.firstDay, to: info.asOf }, info),
    values: { experience: score, outcome: outcome.id, days: horizon },
    cautions: outcome.cautions?.(info) ?? [],
  };
}

/** What went before each answer, in the words of the ladder. */
const beforeMoments = (score: string): History => ({
  by: "id",
  rows: sql`
    select m.id as id, ${join(AMOUNTS.map(({ id, column }) => sql`${column} as ${raw(id)}`))}
    from scored_moment m
    where m.instrument = ${literal(score)}`,
  columns: AMOUNTS.map(({ id }) => id),
});
