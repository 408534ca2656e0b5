import { z } from "zod";
import { type Day, parseDay } from "../base/day.ts";
import { describe, refuse } from "../sources/strict.ts";

/** A calendar date, `YYYY-MM-DD`. */
export const day = () =>
  z.unknown().transform((text, ctx): Day => {
    const known = typeof text === "string" ? parseDay(text) : undefined;
    if (known) return known;
    refuse(ctx, { message: `${describe(text)} is not a calendar date; write it as YYYY-MM-DD` });
    return z.NEVER;
  });
