import { addDays } from "../../base/day.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { factDay } from "../../panel/days.ts";
import type { Row } from "../../store/ports/analytics.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";
import { ONBOARDING_DAYS } from "../ledger/stages.ts";
import { CUSTOMER_STANDINGS, STANDINGS, type Standing } from "./history.ts";

/** One place to stand: who is there, who has been, and where they went. */
export interface Stay {
  stage: Standing;
  /** Parties there on the last day, and stretches of time ever spent there. */
  now: number;
  stretches: number;
  /** Of these, ended ones; of those, by going on (to another place than `former`). */
  ended: number;
  wentOn: number;
  days: number;
}

/** Sums over parties of what happened in a stage and of the weeks spent there, for a rate clustered by party. */
export interface StageRate {
  stage: Standing;
  parties: number;
  weeks: number;
  contacts: number;
  revenue: number;
  /** Moments about zero: Σ weeks², Σ contacts², Σ contacts·weeks, Σ revenue², Σ revenue·weeks. */
  ww: number;
  cc: number;
  cw: number;
  rr: number;
  rw: number;
}

export interface StageFacts {
  stays: Stay[];
  rates: StageRate[];
  offers: { stage: Standing; decided: number; won: number }[];
  /** Of customers with a first contact in a stage: still customers a year after it. */
  kept: { stage: Standing; asked: number; kept: number }[];
  spend: { year: string; stage: Standing; customers: number; revenue: number }[];
  /** Of those whose onboarding began long enough ago: gone by its end, as far as anybody can be known to be gone. */
  onboarding: { begun: number; lost: number; days: number };
}

/** What happened in each stage, from `value_standing`. */
export async function stageFacts({ store, info, record }: MeasureContext): Promise<StageFacts> {
  const { dialect } = store;
  const { day, daysBetween, double, exact } = dialect;
  const asked = async (id: string, query: Sql): Promise<readonly Row[]> => {
    const rows = await store.rows(query);
    record(id, query, rows);
    return rows;
  };
  const days = double(daysBetween(sql`h.from_day`, sql`h.to_day`));
  const stays = await asked(
    "stages.stays",
    sql`
      select h.stage as stage, sum(case when h.next_stage = '' then 1 else 0 end) as now, count(*) as stretches,
        sum(case when h.next_stage = '' then 0 else 1 end) as ended,
        sum(case when h.next_stage in ('', 'former') then 0 else 1 end) as went_on, sum(${days}) as days
      from value_standing h group by h.stage order by stage`,
  );
  const weeks = exact(sql`${days} / 7.0`);
  const product = (a: Sql, b: Sql) => sql`sum(${exact(sql`${double(a)} * ${double(b)}`)})`;
  const [w, c, r] = [sql`p.weeks`, sql`p.contacts`, sql`p.revenue`];
  const rates = await asked(
    "stages.rates",
    sql`
      with spent as (
        select h.party as party, h.stage as stage, sum(${weeks}) as weeks from value_standing h group by h.party, h.stage
      ),
      happened as (
        select h.party as party, h.stage as stage, sum(d.contacts) as contacts, sum(${exact(sql`d.revenue - d.refunded`)}) as revenue
        from value_standing h inner join customer_day d on d.party = h.party and d.day >= h.from_day and d.day < h.to_day
        group by h.party, h.stage
      ),
      p as (
        select s.stage as stage, s.weeks as weeks, coalesce(a.contacts, 0) as contacts, coalesce(a.revenue, ${exact(sql`0`)}) as revenue
        from spent s left join happened a on a.party = s.party and a.stage = s.stage
      )
      select p.stage as stage, count(*) as parties, sum(p.weeks) as weeks, sum(p.contacts) as contacts, sum(p.revenue) as revenue,
        ${product(w, w)} as ww, ${product(c, c)} as cc, ${product(c, w)} as cw, ${product(r, r)} as rr, ${product(r, w)} as rw
      from p group by p.stage order by stage`,
  );
  const offered = factDay(dialect, info.zone, "f");
  const offers = await asked(
    "stages.offers",
    sql`
      select h.stage as stage, count(*) as decided, sum(case when o.outcome = 'won' then 1 else 0 end) as won
      from (
        select i.party as party, ${offered} as day, f.outcome as outcome from fact_offer f
        inner join identity i on i.key = f.subject where f.outcome in ('won', 'lost', 'declined')
      ) o
      inner join value_standing h on h.party = o.party and o.day >= h.from_day and o.day < h.to_day
      group by h.stage order by stage`,
  );
  const last = info.hasContracts ? info.asOf! : (info.knownUntil.purchases ?? info.asOf!);
  const kept = await asked(
    "stages.kept",
    sql`
      with first as (
        select h.party as party, h.stage as stage, min(d.day) as day
        from value_standing h inner join customer_day d on d.party = h.party and d.day >= h.from_day and d.day < h.to_day and d.contacts > 0
        where h.stage in (${CUSTOMER_STANDINGS.map((stage) => sql`${stage}`).reduce((all, one) => sql`${all}, ${one}`)})
        group by h.party, h.stage
      )
      select f.stage as stage, count(*) as asked, sum(case when h.stage = 'former' then 0 else 1 end) as kept
      from first f
      inner join value_standing h on h.party = f.party and f.day + ${raw(String(YEAR))} >= h.from_day and f.day + ${raw(String(YEAR))} < h.to_day
      where f.day + ${raw(String(YEAR))} < ${day(last)}
      group by f.stage order by stage`,
  );
  const year = dialect.startOf("year", sql`d.day`);
  const spend = await asked(
    "stages.spend",
    sql`
      select ${year} as year, h.stage as stage, count(distinct h.party) as customers, sum(${exact(sql`d.revenue - d.refunded`)}) as revenue
      from value_standing h inner join customer_day d on d.party = h.party and d.day >= h.from_day and d.day < h.to_day
      where d.orders > 0 or d.refunded > 0
      group by ${year}, h.stage order by year, stage`,
  );
  return {
    stays: STANDINGS.flatMap((stage) =>
      stays
        .filter((row) => row.stage === stage)
        .map((row) => ({
          ...{ stage, now: Number(row.now), stretches: Number(row.stretches), ended: Number(row.ended) },
          ...{ wentOn: Number(row.went_on), days: Number(row.days) },
        })),
    ),
    rates: inOrder(rates, ["parties", "weeks", "contacts", "revenue", "ww", "cc", "cw", "rr", "rw"]),
    offers: inOrder(offers, ["decided", "won"]),
    kept: inOrder(kept, ["asked", "kept"]),
    spend: spend.map((row) => ({
      ...{ year: String(row.year).slice(0, 4), stage: String(row.stage) as Standing },
      ...{ customers: Number(row.customers), revenue: Number(row.revenue) },
    })),
    onboarding: await lostInOnboarding({ store, info, record } as MeasureContext),
  };
}

const YEAR = 365;

/** Rows by stage in the order of the stages, their numbers as numbers. */
const inOrder = <Key extends string>(rows: readonly Row[], keys: readonly Key[]) =>
  STANDINGS.flatMap((stage) =>
    rows
      .filter((row) => row.stage === stage)
      .map((row) => ({
        stage,
        ...(Object.fromEntries(keys.map((key) => [key, Number(row[key])])) as Record<Key, number>),
      })),
  );

/** Without a contract nobody is known to be gone before the inactivity window is over: so long it takes to tell, of each customer by the kind. */
async function lostInOnboarding({ store, info, record }: MeasureContext): Promise<StageFacts["onboarding"]> {
  const { day, daysBetween } = store.dialect;
  const known = Math.max(ONBOARDING_DAYS, info.inactivity.days);
  // Who was there as the records began is not seen to begin.
  const from = info.firstDay === null ? info.asOf! : addDays(info.firstDay, ONBOARDING_DAYS);
  const within = sql`case when k.has_contract = 1 then ${raw(String(ONBOARDING_DAYS))} else ${raw(String(known))} end`;
  const query = sql`
    select count(*) as begun, sum(case when ${daysBetween(sql`b.since`, sql`b.gone`)} <= ${within} then 1 else 0 end) as lost
    from (
      select h.party as party, min(case when h.stage = 'onboarding' then h.from_day end) as since,
        min(case when h.stage = 'former' then h.from_day else ${day("2299-12-31")} end) as gone
      from value_standing h group by h.party
    ) b
    inner join (
      select party, max(case when kind = 'contract' then 1 else 0 end) as has_contract from panel_spell group by party
    ) k on k.party = b.party
    where b.since >= ${day(from)} and ${daysBetween(sql`b.since`, day(info.asOf!))} > ${within}
  `;
  const [row] = await store.rows(query);
  record("stages.onboarding", query, [row]);
  return { begun: Number(row?.begun ?? 0), lost: Number(row?.lost ?? 0), days: known };
}
