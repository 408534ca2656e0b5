import { join, literal, type Sql, sql } from "../store/sql/sql.ts";

/** Currencies of ISO 4217 whose minor unit is not a hundredth. */
const WITHOUT = [
  "BIF",
  "CLP",
  "DJF",
  "GNF",
  "ISK",
  "JPY",
  "KMF",
  "KRW",
  "PYG",
  "RWF",
  "UGX",
  "VND",
  "VUV",
  "XAF",
  "XOF",
  "XPF",
];
const THOUSANDTHS = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/** How many minor units make a major one; a hundred where the currency is not known. */
export function minorUnitsPerMajor(currency: Sql): Sql {
  return sql`case
    when ${currency} in (${join(WITHOUT.map(literal))}) then 1
    when ${currency} in (${join(THOUSANDTHS.map(literal))}) then 1000
    else 100
  end`;
}

/** The same of a currency that is known. */
export const minorUnitsIn = (currency: string | null): number =>
  currency === null ? 100 : WITHOUT.includes(currency) ? 1 : THOUSANDTHS.includes(currency) ? 1_000 : 100;
