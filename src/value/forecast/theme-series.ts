import { addMonths, type Day, startOfMonth } from "../../base/day.ts";
import { problemSums } from "../../links/problem-sums.ts";
import { notEnoughContactCost, worthOf } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";

/** Themes that are told apart, those with the most contacts: where every contact has a topic of its own, topics are no themes. */
const THEMES_KEPT = 200;

/** Months over which what a contact costs, and what is at stake, are taken. */
const YEAR = 12;

/** Contacts about one theme by month, and what they cost; all themes together where `theme` is null. */
export interface ThemeSeries {
  theme: string | null;
  /** Contacts by month of the series, none being 0. */
  contacts: number[];
  /** What contacts of the last year cost: those with a cost, its mean, and the sum of squared deviations from it; null where too few are known. */
  cost: { n: number; mean: number; squaredDeviations: number } | null;
  /** Customers who had the problem in the last year. */
  unhappy: number;
  /** What these brought in it; null where nobody's money is on record, or so few stand behind it that it would be theirs. */
  stake: number | null;
}

export interface Themes {
  /** Whole months, oldest first. */
  months: Day[];
  /** First month that is not over. */
  origin: Day;
  all: ThemeSeries;
  /** Those with the most contacts. */
  themes: ThemeSeries[];
  /** How many there are in all. */
  named: number;
  /** Share of the contacts of these months that name no theme. */
  unnamed: number;
}

const KEPT = sql`(
      select c.topic as topic from panel_contact c
      where c.topic is not null and c.day is not null
      group by c.topic order by count(*) desc, c.topic limit ${raw(String(THEMES_KEPT))}
    )`;
const IS_NAMED = sql`case when p.topic is null then 0 else 1 end`;

/** Contacts by theme and month; null where no contact names a theme. */
export async function themeSeries(context: MeasureContext): Promise<Themes | null> {
  const { store, info } = context;
  const { dialect } = store;
  if (info.asOf === null) return null;
  const ask = async (name: string, query: Sql) => {
    const rows = await store.rows(query);
    context.record(`forecast.problems.${name}`, query, rows);
    return rows;
  };
  const month = dialect.startOf("month", sql`p.day`);
  const [known] = await ask(
    "themes",
    sql`select count(distinct p.topic) as n from panel_contact p where p.day is not null`,
  );
  if (Number(known!.n) === 0) return null;
  const counted = await ask(
    "series",
    sql`
    select k.topic as theme, ${IS_NAMED} as is_named, ${month} as month, count(*) as n, min(p.day) as first_day
    from panel_contact p
    left join ${KEPT} k on k.topic = p.topic
    where p.day is not null
    group by k.topic, ${IS_NAMED}, ${month}
    order by k.topic, ${IS_NAMED}, ${month}
  `,
  );
  const { months, origin } = wholeMonths(
    counted.map((row) => ({ month: String(row.month) as Day, first: String(row.first_day) as Day })),
    info.asOf,
  );
  const year = { from: addMonths(origin, -YEAR), to: origin, zone: info.zone };
  const costs = notEnoughContactCost(info) === null ? await ask("cost", contactCosts(context, year)) : null;
  const stakes =
    worthOf(info) === null || info.currency === null
      ? null
      : await ask(
          "stake",
          sql`select * from (${problemSums(context, { place: "topic", delivery: null }, year).byPlace}) s where s.place in ${KEPT} order by s.place`,
        );
  const at = new Map(months.map((each, m) => [String(each), m]));
  const series = (rows: typeof counted) => {
    const contacts = new Array<number>(months.length).fill(0);
    for (const row of rows) {
      const m = at.get(String(row.month));
      if (m !== undefined) contacts[m]! += Number(row.n);
    }
    return contacts;
  };
  const costOf = (rows: typeof counted | null) => {
    const [n, sum, squares] = ["n", "sum", "squares"].map((key) =>
      (rows ?? []).reduce((total, row) => total + Number(row[key] ?? 0), 0),
    ) as [number, number, number];
    return n === 0 ? null : { n, mean: sum / n, squaredDeviations: Math.max(0, squares - (sum * sum) / n) };
  };
  const named = counted.filter((row) => Number(row.is_named) === 1);
  const kept = new Set(named.flatMap(({ theme }) => (theme === null ? [] : [String(theme)])));
  const themes = [...kept].map((theme): ThemeSeries => {
    const stake = stakes?.find(({ place }) => String(place) === theme);
    const isPrivate = Number(stake?.customers ?? 0) < PRIVATE_BELOW;
    return {
      theme,
      contacts: series(named.filter((row) => String(row.theme) === theme)),
      cost: costOf(costs?.filter((row) => String(row.theme) === theme) ?? null),
      unhappy: Number(stake?.unhappy ?? 0),
      stake: stakes === null || isPrivate ? null : Number(stake?.stake ?? 0),
    };
  });
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const [withTheme, everything] = [sum(series(named)), sum(series(counted))];
  return {
    ...{ months, origin, themes, named: Number(known!.n) },
    all: { theme: null, contacts: series(named), cost: costOf(costs), unhappy: 0, stake: null },
    unnamed: everything > 0 ? 1 - withTheme / everything : 0,
  };
}

/** Below so many customers the money behind a theme could point at one of them. */
const PRIVATE_BELOW = 5;

/**
 * Months that the records cover whole: a first one that began before them is none, and where contacts ended more than a month before
 * everything else, the series ends with them.
 */
function wholeMonths(counted: readonly { month: Day; first: Day }[], asOf: Day): { months: Day[]; origin: Day } {
  const first = counted.map(({ first: day }) => day).sort()[0]!;
  const last = counted
    .map(({ month }) => month)
    .sort()
    .at(-1)!;
  const end = startOfMonth(asOf);
  const origin = addMonths(last, 1) >= end ? end : last;
  const from = startOfMonth(first) === first ? first : addMonths(startOfMonth(first), 1);
  const months: Day[] = [];
  for (let month = from; month < origin; month = addMonths(month, 1)) months.push(month);
  return { months, origin };
}

/** Number, sum and sum of squares of what contacts about a theme cost, of those with a cost. */
const contactCosts = ({ store: { dialect } }: MeasureContext, { from, to }: { from: Day; to: Day }): Sql => sql`
    select k.topic as theme, count(p.cost) as n, sum(${dialect.exact(sql`p.cost`)}) as sum, sum(${dialect.exact(sql`p.cost * p.cost`)}) as squares
    from panel_contact p
    left join ${KEPT} k on k.topic = p.topic
    where p.topic is not null and p.day >= ${dialect.day(from)} and p.day < ${dialect.day(to)}
    group by k.topic
    order by k.topic
  `;
