import { expect, it } from "vitest";
import { answer, feltworth, files, workFolder } from "./command.ts";

const path = workFolder();
/** One order of its number on the fifth of each month of 2024 and 2025: 1 to 24. */
const shop = () =>
  files(path("shop"), {
    "orders.csv": `order_id,customer_id,order_date,amount,currency\n${Array.from(
      { length: 24 },
      (_, i) => `o${i},c${i % 5},${2024 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}-05,${i + 1},EUR`,
    ).join("\n")}\n`,
    "feltworth.yaml": "calendar: { firstMonth: 4 }\nasOf: 2026-01-01\n",
  });
interface Asked {
  window: { from: string; to: string };
  rows: { period?: string; value: number }[];
}

it("adds up by the quarters and years of the company", async () => {
  const here = shop();
  // The records begin on 5 January: that quarter is not whole.
  const byQuarter = await answer<Asked>(["measure", "revenue", here, "--grain", "quarter"]);
  expect(byQuarter.rows.map(({ period, value }) => [period, value])).toEqual([
    ["FY2024/25-Q1", 4 + 5 + 6],
    ["FY2024/25-Q2", 7 + 8 + 9],
    ["FY2024/25-Q3", 10 + 11 + 12],
    ["FY2024/25-Q4", 13 + 14 + 15],
    ["FY2025/26-Q1", 16 + 17 + 18],
    ["FY2025/26-Q2", 19 + 20 + 21],
    ["FY2025/26-Q3", 22 + 23 + 24],
  ]);
  const byYear = await answer<Asked>(["measure", "revenue", here, "--grain", "year"]);
  expect(byYear.rows.map(({ period, value }) => [period, value])).toEqual([["FY2024/25", 114]]);
  const printed = await feltworth([
    ...["measure", "revenue", here, "--grain", "quarter", "--format", "table"],
    ...["--language", "pl"],
  ]);
  expect(printed.stdout).toContain("I rok obrotowy 2025/26");
});

it("takes a window by its name, and refuses one that is none", async () => {
  const here = shop();
  for (const [period, value] of [
    ["2025", 222],
    ["2025-Q2", 51],
    ["2025-03", 15],
    ["FY2024", 114],
    ["FY2025/26-Q1", 51],
  ] as const)
    expect((await answer<Asked>(["measure", "revenue", here, "--period", period])).rows[0]!.value).toBe(value);
  const wrong = await feltworth(["measure", "revenue", here, "--period", "FY2025/27"]);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('--period "FY2025/27" is not a period.');
  expect(wrong.stderr).toContain("FY2025/26-Q1");
  // Before any file is read: the one that cannot be read is not spoken of.
  const empty = files(path("empty"), { "orders.csv": "" });
  expect((await feltworth(["measure", "revenue", empty, "--period", "2025-Q5"])).stderr).toContain("is not a period.");
  const both = await feltworth(["measure", "revenue", here, "--period", "2025", "--from", "2025-01-01"]);
  expect(both.stderr).toContain("Leave out --from and --to.");
  const grain = await feltworth(["measure", "revenue", here, "--grain", "week"]);
  expect(grain.stderr).toContain("Use one of month, quarter, year.");
});
