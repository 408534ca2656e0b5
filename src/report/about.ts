import type { Texts } from "../texts/texts.ts";
import type { ReportInput } from "./report-input.ts";

/** What a report is about, as its head says it: keys of `report.meta` with what stands beside them. */
export function aboutRows({ settings }: Pick<ReportInput, "settings">, texts: Texts): [key: string, value: string][] {
  const { asOf, window, currency, only = [] } = settings;
  return [
    ["window", texts.period(window)],
    ["as_of", asOf === null ? texts.t("report.meta.undated") : texts.day(asOf)],
    ["zone", window.zone],
    ...(currency === null ? [] : ([["currency", currency]] satisfies [string, string][])),
    ...(only.length === 0 ? [] : ([["only", onlyText(only, texts)]] satisfies [string, string][])),
  ];
}

/** Conditions as people read them. */
export const onlyText = (only: NonNullable<ReportInput["settings"]["only"]>, texts: Texts): string =>
  texts.list(
    only.map(
      ({ by, value }) => `${texts.word("dimension", by)}: ${by === "status" ? texts.word("status", value) : value}`,
    ),
  );
