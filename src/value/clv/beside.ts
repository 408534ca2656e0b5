import type { Message } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import { bandEstimate, type Contrast, contrast } from "../../links/contrast.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { firstKnown } from "../../panel/prospects.ts";
import { sql } from "../../store/sql/sql.ts";
import { columnsOf, countCell, labelCell, moneyCell, shareInterval } from "../cells.ts";
import { referred } from "../ledger/member.ts";
import { header, shell } from "../shell.ts";

/** Sums over a group of customers. */
export interface Part {
  customers: number;
  /** Earned to date, and what is to come. */
  brought: number;
  toCome: number;
  /** What acquiring and serving them cost to date. */
  acquired: number;
  served: number;
  /** Of those who were known before they bought: how many, and the days until they did, and their squares, summed. */
  known: number;
  waited: number;
  waitedSquared: number;
}

/** Customers whom others brought and all others; those whose service has cost more than they bring and all others; who brought somebody. */
export interface Beside {
  referred: Part;
  others: Part;
  /** More was spent on serving them than they brought and are expected to bring. */
  costly: Part;
  all: Part;
  referrers: number;
}

/** Read from the customers valued before. */
export async function besideValue({ store, info, record }: MeasureContext): Promise<Beside> {
  const { dialect } = store;
  const query = sql`
    with brought as (${referred(dialect)}),
    known as (${firstKnown(dialect, info.zone)}),
    told as (
      select case when b.party is null then 0 else 1 end as referred, case when -c.serve > c.margin + c.to_come then 1 else 0 end as costly,
        c.margin as margin, c.to_come as to_come, -c.acquire as acquired, -c.serve as served,
        case when k.day < c.since then ${dialect.daysBetween(sql`k.day`, sql`c.since`)} end as waited
      from value_customer c
      left join brought b on b.party = c.party
      left join known k on k.party = c.party
      where c.since is not null
    )
    select t.referred as referred, t.costly as costly, count(*) as customers, sum(t.margin) as margin, sum(t.to_come) as to_come,
      sum(t.acquired) as acquired, sum(t.served) as served,
      count(t.waited) as known, sum(t.waited) as waited, sum(t.waited * t.waited) as waited_squared
    from told t
    group by t.referred, t.costly
    order by referred, costly
  `;
  const rows = await store.rows(query);
  record("clv.beside", query, rows);
  const [who] = await store.rows(sql`select count(distinct party) as n from panel_referral where party is not null`);
  const of = (counts: (row: (typeof rows)[number]) => boolean): Part => {
    const chosen = rows.filter(counts);
    const sum = (key: string) => chosen.reduce((total, row) => total + Number(row[key]), 0);
    return {
      ...{ customers: sum("customers"), brought: sum("margin"), toCome: sum("to_come") },
      ...{ acquired: sum("acquired"), served: sum("served") },
      ...{ known: sum("known"), waited: sum("waited"), waitedSquared: sum("waited_squared") },
    };
  };
  return {
    referred: of((row) => Number(row.referred) === 1),
    others: of((row) => Number(row.referred) === 0),
    costly: of((row) => Number(row.costly) === 1),
    all: of(() => true),
    referrers: Number(who?.n ?? 0),
  };
}

/** Customers of each kind who were known before they bought, for a word on how long it took them. */
const WAITED_NEEDED = 30;

const worth = ({ brought, toCome, acquired, served }: Part): number => brought + toCome - acquired - served;
const COLUMNS = ["group", "customers", "brought", "to_come", "acquired", "served", "value", "each"];

/** What recommendations are worth, as a line of its own: it is part of the value of those who came, and is not added to it. */
export function referralFinding(context: MeasureContext, found: Beside, dataVersion: string): Finding | null {
  const { referred: came, others, referrers } = found;
  if (came.customers === 0) return null;
  const money = context.info.currency ? { currency: context.info.currency } : {};
  const values: Message["values"] = {
    ...{ n: came.customers, count: referrers, total: worth(came), value: referrers > 0 ? worth(came) / referrers : 0 },
    ...{
      highValue: came.acquired / came.customers,
      lowValue: others.customers > 0 ? others.acquired / others.customers : 0,
    },
    ...{ unit: "money", ...money },
  };
  const sooner = soonerOf(found);
  const waits: Message["values"] = sooner
    ? {
        ...{ n: came.known, count: others.known, unit: "days", ...sooner.interval, difference: sooner.difference },
        ...{ highValue: came.waited / came.known, lowValue: others.waited / others.known },
      }
    : {};
  return {
    ...shell(context, "clv.referrals", "clv.beside", dataVersion),
    headline: {
      ...{ ...header(context, "clv.referrals", "clv.beside"), unit: "money", ...money, basis: "model" },
      ...{ n: came.customers, state: "estimate", value: worth(came), interval: null },
    },
    verdict: { code: "clv.referrals", values },
    notes: [
      { code: "clv.referrals.once", values },
      ...(came.acquired + others.acquired > 0 && others.customers > 0 ? [{ code: "clv.referrals.saved", values }] : []),
      ...(sooner
        ? [{ code: `clv.referrals.${isBeyondChance(sooner) ? "waited" : "waited_alike"}`, values: waits }]
        : []),
    ],
    figures: sooner
      ? {
          waited: {
            ...{ ...header(context, "clv.referral-wait", "clv.beside"), unit: "days", grade: "association" },
            ...{ n: came.known + others.known, isDifference: true },
            excluded: [{ reason: "unknown_before", n: came.customers + others.customers - came.known - others.known }],
            ...{ state: "estimate", value: sooner.difference, interval: sooner.interval },
          },
        }
      : {},
    tables: [table("clv.referrals", { came, others }, money)],
  };
}

/** By how many days those who came on a recommendation bought sooner (below 0) or later than others, counted from the first record of them. */
function soonerOf({ referred: came, others }: Beside): Contrast | null {
  const [first, second] = [came, others].map(({ known: n, waited, waitedSquared }) =>
    n < WAITED_NEEDED
      ? null
      : bandEstimate({ band: "", n, clusters: n, a: waited, b: n, aa: waitedSquared, bb: n, ab: waited, nonZero: n }),
  );
  return first && second ? contrast(first, second) : null;
}

const isBeyondChance = ({ interval: { low, high } }: Contrast): boolean => low > 0 || high < 0;

/** Customers whose service costs more than they bring: how many, and what it comes to. It says nothing of why. */
export function serviceFinding(context: MeasureContext, found: Beside, dataVersion: string): Finding | null {
  const { costly, all } = found;
  if (all.served === 0 || all.customers === 0) return null;
  const money = context.info.currency ? { currency: context.info.currency } : {};
  const rest = Object.fromEntries(
    Object.entries(all).map(([key, value]) => [key, value - costly[key as keyof Part]]),
  ) as unknown as Part;
  const share = costly.customers / all.customers;
  const values: Message["values"] = {
    ...{ n: costly.customers, share, total: costly.served, value: costly.brought + costly.toCome },
    ...{ coverage: costly.served / all.served, unit: "money", ...money },
  };
  return {
    ...shell(context, "clv.service", "clv.beside", dataVersion),
    headline: {
      ...{ ...header(context, "clv.service", "clv.beside"), unit: "share", basis: "model", n: all.customers },
      ...{ state: "estimate", value: share, interval: shareInterval(costly.customers, all.customers) },
    },
    verdict: { code: costly.customers > 0 ? "clv.service" : "clv.service.nobody", values },
    notes: [{ code: "clv.service.why", values }],
    tables: [table("clv.service", { costly, rest }, money)],
  };
}

function table(
  id: string,
  parts: Readonly<Record<string, Part>>,
  money: Parameters<typeof moneyCell>[1],
): Finding["tables"][number] {
  return {
    id,
    title: { code: `${id}.table`, values: {} },
    columns: columnsOf("clv.beside.column", COLUMNS),
    rows: Object.entries(parts).map(([name, part]) => ({
      ...{ group: labelCell(`clv.beside.${name}`), customers: countCell(part.customers) },
      ...{ brought: moneyCell(part.brought, money), to_come: moneyCell(part.toCome, money) },
      ...{ acquired: moneyCell(part.acquired, money), served: moneyCell(part.served, money) },
      ...{
        value: moneyCell(worth(part), money),
        each: moneyCell(part.customers > 0 ? worth(part) / part.customers : null, money),
      },
    })),
    note: { code: "clv.beside.note", values: {} },
  };
}
