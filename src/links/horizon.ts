import type { Day } from "../base/day.ts";
import { addDays } from "../base/day.ts";
import { HORIZONS, type Horizon } from "../panel/settings.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { join, raw, type Sql, sql } from "../store/sql/sql.ts";
import { definedFor, knownFor, type Outcome } from "./outcome.ts";

export interface HorizonChoice {
  /** The longest horizon that at least half of the answers have behind them; null: too early for any. */
  horizon: Horizon | null;
  /** Answers that could be linked at all. */
  answers: number;
  /** Answers whose horizon is complete, and for which the outcome is not defined. */
  undefined: number;
  /** Answers whose horizon is complete, for the one chosen (or the shortest). */
  complete: number;
  lastAnswer: Day | null;
}

/** Chooses the horizon of each outcome for one instrument: 365 days if half of the answers have them behind them, else 180, else 90. */
export async function chooseHorizons(
  store: Analytics,
  instrument: string,
  outcomes: readonly Outcome[],
  asked: Horizon | null,
): Promise<HorizonChoice[]> {
  if (outcomes.length === 0) return [];
  const columns = outcomes.flatMap((outcome, i) => {
    const column = (name: string) => raw(`${name}_${i}`);
    const count = (what: Sql) => sql`sum(case when ${what} then 1 else 0 end)`;
    const complete = HORIZONS.flatMap((h) => {
      const [defined, known] = [definedFor(outcome, h), knownFor(outcome, h)];
      return [
        sql`${count(defined)} as ${column(`answers_${h}`)}`,
        sql`${count(known)} as ${column(`known_${h}`)}`,
        sql`${count(sql`${defined} and ${known}`)} as ${column(`complete_${h}`)}`,
      ];
    });
    return [
      sql`max(case when ${definedFor(outcome, HORIZONS[0])} then m.day end) as ${column("last_answer")}`,
      ...complete,
    ];
  });
  const [row] = await store.rows(sql`select ${join(columns)} from scored_moment m where m.instrument = ${instrument}`);
  return outcomes.map((_, i) => {
    const number = (name: string, h: number) => Number(row?.[`${name}_${h}_${i}`] ?? 0);
    const isEnough = (h: number) => number("answers", h) > 0 && number("complete", h) >= number("answers", h) / 2;
    const horizon = asked ?? HORIZONS.find(isEnough) ?? null;
    const told = horizon ?? HORIZONS.at(-1)!;
    return {
      horizon,
      answers: number("answers", told),
      undefined: number("known", told) - number("complete", told),
      complete: number("complete", told),
      lastAnswer: (row?.[`last_answer_${i}`] as Day | null) ?? null,
    };
  });
}

/** First day on which half of the answers would have the shortest horizon behind them, at the latest. */
export const readyOn = (lastAnswer: Day): Day => addDays(lastAnswer, 1 + HORIZONS.at(-1)!);
