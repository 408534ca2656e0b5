import { expect, it } from "vitest";
import type { Day } from "../base/day.ts";
import { jsonLines } from "../base/json-lines.ts";
import type { Finding } from "../findings/finding.ts";
import type { PanelInfo } from "../panel/settings.ts";
import { dueWorths, readWorths, type SaidWorth, saidWorths } from "./worth-record.ts";

const info = { asOf: "2026-07-01", currency: "EUR" } as unknown as PanelInfo;
const said = (asOf: string, more: Partial<SaidWorth> = {}): SaidWorth => ({
  ...{ schema: 1, asOf: asOf as Day, experience: "nps", lowBand: "passive", highBand: "promoter" },
  ...{ outcome: "margin", horizon: 365, value: 40, low: 20, high: 60, currency: "EUR", ...more },
});

const finding = (headline: object, values: object, kind = "worth") =>
  ({ kind, headline, verdict: { code: "worth.useful", values } }) as unknown as Finding;
const step = { experience: "nps", lowBand: "passive", highBand: "promoter", outcome: "margin", horizonDays: 365 };
const money = { state: "estimate", value: 40, interval: { low: 20, high: 60 }, unit: "money_per_customer" };

it("writes down what steps are said to be worth, and nothing that is withheld or no step", () => {
  const found = saidWorths(
    [
      finding({ ...money, currency: "EUR" }, step),
      finding({ state: "too_few", required: 50 }, step),
      finding({ ...money, interval: null }, step),
      finding({ ...money, currency: "EUR" }, { outcome: "margin" }),
      finding({ ...money, currency: "EUR" }, step, "value"),
      finding({ ...money, value: -0.1, unit: "share" }, { ...step, outcome: "churn" }),
    ],
    info,
  );
  expect(found).toEqual([said("2026-07-01"), said("2026-07-01", { outcome: "churn", value: -0.1, currency: null })]);
  expect(saidWorths([finding(money, step)], { ...info, asOf: null })).toEqual([]);
  // Lines are only added: of the same the last word counts. What is no line of it, or could never be asked, is left out.
  const hostile = [{ asOf: "2024-02-31" }, { horizon: 181 }, { outcome: "tea" }, { asOf: "'; drop" }, { low: "1" }];
  const lines = [said("2026-07-01", { value: 1 }), said("2025-01-01"), ...found];
  const wrong = hostile.map((more) => said("2025-01-01", more as object));
  const record = readWorths(`${jsonLines(lines)}${jsonLines(wrong)}{"schema":1}\n{half\n`);
  expect(record.map(({ asOf, outcome, value }) => [asOf, outcome, value])).toEqual([
    ["2025-01-01", "margin", 40],
    ["2026-07-01", "churn", -0.1],
    ["2026-07-01", "margin", 40],
  ]);
});

it("holds against answers the latest statement of each step that enough time has passed since", () => {
  const record = [
    said("2024-01-01"),
    // A year and a quarter ago on the day itself; then a day too few.
    said("2025-04-02"),
    said("2025-04-03"),
    said("2024-01-01", { horizon: 180 }),
    said("2024-01-01", { currency: "USD" }),
    said("2024-06-01", { outcome: "churn", currency: null }),
  ];
  expect(dueWorths(record, info).map(({ asOf, outcome, horizon }) => [asOf, outcome, horizon])).toEqual([
    ["2025-04-02", "margin", 365],
    ["2024-01-01", "margin", 180],
    ["2024-06-01", "churn", 365],
  ]);
  expect(dueWorths(record, { ...info, asOf: null })).toEqual([]);
});
