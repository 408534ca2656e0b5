import { addMonths, type Day, startOfMonth } from "../../base/day.ts";
import { problemSums } from "../../links/problem-sums.ts";
import { notEnoughContactCost, worthOf } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { type Sql, sql } from "../../store/sql/sql.ts";

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
  themes: ThemeSeries[];
  /** Share of the contacts of these months that name no theme. */
  unnamed: number;
}

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
  const counted = await ask(
    "series",
    sql`
    select p.topic as theme, ${month} as month, count(*) as n, min(p.day) as first_day
    from panel_contact p
    where p.day is not null
    group by p.topic, ${month}
    order by p.topic, ${month}
  `,
  );
  if (!counted.some(({ theme }) => theme !== null)) return null;
  const { months, origin } = wholeMonths(
    counted.map((row) => ({ month: String(row.month) as Day, first: String(row.first_day) as Day })),
    info.asOf,
  );
  const year = { from: addMonths(origin, -YEAR), to: origin, zone: info.zone };
  const costs = notEnoughContactCost(info) === null ? await ask("cost", contactCosts(context, year)) : null;
  const stakes =
    worthOf(info) === null || info.currency === null
      ? null
      : await ask("stake", problemSums(context, "topic", year).byPlace);
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
  const named = counted.filter(({ theme }) => theme !== null);
  const themes = [...new Set(named.map(({ theme }) => String(theme)))].map((theme): ThemeSeries => {
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
    ...{ months, origin, themes },
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
    select p.topic as theme, count(p.cost) as n, sum(${dialect.exact(sql`p.cost`)}) as sum, sum(${dialect.exact(sql`p.cost * p.cost`)}) as squares
    from panel_contact p
    where p.topic is not null and p.day >= ${dialect.day(from)} and p.day < ${dialect.day(to)}
    group by p.topic
    order by p.topic
  `;
