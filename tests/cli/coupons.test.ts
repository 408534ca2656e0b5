import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { group } from "d3-array";
import { beforeAll, describe, expect, it } from "vitest";
import { answerMeasure } from "../../src/app/ask-measure.ts";
import { withCompany } from "../../src/app/company.ts";
import { silent } from "../../src/base/logger.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { dataSet, hasShared } from "../shared.ts";
import type { MeasureRow } from "./command.ts";

/** A file of the data set, read here by hand: no cell of it holds a comma. */
function rowsOf(name: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(dataSet(`complete_journey/${name}.csv`), "utf8")
    .trimEnd()
    .split("\n");
  const columns = head!.trimEnd().split(",");
  return lines.map((line) => {
    const cells = line.trimEnd().split(",");
    if (cells.length !== columns.length) throw new Error(`${name}: ${line}`);
    return Object.fromEntries(columns.map((column, i) => [column, cells[i]!]));
  });
}

interface Asked {
  whole: MeasureRow;
  bySegment: MeasureRow[];
  byMonth: MeasureRow[];
}
const asked: Record<string, Asked> = {};

// Reference of the data set's description: 2,102 redemptions by 410 households. What follows is counted from its files.
describe.skipIf(!hasShared)("coupons that households redeemed", () => {
  let households: Set<string>;
  let redemptions: Record<string, string>[];
  let segments: Map<string, string>;

  beforeAll(async () => {
    const lines = ["1", "2"].flatMap((half) => rowsOf(`transactions_sample_2017_h${half}`));
    households = new Set(lines.map(({ household_id }) => household_id!));
    redemptions = rowsOf("coupon_redemptions");
    segments = new Map(rowsOf("demographics").map((row) => [row.household_id!, row.household_comp!]));
    const config = fileURLToPath(new URL("../../docs/examples/complete-journey.yaml", import.meta.url));
    const files = { config, dates: null, money: null, ask: null };
    const now = new Date("2026-01-01T00:00:00Z");
    await withCompany(
      { paths: [dataSet("complete_journey")], files, analysis: {}, language: null, progress: silent, now },
      async ({ analysis: { book, context } }) => {
        for (const id of ["coupons-redeemed", "coupon-customers"]) {
          const measure = book.get(id)!;
          const cut = dimension("segment", measure.population.dimensions);
          const ask = async (how: { cut: typeof cut | null; grain: "month" | null }) =>
            (await answerMeasure(measure, context, { ...how, fair: false })).rows as unknown as MeasureRow[];
          asked[id] = {
            whole: (await ask({ cut: null, grain: null }))[0]!,
            bySegment: await ask({ cut, grain: null }),
            byMonth: await ask({ cut: null, grain: "month" }),
          };
        }
      },
    );
  });

  const named = (rows: readonly MeasureRow[], by: string) =>
    Object.fromEntries(rows.map((row) => [String(row[by] ?? "not stated"), row.value]));

  it("in all: every row of the file, also those of one household, campaign and day", () => {
    expect(redemptions).toHaveLength(2102);
    expect(asked["coupons-redeemed"]!.whole).toMatchObject({ state: "estimate", value: 2102, n: 2102 });
  });

  it("by month, on the day that the file gives", () => {
    const months = group(redemptions, ({ redemption_date }) => redemption_date!.slice(0, 7));
    expect(months.size).toBe(12);
    const expected = Object.fromEntries([...months].map(([month, rows]) => [month, rows.length]));
    expect(named(asked["coupons-redeemed"]!.byMonth, "period")).toEqual(expected);
  });

  it("by who lives in the household, those included of whom it is not known", () => {
    const known = group(redemptions, ({ household_id }) => segments.get(household_id!) ?? "not stated");
    const expected = Object.fromEntries([...known].map(([segment, rows]) => [segment, rows.length]));
    expect(Object.keys(expected).length).toBeGreaterThan(4);
    expect(named(asked["coupons-redeemed"]!.bySegment, "segment")).toEqual(expected);
  });

  it("households that ever redeemed one, of all that bought", () => {
    const redeemers = new Set(redemptions.map(({ household_id }) => household_id!));
    expect(redeemers.size).toBe(410);
    const share = (of: readonly string[]) => of.filter((id) => redeemers.has(id)).length / of.length;
    const { whole, bySegment } = asked["coupon-customers"]!;
    expect(whole.n).toBe(households.size);
    expect(whole.value).toBeCloseTo(share([...households]), 12);
    for (const [segment, own] of group(households, (id) => segments.get(id) ?? "not stated")) {
      const found = bySegment.find((row) => (row.segment ?? "not stated") === segment)!;
      expect(found.n, segment).toBe(own.length);
      expect(found.value, segment).toBeCloseTo(share(own), 12);
    }
  });
});
