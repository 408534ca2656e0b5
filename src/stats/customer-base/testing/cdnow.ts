import { readFileSync } from "node:fs";
import { hasShared, SHARED } from "../../../../tests/shared.ts";
import type { SpendTable } from "../gamma-gamma.ts";
import type { PurchaseTable } from "../purchase-table.ts";

/** The CDNOW 1/10 sample (Fader & Hardie): 2357 customers of early 1997, 39 weeks; empty where the shared folder is missing. */
export function cdnow(daysPerUnit: number): PurchaseTable & SpendTable {
  const rows = hasShared
    ? readFileSync(`${SHARED}golden/data/cdnow-summary.csv`, "utf8").trim().split("\n").slice(1)
    : [];
  const column = (j: number, by = 1) => rows.map((row) => Number(row.split(",")[j]) / by);
  return {
    repeatPurchases: column(1),
    ageAtLastPurchase: column(2, daysPerUnit),
    age: column(3, daysPerUnit),
    meanRepeatSpend: column(4),
  };
}

export const CDNOW_SPEND: SpendTable = cdnow(7);
