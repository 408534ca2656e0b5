import { parseDay } from "../../base/day.ts";
import { MONTH_STEMS } from "../../base/month-stems.ts";
import { OFFSET, ZONE_WORDS } from "../../base/zone-words.ts";
import type { DateOrder } from "../table.ts";

/** A date as it was written: the wall clock's time, and the offset where one stands beside it. */
export interface WrittenDate {
  /** `YYYY-MM-DDTHH:MM:SS`, as written, before any offset is applied. */
  wall: string;
  precision: "instant" | "day" | "month";
  offsetMinutes: number | null;
}

/**
 * Reads one date under one order of its parts. Dates with the year first and four digits, and those with the month as
 * a word, mean the same under every order of separated parts, so `iso`, `ymd`, `dmy` and `mdy` all read them.
 * @returns null for what is not a real calendar date and time of day
 */
export function readDate(text: string, order: DateOrder): WrittenDate | null {
  const value = text.trim();
  switch (order) {
    case "epoch_s":
      return EPOCH_S.test(value) ? fromEpoch(Number(value) * 1000) : null;
    case "epoch_ms":
      return EPOCH_MS.test(value) ? fromEpoch(Number(value)) : null;
    case "compact": {
      const match = COMPACT.exec(value);
      return match ? written(match[1]!, match[2]!, match[3]!, match[5] ?? spacedTime(match[4])) : yearFirst(value);
    }
    case "short": {
      const match = SHORT.exec(value);
      return match ? written(fullYear(match[1]!), match[2]!, match[3]!, match[4]) : yearFirst(value);
    }
    case "dmy":
    case "mdy": {
      const match = isPartedAt(value, 1, 2) ? SEPARATED.exec(value) : null;
      if (!match) return yearFirst(value) ?? monthByName(value);
      const [first, second] = order === "dmy" ? [match[3]!, match[1]!] : [match[1]!, match[3]!];
      return written(fullYear(match[4]!), first, second, match[5]);
    }
    case "iso":
    case "ymd":
      return yearFirst(value) ?? monthByName(value);
    default:
      return order satisfies never;
  }
}

const CLOCK_TEXT = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s*(?:[AaPpFfEe]\.?[Mm]\.?)?\s*(?:${OFFSET})?`;
const TIME = String.raw`(?:[T\s,]+(${CLOCK_TEXT}))?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2})${TIME})?$`);
const SEPARATED = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})${TIME}$`);
const COMPACT = new RegExp(
  String.raw`^((?:19|20)\d{2})(\d{2})(\d{2})(?:[T\s]*(?:(\d{4}|\d{6})(?:Z|UTC)?|[T\s,]+(${CLOCK_TEXT})))?$`,
);
const SHORT = new RegExp(String.raw`^(\d{2})(\d{2})(\d{2})(?:\s+(${CLOCK_TEXT}))?$`);
const NAME_FIRST = new RegExp(
  String.raw`^(?:\p{L}{3,12}\.?,?\s+)?(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})${TIME}$`,
  "u",
);
const NAME_SECOND = new RegExp(
  String.raw`^(?:\p{L}{3,12}\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s.-]+(\p{L}{3,12})\.?[\s,-]+(\d{4})${TIME}$`,
  "u",
);
const NAME_YEAR = /^(\p{L}{3,12})\.?[\s-]+(\d{4})$/u;
const EPOCH_S = /^\d{9,10}(?:\.\d+)?$/;
const EPOCH_MS = /^\d{12,13}$/;
/** Swedish writes `fm` and `em` for a.m. and p.m. */
const CLOCK = new RegExp(
  String.raw`^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:([AaPpFfEe])\.?[Mm]\.?)?\s*(${OFFSET})?$`,
);

/** Whether a sign that parts a date stands at one of two places: most texts are no dates, and this says so at once. */
function isPartedAt(value: string, first: number, second = first): boolean {
  return PARTS.includes(value.charAt(first)) || PARTS.includes(value.charAt(second));
}
const PARTS = ["-", "/", "."];

function yearFirst(value: string): WrittenDate | null {
  if (!isPartedAt(value, 4)) return null;
  const match = YEAR_FIRST.exec(value);
  return match && written(match[1]!, match[3]!, match[4], match[5]);
}

function monthByName(value: string): WrittenDate | null {
  if (!/\d{4}/.test(value) || !/\p{L}{3}/u.test(value)) return null;
  const first = NAME_FIRST.exec(value);
  if (first) return named(first[3]!, first[1]!, first[2], first[4]);
  const second = NAME_SECOND.exec(value);
  if (second) return named(second[3]!, second[2]!, second[1], second[4]);
  const month = NAME_YEAR.exec(value);
  return month && named(month[2]!, month[1]!, undefined, undefined);
}

function named(year: string, word: string, day: string | undefined, time: string | undefined): WrittenDate | null {
  const lower = word.toLowerCase();
  const month = MONTH_STEMS.findIndex((stems) => stems.some((stem) => lower.startsWith(stem)));
  return month < 0 ? null : written(year, String(month + 1), day, time);
}

/** Two digits of a year: 69–99 are of the 1900s, 00–68 of the 2000s (POSIX). */
const fullYear = (year: string): string => (year.length === 4 ? year : `${Number(year) >= 69 ? "19" : "20"}${year}`);

const spacedTime = (time: string | undefined): string | undefined => time?.match(/\d{2}/g)?.join(":");

function written(year: string, month: string, day: string | undefined, time: string | undefined): WrittenDate | null {
  const date = parseDay(`${year}-${month.padStart(2, "0")}-${(day ?? "1").padStart(2, "0")}`);
  if (!date || Number(year) < 1900) return null;
  if (time === undefined) {
    return { wall: `${date}T00:00:00`, precision: day === undefined ? "month" : "day", offsetMinutes: null };
  }
  const clock = CLOCK.exec(time);
  if (!clock) return null;
  let hour = Number(clock[1]);
  if (clock[4]) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + ("pe".includes(clock[4].toLowerCase()) ? 12 : 0);
  }
  const minute = Number(clock[2]);
  const second = Number(clock[3] ?? 0);
  if (hour > 23 || minute > 59 || second > 59) return null;
  const two = (n: number) => String(n).padStart(2, "0");
  return {
    wall: `${date}T${two(hour)}:${two(minute)}:${two(second)}`,
    precision: "instant",
    offsetMinutes: clock[5] === undefined ? null : offset(clock[5]),
  };
}

function offset(text: string): number {
  const match = /([+-])(\d{1,2}):?(\d{2})?$/.exec(text);
  return match
    ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0))
    : (ZONE_WORDS[text] ?? 0);
}

function fromEpoch(ms: number): WrittenDate | null {
  const wall = new Date(ms).toISOString().slice(0, 19);
  return { wall, precision: "instant", offsetMinutes: 0 };
}
