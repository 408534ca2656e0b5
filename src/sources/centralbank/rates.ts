import { parseCurrency } from "../../base/currency.ts";
import type { Format } from "../format.ts";
import type { Condition, FactMapping } from "../mapping.ts";
import { constant, present } from "../parts.ts";

/** A rate is there: neither blank nor said to be none. */
const isQuoted = (column: string): Condition => ({ all: [present(column), { column, isNot: ["N/A", "-"] }] });

/** The history of the reference rates: one euro in units of each currency. */
export const ecb: Format = {
  name: "ecb.rates",
  system: "ecb",
  doc: "Reference rates of the European Central Bank as CSV (`eurofxref-hist.csv`, `eurofxref.csv`).",
  notes: ["One euro in units of each currency. `N/A` is no rate."],
  evidence: "unverified",
  required: ["Date", "USD", "JPY", "GBP", "CHF"],
  forbidden: ["EUR"],
  usual: ["PLN", "SEK", "RON", "CZK", "HUF"],
  makes: ["rate"],
  facts: ({ columns }) =>
    columns
      .filter((column) => parseCurrency(column) === column.trim())
      .map(
        (column): FactMapping => ({
          fact: "rate",
          at: { value: "Date", precision: "day" },
          fields: { from_currency: constant("EUR"), to_currency: constant(column.trim()), value: column },
          where: isQuoted(column),
        }),
      ),
};

const PER_UNITS = /^(\d+) ?([A-Z]{3})$/;

/** Table A of a year: złotys for one, a hundred or ten thousand units of each currency. */
export const nbp: Format = {
  name: "nbp.rates",
  system: "nbp",
  doc: "Average rates of Narodowy Bank Polski, table A of a year as CSV (`archiwum_tab_a_2025.csv`).",
  notes: [
    "The number before a currency says for how many units the rate is. The lines below the last day are no rates and are set aside.",
  ],
  evidence: "unverified",
  required: ["data", "1USD", "1EUR", "1GBP", "1CHF"],
  usual: ["100JPY", "100HUF", "nr tabeli", "pełny numer tabeli"],
  makes: ["rate"],
  facts: ({ columns }) =>
    columns.flatMap((column): FactMapping[] => {
      const [, units, code] = PER_UNITS.exec(column.trim()) ?? [];
      if (units === undefined || code === undefined || parseCurrency(code) === undefined || Number(units) === 0)
        return [];
      return [
        {
          fact: "rate",
          at: { value: "data", precision: "day" },
          fields: {
            from_currency: constant(code),
            to_currency: constant("PLN"),
            value: { column, times: 1 / Number(units) },
          },
          where: isQuoted(column),
        },
      ];
    }),
};
