/** A year of a company as the calculator sees it. Money in the reporting currency. */
export interface CompanyYear {
  /** Customers at the start of the year. */
  customers: number;
  /** Share of them who are there at its end, in [0, 1]. */
  retention: number;
  /** What one who stays brings in a year: margin less what it costs to serve. */
  perCustomer: number;
  /** All costs of the year. */
  costs: number | null;
  /** What the year left. */
  profit: number | null;
}

/** What somebody knows of it better than the records do. */
export type StatedYear = { readonly [Figure in keyof CompanyYear]?: NonNullable<CompanyYear[Figure]> };

/** Points of retention, 2 being two in a hundred of all customers; or percent of the retention there is. */
export interface Rise {
  unit: "points" | "percent";
  by: number;
}

/** What a rise of retention comes to within a year. */
export interface RiseWorth {
  /** As a share of all customers, and of the retention there is; not more than nobody leaving. */
  points: number;
  percent: number | null;
  customers: number;
  /** Profit more in the year; as a share of a year's profit; and the cut of all costs that does the same. */
  money: number;
  ofProfit: number | null;
  costCut: number | null;
}

/** Retention with the rise; never more than everybody. */
export const risen = ({ retention }: Pick<CompanyYear, "retention">, { unit, by }: Rise): number =>
  Math.min(1, unit === "points" ? retention + by / 100 : retention * (1 + by / 100));

/** So many customers more who stay bring what those bring who stay by themselves; the cut of costs that does the same follows. */
export function worthOfRise(year: CompanyYear, rise: Rise): RiseWorth {
  const points = risen(year, rise) - year.retention;
  const customers = year.customers * points;
  const money = customers * year.perCustomer;
  return {
    ...{ points, percent: year.retention > 0 ? points / year.retention : null, customers, money },
    ofProfit: shareOf(money, year.profit),
    costCut: shareOf(money, year.costs),
  };
}

/** The points of retention, as a share of all customers, that do as much as a cut of all costs by a share; null where customers bring nothing. */
export const pointsForCut = ({ customers, perCustomer, costs }: CompanyYear, share: number): number | null =>
  costs === null || customers * perCustomer <= 0 ? null : (costs * share) / (customers * perCustomer);

/**
 * Profit more in a year some years after retention rose and stayed so, as a share of a year's profit: as many customers are won each year as
 * are lost today, so that without the rise their number stays. The k-th year ends with N·r^k + A·(1 − r^k)/(1 − r) of them, A = N·(1 − r today).
 * @param years whole, from 1; null: once nothing changes any more
 * @returns null where a year leaves no profit, or the number of customers never settles
 */
export function profitAfter(year: CompanyYear, rise: Rise, years: number | null): number | null {
  const { customers, retention, perCustomer, profit } = year;
  const raised = risen(year, rise);
  const won = customers * (1 - retention);
  const leaving = 1 - raised;
  if (leaving === 0) return years === null ? null : shareOf(won * years * perCustomer, profit);
  const settled = won / leaving;
  const there = years === null ? settled : settled + (customers - settled) * raised ** years;
  return shareOf((there - customers) * perCustomer, profit);
}

const shareOf = (money: number, whole: number | null): number | null =>
  whole === null || whole <= 0 ? null : money / whole;

/**
 * The year of the records with what was stated in its place. Profit follows from customers and costs: where one of these is stated and profit
 * is not, it is not known any more. Null where something is lacking without which nothing can be said.
 */
export function yearWith(recorded: Partial<CompanyYear>, stated: StatedYear): CompanyYear | null {
  const { customers, retention, perCustomer, costs = null } = { ...recorded, ...stated };
  const isOther = (["customers", "retention", "perCustomer", "costs"] as const).some(
    (key) => stated[key] !== undefined,
  );
  const profit = stated.profit ?? (isOther ? null : (recorded.profit ?? null));
  if (customers === undefined || retention === undefined || perCustomer === undefined) return null;
  return { customers, retention, perCustomer, costs, profit };
}
