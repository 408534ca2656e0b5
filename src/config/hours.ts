import { z } from "zod";
import { type BusinessHours, parseOpening, WEEKDAYS } from "../base/business-hours.ts";
import { zone } from "../sources/mapping-schema.ts";
import { refuse, strict } from "../sources/strict.ts";
import { day } from "./day.ts";

const optional = z.exactOptional;
const MESSAGE = { error: "expects opening and closing such as 09:00-17:00, or a list of such" };
const opening = () =>
  z.string(MESSAGE).refine((text) => parseOpening(text) !== undefined, {
    error: "expects opening and a later closing of the same day, such as 09:00-17:00",
  });

/** Business hours by weekday; a day that is not named is closed. */
export const hours = () =>
  strict({
    zone: optional(zone()),
    ...Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, optional(z.union([opening(), z.array(opening())]))])),
    holidays: optional(z.array(day(), { error: "expects a list of days" })),
  }).superRefine((stated, ctx) => {
    const week = stated as unknown as BusinessHours;
    if (WEEKDAYS.every((weekday) => week[weekday] === undefined))
      refuse(ctx, { message: "expects at least one weekday such as monday", allowed: WEEKDAYS });
    for (const weekday of WEEKDAYS) {
      const open = [week[weekday] ?? []].flat().flatMap((text) => [parseOpening(text) ?? []]);
      open.forEach(([from], i) => {
        if (i > 0 && from < open[i - 1]![1])
          refuse(ctx, { path: [weekday, i], message: "begins before the one before it ends" });
      });
    }
  }) as unknown as z.ZodType<BusinessHours>;
