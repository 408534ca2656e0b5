import type { Day } from "../base/day.ts";
import { addDays } from "../base/day.ts";
import { HORIZONS, type Horizon } from "../panel/settings.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { all, join, raw, type Sql, sql } from "../store/sql/sql.ts";
import { definedFor, type Outcome } from "./outcome.ts";

export interface HorizonChoice {
  /** The longest horizon that at least half of the answers have behind them; null: too early for any. */
  horizon: Horizon | null;
  /** Answers that could be linked at all. */
  answers: number;
  /** Answers whose horizon is complete, for the one chosen (or the shortest). */
  complete: number;
  lastAnswer: Day | null;
  query: Sql;
}

/** Chooses the horizon for one instrument and outcome (DESIGN: 365 if half of the answers have it, else 180, else 90). */
export async function chooseHorizon(
  store: Analytics,
  instrument: string,
  outcome: Outcome,
  asked: Horizon | null,
): Promise<HorizonChoice> {
  const query = sql`
    select
      count(*) as answers,
      max(m.day) as last_answer,
      ${join(HORIZONS.map((h) => sql`sum(case when m.${raw(`${outcome.knownBy}_known_${h}`)} then 1 else 0 end) as ${raw(`complete_${h}`)}`))}
    from scored_moment m
    where ${all([sql`m.instrument = ${instrument}`, definedFor(outcome, 365)])}
  `;
  const [row] = await store.rows(query);
  const answers = Number(row?.answers ?? 0);
  const complete = (h: number) => Number(row?.[`complete_${h}`] ?? 0);
  const horizon = asked ?? HORIZONS.find((h) => answers > 0 && complete(h) >= answers / 2) ?? null;
  return {
    horizon,
    answers,
    complete: complete(horizon ?? HORIZONS.at(-1)!),
    lastAnswer: (row?.last_answer as Day | null) ?? null,
    query,
  };
}

/** First day on which half of the answers would have the shortest horizon behind them, at the latest. */
export const readyOn = (lastAnswer: Day): Day => addDays(lastAnswer, 1 + HORIZONS.at(-1)!);
