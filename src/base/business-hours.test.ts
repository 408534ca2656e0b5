import { expect, it } from "vitest";
import { type BusinessHours, openStretches, parseOpening, WEEKDAYS } from "./business-hours.ts";
import { type Day, epochDay } from "./day.ts";
import type { TimeZone } from "./zone.ts";

const WARSAW = "Europe/Warsaw" as TimeZone;
const OFFICE: BusinessHours = {
  ...Object.fromEntries(WEEKDAYS.slice(0, 5).map((day) => [day, ["09:00-12:00", "13:00-17:00"]])),
  saturday: "22:00-24:00",
  holidays: ["2024-03-27" as Day],
};

it("reads opening and closing, and nothing that is none", () => {
  expect(parseOpening("9:00-17:30")).toEqual([32_400, 63_000]);
  expect(parseOpening("00:00 – 24:00")).toEqual([0, 86_400]);
  for (const text of ["17:00-09:00", "9-17", "09:00-25:00", "09:60-10:00", "09:00", ""])
    expect(parseOpening(text)).toBeUndefined();
});

/** Whether the office is open at a moment, asked of the clock of its zone. */
function isOpen(hours: BusinessHours, zone: string, at: number): boolean {
  const part = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      weekday: "long",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    })
      .formatToParts(new Date(at * 1_000))
      .map(({ type, value }) => [type, value]),
  );
  const day = `${part.year}-${part.month}-${part.day}` as Day;
  if (hours.holidays?.includes(day)) return false;
  const second = Number(part.hour) * 3_600 + Number(part.minute) * 60;
  const weekday = part.weekday!.toLowerCase() as (typeof WEEKDAYS)[number];
  return [hours[weekday] ?? []].flat().some((text) => {
    const [from, to] = parseOpening(text)!;
    return second >= from && second < to;
  });
}

it.each<[string, BusinessHours]>([
  // Clocks went forward in the night to 31 March 2024.
  ["Europe/Warsaw", OFFICE],
  ["America/New_York", OFFICE],
  ["Asia/Kolkata", { monday: "00:00-24:00", sunday: "01:00-04:00" }],
  ["Europe/Warsaw", { sunday: "01:00-04:00" }],
])("counts the seconds that a walk over the minutes counts, in %s", (zone, hours) => {
  const [from, to] = ["2024-03-20", "2024-04-03"] as [Day, Day];
  const stretches = openStretches(hours, zone as TimeZone, from, to);
  const upTo = (t: number) => {
    const own = stretches.filter(({ day }) => epochDay(day) === Math.floor(t / 86_400));
    return (
      own[0]!.before + own.reduce((sum, { open, close }) => sum + Math.min(Math.max(t - open, 0), close - open), 0)
    );
  };
  const start = epochDay(from) * 86_400;
  let walked = 0;
  for (let t = start; t < epochDay(to) * 86_400; t += 60) {
    expect(upTo(t)).toBe(walked);
    if (isOpen(hours, zone, t)) walked += 60;
  }
  expect(walked).toBeGreaterThan(3_600);
});

it("has a stretch for every day, an empty one where nothing is open", () => {
  const stretches = openStretches({ monday: "09:00-10:00" }, WARSAW, "2024-06-02" as Day, "2024-06-04" as Day);
  expect(stretches.map(({ day, before, open, close }) => [day, before, close - open])).toEqual([
    ["2024-06-02", 0, 0],
    ["2024-06-03", 0, 3_600],
    ["2024-06-04", 3_600, 0],
  ]);
});
