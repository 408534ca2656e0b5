import type { TableCell } from "../findings/finding.ts";
import type { Texts } from "../texts/texts.ts";

/** What a cell of a finding's table says, where it can only be text. */
export function cellText(value: TableCell | undefined, texts: Texts): string {
  if (value === undefined) return texts.t("report.table.empty");
  if (value.kind === "label") return texts.capital(texts.label(value.label));
  if (value.kind === "message") return texts.capital(texts.say(value.message));
  if (value.value === null) return texts.t("report.table.empty");
  const { unit, currency, interval } = value;
  const magnitude = Math.max(Math.abs(value.value), Math.abs(interval?.low ?? 0), Math.abs(interval?.high ?? 0));
  const how = { unit, magnitude, ...(currency === undefined ? {} : { currency }) };
  if (value.signed) {
    const difference = texts.signed(value.value, how);
    return interval ? `${difference} (${texts.signedRange(interval, how)})` : difference;
  }
  return interval
    ? `${texts.quantity(value.value, how)} (${texts.interval(interval, how)})`
    : texts.quantity(value.value, { ...how, precision: unit === "money" ? "exact" : "headline" });
}
