import { InputError } from "./errors.ts";

/** An IANA time zone name, such as `Europe/Warsaw` or `UTC`. */
export type TimeZone = string & { readonly __brand: "TimeZone" };

export const UTC = "UTC" as TimeZone;

/** @throws InputError `input.option_invalid` when the run time does not know the zone */
export function timeZone(name: string): TimeZone {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone as TimeZone;
  } catch {
    throw new InputError("input.option_invalid", `"${name}" is not a time zone that is known here.`, {
      hint: "Use an IANA name, for example Europe/Warsaw, Europe/Stockholm or UTC.",
      details: { zone: name },
    });
  }
}
