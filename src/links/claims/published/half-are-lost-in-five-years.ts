import { addDays, daysBetween } from "../../../base/day.ts";
import { isEstimate } from "../../../findings/figure.ts";
import { shareOf } from "../../../measures/infer.ts";
import { sql } from "../../../store/sql/sql.ts";
import { type Claim, periodOf } from "../claim.ts";
import { followedUntil } from "../customers.ts";

const YEARS = 5;
const DAYS = 1826;

/** B-17: 45 to 50 % of customers are lost every five years. Of one's own five years; where the records are shorter, the last year's retention held for five. */
export const halfAreLostInFiveYears: Claim = {
  id: "b17",
  studies: [
    {
      ...{ id: "lost", kind: "computed", direction: "level", unit: "share", published: { low: 0.45, high: 0.5 } },
      needs: ["purchase"],
      async compute({ context, measure }) {
        const { store, info } = context;
        const { day, exact } = store.dialect;
        const from = followedUntil(info, DAYS);
        if (from !== null && info.firstDay !== null && daysBetween(info.firstDay, from) >= info.inactivity.days) {
          const to = addDays(from, DAYS);
          const covers = (on: typeof from) => sql`s.from_day <= ${day(on)} and s.to_day > ${day(on)}`;
          const query = sql`
            select count(*) as n, count(*) as clusters, ${exact(sql`count(*) - count(e.party)`)} as a, count(*) as b
            from (select distinct s.party as party from panel_spell s where ${covers(from)}) b
            left join (select distinct s.party as party from panel_spell s where ${covers(to)}) e on e.party = b.party`;
          const rows = await store.rows(query);
          context.record("claims.b17.lost", query, rows);
          const [n, lost] = [Number(rows[0]?.n ?? 0), Number(rows[0]?.a ?? 0)];
          if (n === 0) return { state: { state: "undefined", why: "empty_base" } };
          const { value, interval } = shareOf({ n, clusters: n, a: lost, b: n, aa: lost, bb: n, ab: lost });
          const window = periodOf({ from, to }, info);
          return {
            value,
            interval,
            n,
            basis: "observed",
            window,
            values: { basis: "observed", n: YEARS },
            query: { id: "claims.b17.lost" },
          };
        }
        const kept = await measure("crr");
        if (!isEstimate(kept)) return { state: kept };
        if (kept.interval === null) return { state: { state: "too_few", required: 5 } };
        const lost = (retention: number) => 1 - Math.max(0, retention) ** YEARS;
        return {
          value: lost(kept.value),
          interval: { low: lost(kept.interval.high), high: lost(kept.interval.low), level: kept.interval.level },
          ...{ n: kept.n, basis: "model", window: kept.window, values: { basis: "model", n: YEARS } },
          ...(kept.query ? { query: kept.query } : {}),
        };
      },
    },
  ],
};
