import type { Day } from "../base/day.ts";
import { addDays } from "../base/day.ts";
import { HORIZONS, type Horizon } from "../panel/settings.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { join, raw, sql } from "../store/sql/sql.ts";
import { definedFor, type Outcome } from "./outcome.ts";

export interface HorizonChoice {
  /** The longest horizon that at least half of the answers have behind them; null: too early for any. */
  horizon: Horizon | null;
  /** Answers that could be linked at all. */
  answers: number;
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
    const [defined, column] = [definedFor(outcome, 365), (name: string) => raw(`${name}_${i}`)];
    const complete = HORIZONS.map((h) => {
      const known = sql`${defined} and m.${raw(`${outcome.knownBy}_known_${h}`)}`;
      return sql`sum(case when ${known} then 1 else 0 end) as ${column(`complete_${h}`)}`;
    });
    return [
      sql`sum(case when ${defined} then 1 else 0 end) as ${column("answers")}`,
      sql`max(case when ${defined} then m.day end) as ${column("last_answer")}`,
      ...complete,
    ];
  });
  const [row] = await store.rows(sql`select ${join(columns)} from scored_moment m where m.instrument = ${instrument}`);
  return outcomes.map((_, i) => {
    const answers = Number(row?.[`answers_${i}`] ?? 0);
    const complete = (h: number) => Number(row?.[`complete_${h}_${i}`] ?? 0);
    const horizon = asked ?? HORIZONS.find((h) => answers > 0 && complete(h) >= answers / 2) ?? null;
    return {
      horizon,
      answers,
      complete: complete(horizon ?? HORIZONS.at(-1)!),
      lastAnswer: (row?.[`last_answer_${i}`] as Day | null) ?? null,
    };
  });
}

/** First day on which half of the answers would have the shortest horizon behind them, at the latest. */
export const readyOn = (lastAnswer: Day): Day => addDays(lastAnswer, 1 + HORIZONS.at(-1)!);
