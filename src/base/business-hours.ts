import { addDays, type Day, dayFromEpoch, epochDay } from "./day.ts";
import type { TimeZone } from "./zone.ts";

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When a company is open, by the clock of its zone: `09:00-17:00`, or several such for one day. */
export type BusinessHours = Partial<Record<Weekday, string | readonly string[]>> & {
  zone?: TimeZone;
  /** Days on which it is closed all the same. */
  holidays?: readonly Day[];
};

const HOURS = /^(\d{1,2}):([0-5]\d)\s*[-–]\s*(\d{1,2}):([0-5]\d)$/;
const DAY = 86_400;

/** Opening and closing in seconds of the day, or undefined where the text is not an opening that closes later the same day. */
export function parseOpening(text: string): [number, number] | undefined {
  const [, ...parts] = HOURS.exec(text.trim()) ?? [];
  if (parts.length === 0) return undefined;
  const [fromHour, fromMinute, toHour, toMinute] = parts.map(Number) as [number, number, number, number];
  const [from, to] = [fromHour * 3_600 + fromMinute * 60, toHour * 3_600 + toMinute * 60];
  return from < to && to <= DAY ? [from, to] : undefined;
}

/** A stretch of opening within one day of UTC, in seconds since 1970, with the seconds that were open before that day. */
export interface OpenStretch {
  day: Day;
  before: number;
  open: number;
  close: number;
}

/**
 * Every stretch of opening from one day to another, both included, in the order of time; a day of UTC without any has
 * one that is empty. The seconds open up to a moment are `before` of its day, and what of its stretches lies before it.
 */
export function openStretches(hours: BusinessHours, zone: TimeZone, from: Day, to: Day): OpenStretch[] {
  const closed = new Set(hours.holidays ?? []);
  const instantOf = clockOf(hours.zone ?? zone);
  const byDay = new Map<Day, [number, number][]>();
  // The zone's day may begin in the day of UTC before, or end in the one after.
  for (let day = addDays(from, -1); day <= addDays(to, 1); day = addDays(day, 1)) {
    if (closed.has(day)) continue;
    // 1970-01-01 was a Thursday.
    const weekday = WEEKDAYS[(((epochDay(day) + 3) % 7) + 7) % 7]!;
    for (const text of [hours[weekday] ?? []].flat()) {
      const [opens, closes] = parseOpening(text) ?? [0, 0];
      let open = instantOf(day, opens);
      const close = instantOf(day, closes);
      while (open < close) {
        const midnight = (Math.floor(open / DAY) + 1) * DAY;
        const end = Math.min(close, midnight);
        const on = dayFromEpoch(Math.floor(open / DAY));
        byDay.set(on, [...(byDay.get(on) ?? []), [open, end]]);
        open = end;
      }
    }
  }
  const stretches: OpenStretch[] = [];
  let before = 0;
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const start = epochDay(day) * DAY;
    const open = byDay.get(day) ?? [[start, start] as [number, number]];
    for (const [from, to] of open) stretches.push({ day, before, open: from, close: to });
    before += open.reduce((sum, [from, to]) => sum + to - from, 0);
  }
  return stretches;
}

/** Seconds since 1970 of a time by the clock of a zone; a time that the clock skips is the one an hour on. */
function clockOf(zone: TimeZone): (day: Day, seconds: number) => number {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const offsetAt = (instant: number): number => {
    const part = Object.fromEntries(
      format.formatToParts(new Date(instant * 1_000)).map(({ type, value }) => [type, Number(value)]),
    );
    return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!) / 1_000 - instant;
  };
  return (day, seconds) => {
    const clock = epochDay(day) * DAY + seconds;
    const near = clock - offsetAt(clock);
    return clock - offsetAt(near);
  };
}
