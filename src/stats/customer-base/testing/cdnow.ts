import { readFileSync } from "node:fs";
import type { SpendTable } from "../gamma-gamma.ts";
import type { PurchaseTable } from "../purchase-table.ts";

/**
 * The CDNOW 1/10 sample: 2357 customers who first bought in early 1997, observed to the end of week 39 (Fader & Hardie, public
 * research data, brucehardie.com).
 */
export function cdnow(daysPerUnit: number): PurchaseTable & SpendTable {
  const path = new URL("../../../../tests/golden/cdnow-summary.csv", import.meta.url);
  const rows = readFileSync(path, "utf8").trim().split("\n").slice(1);
  const column = (j: number, by = 1) => rows.map((row) => Number(row.split(",")[j]) / by);
  return {
    repeatPurchases: column(1),
    ageAtLastPurchase: column(2, daysPerUnit),
    age: column(3, daysPerUnit),
    meanRepeatSpend: column(4),
  };
}
