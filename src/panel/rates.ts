import type { Currency } from "../base/currency.ts";
import { addDays, type Day } from "../base/day.ts";
import { InputError } from "../base/errors.ts";
import { UTC } from "../base/zone.ts";
import { factTable } from "../facts/columns.ts";
import type { FactKind } from "../facts/facts.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { factDay } from "./days.ts";
import { FAR_DAY, type PanelInfo, type PanelSettings, type StatedRate } from "./settings.ts";

/** A rate is good for so many days: over a long weekend, not for a month. */
const RATE_HOLDS_DAYS = 7;
const MONEY: readonly FactKind[] = ["purchase", "line", "refund", "contact", "points"];

/** The currency that most amounts are in, where nobody says which to report in. */
export async function reportingCurrency(
  store: Analytics,
  { currency, points }: PanelSettings,
): Promise<Currency | null> {
  return currency ?? (await currenciesInUse(store))[0]?.currency ?? points?.currency ?? null;
}

async function currenciesInUse(store: Analytics): Promise<{ currency: Currency; n: number }[]> {
  const used = join(
    MONEY.map(
      (kind) =>
        sql`select currency, count(*) as n from ${raw(factTable(kind))} where currency is not null group by currency`,
    ),
    " union all ",
  );
  const rows = await store.rows(
    sql`select currency, sum(n) as n from (${used}) used group by currency order by sum(n) desc, currency`,
  );
  return rows as unknown as { currency: Currency; n: number }[];
}

interface Rates {
  /** The currency to convert to; null where nothing is foreign. */
  convertTo: Currency | null;
  stated: PanelInfo["statedRates"];
}

/**
 * Builds `panel_rate` (currency, day → rate) for every pair that is needed. A rate of a file wins over a stated one
 * wherever it holds.
 * @throws InputError `input.rate_missing` naming the pair and the first day without a rate
 */
export async function buildRates(
  store: Analytics,
  settings: PanelSettings,
  { reporting, asOf }: { reporting: Currency | null; asOf: Day | null },
): Promise<Rates> {
  const none = { convertTo: null, stated: { used: 0, overruled: 0 } };
  const stated = [settings.contactCosts?.currency, ...statedOnce(settings)].filter((each) => each !== undefined);
  const inUse = [...(await currenciesInUse(store)).map(({ currency }) => currency), ...stated];
  if (reporting === null || inUse.every((currency) => currency === reporting)) return none;
  const days = daysNeeded(store.dialect, settings, { reporting, asOf });
  const quotedOn = store.dialect.localDay(sql`f.at`, UTC);
  await store.materialise(
    "panel_rate",
    sql`
      with needed as (${days}),
      quoted as (
        select
          from_currency as currency, ${quotedOn} as day, value as direct, null as inverse, null as crossed
        from fact_rate f where to_currency = ${reporting}
        union all
        select to_currency, ${quotedOn}, null, 1.0 / value, null from fact_rate f where from_currency = ${reporting} and value > 0
        union all
        -- A bank quotes every currency against its own: two of them are set against each other over that one.
        select f.to_currency, ${quotedOn}, null, null, base.value / f.value
        from fact_rate f
        inner join fact_rate base on base.from_currency = f.from_currency and base.at = f.at
        where base.to_currency = ${reporting} and f.to_currency <> ${reporting} and f.value > 0
        union all
        select f.from_currency, ${quotedOn}, null, null, f.value / base.value
        from fact_rate f
        inner join fact_rate base on base.to_currency = f.to_currency and base.at = f.at
        where base.from_currency = ${reporting} and f.from_currency <> ${reporting} and base.value > 0
      ),
      of_day as (
        -- Both directions of a pair may be quoted for one day; the inverse of a rounded rate is the worse one, two rounded rates worse still.
        select currency, day, coalesce(max(direct), max(inverse), max(crossed)) as rate from quoted group by currency, day
      ),
      valid as (
        -- A rate holds until the next one: weekends and holidays have none of their own.
        select currency, day, rate, lead(day) over (partition by currency order by day) as next_day from of_day
      ),
      filed as (
        select n.currency as currency, n.day as day, v.rate as rate
        from needed n
        inner join valid v on v.currency = n.currency
        where v.day <= n.day and (v.next_day is null or v.next_day > n.day)
          and ${store.dialect.daysBetween(sql`v.day`, sql`n.day`)} <= ${RATE_HOLDS_DAYS} and n.currency <> ${reporting}
      ),
      stated as (${statedRates(settings.rates ?? [], reporting, store.dialect)}),
      told as (
        select n.currency as currency, n.day as day, s.rate as rate
        from needed n
        inner join stated s on s.currency = n.currency
        where s.from_day <= n.day and s.to_day > n.day
      )
      select n.currency as currency, n.day as day, 1.0 as rate, 0 as is_stated, 0 as overruled from needed n where n.currency = ${reporting}
      union all
      select
        n.currency, n.day, coalesce(f.rate, t.rate), case when f.rate is null then 1 else 0 end,
        case when abs(f.rate / t.rate - 1) > 0.000000001 then 1 else 0 end
      from needed n
      left join filed f on f.currency = n.currency and f.day = n.day
      left join told t on t.currency = n.currency and t.day = n.day
      where n.currency <> ${reporting} and coalesce(f.rate, t.rate) is not null
    `,
    ["currency", "day"],
  );
  await refuseMissing(store, days, reporting);
  const [row] = await store.rows(sql`select sum(is_stated) as used, sum(overruled) as overruled from panel_rate`);
  return {
    convertTo: reporting,
    stated: { used: Number(row?.used ?? 0), overruled: Number(row?.overruled ?? 0) },
  };
}

/** Currencies and days of every amount. */
function daysNeeded(
  dialect: Dialect,
  settings: PanelSettings,
  { reporting, asOf }: { reporting: Currency; asOf: Day | null },
): Sql {
  const { zone, contactCosts } = settings;
  const currencyOf = (table: string) => sql`
        left join (
          select order_id, min(currency) as currency from ${raw(table)} where order_id is not null group by order_id
        ) l on l.order_id = f.order_id`;
  const elsewhere: Partial<Record<FactKind, Sql>> = {
    purchase: currencyOf("fact_line"),
    refund: currencyOf("fact_purchase"),
  };
  const amounts = MONEY.filter((kind) => kind !== "line").map(
    (kind) => sql`
        select coalesce(f.currency, ${elsewhere[kind] ? sql`l.currency` : raw("null")}, ${reporting}) as currency,
          ${factDay(dialect, zone, "f")} as day
        from ${raw(factTable(kind))} f
        ${elsewhere[kind] ?? raw("")}
        where f.at is not null
      `,
  );
  const assumed = contactCosts
    ? ["fact_contact", "fact_case"].map(
        (table) => sql`
        select ${contactCosts.currency ?? reporting} as currency, ${factDay(dialect, zone, "f")} as day
        from ${raw(table)} f
        where f.at is not null${raw(table === "fact_contact" ? " and f.cost is null" : "")}
      `,
      )
    : [];
  const onLastDay =
    asOf === null
      ? []
      : statedOnce(settings).map(
          (currency) => sql`select ${currency} as currency, ${dialect.day(addDays(asOf, -1))} as day`,
        );
  return join([...amounts, ...assumed, ...onLastDay], " union ");
}

/** Currencies of what was stated as of the last day. */
const statedOnce = ({ points, closingCosts }: PanelSettings): Currency[] =>
  [points?.currency, closingCosts?.currency].filter((each) => each !== undefined);

/** Stated rates into the reporting currency, with the days on which they hold; the next one of a pair ends the one before. */
function statedRates(rates: readonly StatedRate[], reporting: Currency, { day, double }: Dialect): Sql {
  const into = rates
    .filter(({ from, to }) => from === reporting || to === reporting)
    .map(({ from, to, value, on, until }) => ({
      currency: to === reporting ? from : to,
      rate: to === reporting ? value : 1 / value,
      from: on,
      to: addDays(until ?? addDays(on, RATE_HOLDS_DAYS), 1),
    }))
    .sort((a, b) => (a.currency + a.from < b.currency + b.from ? -1 : 1));
  if (into.length === 0)
    return sql`select ${literal("")} as currency, ${day(FAR_DAY)} as from_day, ${day(FAR_DAY)} as to_day, ${double(raw("1"))} as rate`;
  return join(
    into.map(({ currency, rate, from, to }, i) => {
      const next = into[i + 1];
      const end: Day = next && next.currency === currency && next.from < to ? next.from : to;
      return sql`select ${literal(currency)} as currency, ${day(from)} as from_day, ${day(end)} as to_day, ${double(raw(String(rate)))} as rate`;
    }),
    " union all ",
  );
}

async function refuseMissing(store: Analytics, days: Sql, reporting: Currency): Promise<void> {
  const [first] = await store.rows(sql`
    with needed as (${days})
    select n.currency as currency, min(n.day) as day, count(*) as days
    from needed n
    left join panel_rate r on r.currency = n.currency and r.day = n.day
    where r.day is null or r.rate is null
    group by n.currency
    order by currency
  `);
  if (!first) return;
  const { currency, day } = first;
  throw new InputError(
    "input.rate_missing",
    `There is no exchange rate from ${currency} to ${reporting} for ${day} (${first.days} days lack one).`,
    {
      hint: `Add a file of rates (columns from, to, date, value), state the rate in the settings file (rates: [{ from: ${currency}, to: ${reporting}, on: ${day}, until: …, value: … }]), or report in one currency with --currency ${currency}.`,
      details: { from: currency, to: reporting, day },
    },
  );
}
