import { InputError } from "./errors.ts";

/** An IANA time zone name, such as `Europe/Warsaw` or `UTC`. */
export type TimeZone = string & { readonly __brand: "TimeZone" };

export const UTC = "UTC" as TimeZone;

/** @throws InputError `input.option_invalid` when the run time does not know the zone */
export function timeZone(name: string): TimeZone {
  const zone = knownZone(name);
  if (zone !== null) return zone;
  throw new InputError("input.option_invalid", `"${name}" is not a time zone that is known here.`, {
    hint: "Use an IANA name, for example Europe/Warsaw, Europe/Stockholm or UTC.",
    details: { zone: name },
  });
}

/** The zone with this name; null where the run time knows none. */
export function knownZone(name: string): TimeZone | null {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone as TimeZone;
  } catch {
    return null;
  }
}
