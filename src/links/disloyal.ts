import { DISLOYAL_DAYS, type DisloyalSign } from "../facts/disloyal.ts";
import { INSTRUMENTS } from "../facts/instruments.ts";
import type { Message } from "../findings/figure.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { PanelInfo } from "../panel/settings.ts";
import { all, join, raw, type Sql, sql } from "../store/sql/sql.ts";
import { boughtAgain, lostAfterwards, stoodIn } from "./afterwards.ts";
import type { Compared } from "./effort-scores.ts";

/** The lowest band of the recommendation score recommends against. */
const AGAINST = { score: "nps", band: INSTRUMENTS.nps!.bands[0]!.code };

/**
 * Issues by whether their customer was disloyal afterwards, as the company itself defines it. Where any sign is enough, one that is not known of a
 * customer is none; where all are needed, it leaves the issue out. Null where nobody stated a definition, or the records can hold none of
 * its signs (not all of them, where all are needed).
 */
export function disloyalAfterwards({ store, info }: MeasureContext): Compared | null {
  const stated = statedSigns(info);
  const until = info.knownUntil.purchases ?? info.asOf;
  const there = stated.signs.filter((sign) => isThere(sign, info));
  if (until === null || there.length === 0 || (stated.needed === "all" && there.length < stated.signs.length))
    return null;
  const { days } = stated;
  const end = store.dialect.day(until);
  const signs = there.map((sign) => SIGNS[sign]({ as: `disloyal_${sign}`, days, until: end, info }));
  const [known, shown] = [(is: Sql) => sql`${is} is not null`, (is: Sql) => sql`${is} = 1`].map((of) => {
    const each = signs.map(({ is }) => of(is));
    return stated.needed === "all" ? all(each) : sql`(${join(each, " or ")})`;
  });
  return {
    ...{ id: "disloyal", kind: "disloyal", values: { n: days }, unit: "share", worse: 1 },
    column: sql`case when p.day + ${raw(String(1 + days))} <= ${end} and ${known!} then case when ${shown!} then 1 else 0 end end`,
    from: join(
      signs.map(({ from }) => from),
      "",
    ),
  };
}

/** What disloyal means here, in words; null where nobody defined it. */
export function disloyalNote(info: PanelInfo): Message | null {
  const { signs, needed, days } = statedSigns(info);
  if (signs.length === 0) return null;
  const says = (sign: DisloyalSign) => (signs.includes(sign) ? "yes" : "no");
  const values = { n: days, needed, nothing: says("bought_nothing"), lost: says("lost"), against: says("detractor") };
  return { code: "effort_levels.disloyal", values };
}

const statedSigns = ({ disloyal }: PanelInfo) => ({
  signs: disloyal?.any ?? disloyal?.all ?? [],
  needed: disloyal?.all ? "all" : "any",
  days: disloyal?.days ?? DISLOYAL_DAYS,
});

function isThere(sign: DisloyalSign, { facts, hasContracts }: PanelInfo): boolean {
  const bought = (facts.purchase ?? 0) > 0;
  return { bought_nothing: bought, lost: bought || hasContracts, detractor: (facts.answer ?? 0) > 0 }[sign];
}

/** Whether a sign was there (`is`: 1, 0, or missing where that is not known), and what that is read from. */
const SIGNS: Record<
  DisloyalSign,
  (asked: { as: string; days: number; until: Sql; info: PanelInfo }) => { is: Sql; from: Sql }
> = {
  bought_nothing: ({ as, days }) => ({ is: sql`(1 - coalesce(${raw(as)}.again, 0))`, from: boughtAgain({ as, days }) }),
  lost: ({ as, days, until, info }) => ({
    is: raw(`${as}.lost`),
    from: lostAfterwards({ as, days, until, shift: info.hasContracts ? 0 : info.inactivity.days }),
  }),
  detractor: ({ as, days }) => ({ is: raw(`${as}.stood`), from: stoodIn({ as, days, ...AGAINST }) }),
};
