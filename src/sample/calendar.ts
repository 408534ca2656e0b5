import { addDays, addMonths, type Day, daysBetween, epochDay } from "../base/day.ts";
import { dayOf, secondOf } from "./events.ts";
import type { Company } from "./options.ts";
import { PARAMETERS } from "./parameters.ts";

/** Years that customers may have been known before the data begin. */
const YEARS_BEFORE = 5;
/** Demand by month, January first; its mean over a year is 1. */
const SEASON = [0.82, 0.86, 0.94, 0.97, 0.96, 0.9, 0.84, 0.86, 0.98, 1.05, 1.27, 1.55];

/** Days of the company, counted from the first day of data; text and seasons are looked up, never computed twice. */
export class Calendar {
  readonly days: number;
  /** First day of data month m; it may lie after the last day. */
  readonly monthStart: number[] = [];
  /** Demand accumulated up to the start of a day, in years of mean demand. */
  readonly demand: Float64Array;
  private readonly texts: string[] = [];
  private readonly years: number[] = [];
  private readonly before = YEARS_BEFORE * 366;
  private readonly start: Day;

  constructor(company: Company) {
    this.days = company.days;
    this.start = company.start;
    for (let month = 0; month <= company.months; month++) {
      this.monthStart.push(daysBetween(company.start, addMonths(company.start, month)));
    }
    for (let day = -this.before; day < company.days + 400; day++) {
      const text = addDays(company.start, day);
      this.texts.push(text);
      this.years.push(Number(text.slice(0, 4)));
    }
    this.demand = new Float64Array(company.days + 1);
    for (let day = 0; day < company.days; day++) {
      const month = Number(this.text(day).slice(5, 7)) - 1;
      const trend = 1 + (PARAMETERS.purchases.trendPerYear * (day - company.days / 2)) / 365;
      this.demand[day + 1] = this.demand[day]! + (SEASON[month]! * trend) / 365;
    }
  }

  /** `YYYY-MM-DD`. */
  text(day: number): string {
    return this.texts[day + this.before]!;
  }

  yearOf(day: number): number {
    return this.years[day + this.before]!;
  }

  /** The last day of a year. */
  endOf(year: number): number {
    return daysBetween(this.start, `${year}-12-31` as Day);
  }

  /** A moment as `YYYY-MM-DD HH:MM:SS`, in the company's own zone. */
  moment(at: number): string {
    const [day, second] = [dayOf(at), secondOf(at)];
    const hours = Math.floor(second / 3600);
    const minutes = Math.floor(second / 60) % 60;
    return `${this.texts[day + this.before]} ${TWO[hours]}:${TWO[minutes]}:${TWO[second % 60]}`;
  }

  /** Day of the week, 0 is Monday. */
  weekday(day: number): number {
    return (epochDay(this.text(day) as never) + 3) % 7;
  }
}

export const TWO: readonly string[] = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, "0"));

/** Cents as text in euro, without going through floating point. */
export function euros(cents: number): string {
  const whole = Math.floor(cents / 100);
  return `${whole}.${TWO[cents - whole * 100]}`;
}
