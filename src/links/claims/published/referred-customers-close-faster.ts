import { EARNED_CHANNELS } from "../../../facts/came-from.ts";
import { worthOf } from "../../../measures/definitions/common.ts";
import { lastYear } from "../../../measures/window.ts";
import { sql } from "../../../store/sql/sql.ts";
import { type Asked, type Claim, type Computed, NO_HISTORY, notMeasured, periodOf } from "../claim.ts";
import { begun, broughtSince, followedUntil } from "../customers.ts";
import { ACQUISITION, isOneOf } from "../words.ts";

const YEAR = 365;
const lacks = ({ says }: { says: { acquisition_channel: boolean } }) =>
  says.acquisition_channel ? null : "acquisition_channel";
const isReferred = isOneOf(sql`p.acquisition_channel`, EARNED_CHANNELS);

/** What the customers of a channel cost to win: what was spent on winning over that channel, over those it brought in the same days. */
async function costOfWinning({ context }: Asked): Promise<Computed> {
  const { store, info } = context;
  const window = lastYear(context);
  if (window.from === null || window.to === null) return { state: { state: "undefined", why: "no_dates" } };
  const { day, exact, localDay } = store.dialect;
  const [from, to] = [day(window.from), day(window.to)];
  const at = localDay(sql`c.at`, info.zone);
  const query = sql`
    select k.referred as referred, sum(k.spent) as spent, sum(k.won) as won, sum(k.foreign_amounts) as foreign_amounts
    from (
      select case when ${isOneOf(sql`c.scope_value`, EARNED_CHANNELS)} then 1 else 0 end as referred, ${exact(sql`c.amount`)} as spent, 0 as won,
        case when c.currency is not null and c.currency <> ${info.currency ?? ""} then 1 else 0 end as foreign_amounts
      from fact_cost c
      where c.scope = 'channel' and ${isOneOf(sql`c.area`, ACQUISITION)} and ${at} >= ${from} and ${at} < ${to}
      union all
      select case when ${isReferred} then 1 else 0 end, ${exact(sql`0`)}, 1, 0
      from panel_party p
      inner join (select party, min(from_day) as since from panel_spell group by party) b on b.party = p.party
      where p.acquisition_channel is not null and b.since >= ${from} and b.since < ${to}
    ) k
    group by k.referred
    order by k.referred`;
  const rows = await store.rows(query);
  context.record("claims.b10.cost", query, rows);
  const of = (referred: number, key: string) =>
    Number(rows.find((row) => Number(row.referred) === referred)?.[key] ?? 0);
  if (of(0, "foreign_amounts") + of(1, "foreign_amounts") > 0) return notMeasured("costs_in_one_currency");
  if (of(0, "spent") <= 0 || of(1, "spent") <= 0) return notMeasured("cost_by_channel");
  const [referred, others] = [of(1, "won"), of(0, "won")];
  if (referred === 0 || others === 0) return { state: { state: "undefined", why: "empty_base" } };
  return {
    ...{ value: of(0, "spent") / others / (of(1, "spent") / referred), interval: null, n: referred + others },
    ...{ basis: "observed", window, query: { id: "claims.b10.cost" } },
  };
}

/** B-10: referred customers close faster, cost less to win, and are worth as much or more. */
export const referredCustomersCloseFaster: Claim = {
  id: "b10",
  studies: [
    {
      ...{ id: "days", kind: "difference", direction: "less", unit: "days", published: null },
      needs: ["party", "purchase"],
      lacks,
      async read({ context: { store, info } }) {
        const [known] = await store.rows(sql`select count(joined) as n from panel_party`);
        if (Number(known?.n ?? 0) === 0) return notMeasured("joined");
        const { exact, daysBetween } = store.dialect;
        return {
          rows: sql`
            select p.party as id, p.party as party, case when ${isReferred} then 'first' else 'second' end as band,
              ${exact(daysBetween(sql`p.joined`, sql`o.day`))} as y_0
            from panel_party p
            inner join (select party, min(day) as day from panel_order where party is not null group by party) o on o.party = p.party
            where p.acquisition_channel is not null and p.joined is not null and o.day >= p.joined`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
        };
      },
    },
    {
      ...{ id: "worth", kind: "ratio", direction: "more", unit: "money_per_customer", published: null },
      needs: ["party", "purchase"],
      lacks,
      read({ context: { store, info } }) {
        const last = followedUntil({ ...info, hasContracts: true }, YEAR);
        if (last === null || info.firstDay === null || last <= info.firstDay) return NO_HISTORY;
        const { day, exact } = store.dialect;
        const outcome = worthOf(info)!;
        const customers = sql`select b.party as party, b.since as since from (${begun(info, store.dialect)}) b where b.since < ${day(last)}`;
        return {
          rows: sql`
            select p.party as id, p.party as party, case when ${isReferred} then 'first' else 'second' end as band,
              coalesce(v.value, ${exact(sql`0`)}) as y_0
            from panel_party p
            inner join (${customers}) b on b.party = p.party
            left join (${broughtSince(customers, YEAR, outcome, store.dialect)}) v on v.party = p.party
            where p.acquisition_channel is not null`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { days: YEAR, outcome },
        };
      },
    },
    {
      ...{ id: "cost", kind: "computed", direction: "more", unit: "ratio", published: null },
      ...{ needs: ["cost", "party", "purchase"], lacks, compute: costOfWinning },
    },
  ],
};
