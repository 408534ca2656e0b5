import { type Instrument, THIRDS } from "../facts/instruments.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";

/** The band of an answer `f`, whose instrument has its thirds in `t` where it has no bands of its own. */
export function bandOfAnswer(instruments: readonly Instrument[]): Sql {
  const fixed = instruments.map((each) => sql`when f.instrument = ${literal(each.id)} then ${askedBand(each)}`);
  const [worst, middle, best] = THIRDS.map(({ code }) => literal(code)) as [Sql, Sql, Sql];
  return sql`case
          when f.score is null then null
          ${join(fixed, "\n          ")}
          when t.low is null then null
          -- Engines interpolate to the last bit differently: a score that is the bound itself lies below it on all of them.
          when f.score <= t.low + 0.000000001 then ${worst}
          when f.score <= t.high + 0.000000001 then ${middle}
          else ${best}
        end`;
}

/** The band of an answer `f` to one instrument; null where it was asked on another scale, lies on none of its steps, or nobody can be asked for it. */
function askedBand(instrument: Instrument): Sql {
  const { min, max, best, whole, of } = instrument;
  if (of) return raw("null");
  return sql`case
            when f.scale_min <> ${number(min)} or f.scale_max <> ${number(max)} or f.scale_best <> ${literal(best)} then null
            ${whole ? sql`when f.score <> floor(f.score) then null` : raw("")}
            else ${bandWithin(raw("f.score"), instrument)}
          end`;
}

/** The band that a score lies in; null where it lies in none. */
export const bandWithin = (score: Sql, { bands }: Instrument): Sql =>
  sql`case ${join(
    bands.map(
      ({ code, low, high, open }) =>
        sql`when ${score} >= ${number(low)} and ${score} ${raw(open ? "<" : "<=")} ${number(high)} then ${literal(code)}`,
    ),
    " ",
  )} end`;

const number = (value: number) => raw(String(value));
