import type { Period } from "../base/period.ts";
import type { Instrument, Instruments } from "../facts/instruments.ts";
import { inWindow } from "../measures/window.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { bandSums, undivided } from "./band-sums.ts";

/** What stands side by side, by the number of its column; `difference` is satisfied less easy. */
export const EASE_COLUMNS = ["ces", "csat", "fcr", "satisfied_hard", "easy_dissatisfied", "difference"] as const;
export type EaseColumn = (typeof EASE_COLUMNS)[number];

/** The group of all touchpoints together. */
export const EVERYWHERE = "";

/**
 * Sums by touchpoint: answers to CES and to CSAT, whether the cases that they are about were settled at the first contact, and how
 * far the two agree where one customer gave both at one touchpoint on one day about one case.
 */
export function easeSums(instruments: Instruments, window: Period, dialect: Dialect): Sql {
  const good = ({ bands }: Instrument) =>
    sql`case when a.band in (${join(bands.filter(({ tone }) => tone === "good").map(({ code }) => literal(code)))}) then 1 else 0 end`;
  const unit = (place: Sql, from: string, values: Partial<Record<EaseColumn, string>>) => {
    const columns = EASE_COLUMNS.map((id, i) => {
      const value = values[id];
      const number = (text: string) => dialect.exact(raw(text));
      const none = sql`case when 1 = 0 then ${number("1.0")} end`;
      return value === undefined
        ? sql`${none} as ${raw(`y_${i}`)}`
        : sql`${number(`1.0 * ${value}`)} as ${raw(`y_${i}`)}`;
    });
    return sql`
      select ${place} as band, person as party, ${join(columns)}
      from ${raw(from)}`;
  };
  const both = {
    satisfied_hard: "satisfied * (1 - easy)",
    easy_dissatisfied: "easy * (1 - satisfied)",
    difference: "(satisfied - easy)",
  };
  return bandSums(
    sql`
    with answered as (
      select
        a.touchpoint as place, coalesce(a.party, a.id) as person, a.day as day, a.case_id as case_id, a.instrument as instrument,
        case when a.instrument = 'ces' then ${good(instruments.ces!)} else ${good(instruments.csat!)} end as good
      from panel_answer a
      where a.instrument in ('ces', 'csat') and a.state = 'valid' and a.band is not null and a.touchpoint is not null
        and ${inWindow(raw("a.day"), window, dialect)}
    ),
    easy as (select place, person, good from answered where instrument = 'ces'),
    satisfied as (select place, person, good from answered where instrument = 'csat'),
    told as (
      -- What a customer said of one occasion.
      select
        place, person,
        max(case when instrument = 'ces' then good end) as easy, max(case when instrument = 'csat' then good end) as satisfied
      from answered
      group by place, person, day, case_id
    ),
    pair as (select place, person, easy, satisfied from told where easy is not null and satisfied is not null),
    settled as (
      select b.place as place, b.person as person, k.first_contact_resolved as settled
      from (select place, case_id, min(person) as person from answered where case_id is not null group by place, case_id) b
      inner join panel_case k on k.case_id = b.case_id
      where k.followed = 1 and k.first_contact_resolved is not null
    )
    ${join(
      [
        unit(raw("place"), "easy", { ces: "good" }),
        unit(raw("place"), "satisfied", { csat: "good" }),
        unit(raw("place"), "settled", { fcr: "settled" }),
        unit(raw("place"), "pair", both),
        unit(literal(EVERYWHERE), "pair", both),
      ],
      "\n      union all",
    )}`,
    undivided(EASE_COLUMNS.length),
    dialect,
  );
}
