import { csv, type Fixture } from "./fixture.ts";

const eur = (at: string, to_currency: string, value: number) => ({
  at: `${at} 00:00:00`,
  from_currency: "EUR",
  to_currency,
  value,
});
const pln = (at: string, from_currency: string, value: number) => ({
  at: `${at} 00:00:00`,
  from_currency,
  to_currency: "PLN",
  value,
});

export const RATES: readonly Fixture[] = [
  {
    format: "ecb.rates",
    name: "eurofxref-hist.csv",
    trap: "a currency that is no more, and a comma behind the last one",
    content: [
      "Date,USD,JPY,GBP,CHF,PLN,CYP,",
      "2026-03-03,1.08,161.5,0.85,0.94,4.28,N/A,",
      "2026-03-02,1.07,160.9,0.84,0.95,4.29,N/A,",
      "",
    ].join("\n"),
    facts: {
      rate: [
        eur("2026-03-03", "USD", 1.08),
        eur("2026-03-03", "JPY", 161.5),
        eur("2026-03-03", "GBP", 0.85),
        eur("2026-03-03", "CHF", 0.94),
        eur("2026-03-03", "PLN", 4.28),
        eur("2026-03-02", "USD", 1.07),
        eur("2026-03-02", "JPY", 160.9),
        eur("2026-03-02", "GBP", 0.84),
        eur("2026-03-02", "CHF", 0.95),
        eur("2026-03-02", "PLN", 4.29),
      ],
    },
  },
  {
    format: "nbp.rates",
    name: "archiwum_tab_a_2026.csv",
    trap: "a rate for a hundred units, a second row of names, and dates without signs between their parts",
    content: csv(
      [
        ["data", "1USD", "1EUR", "1CHF", "1GBP", "100JPY", "nr tabeli", "pełny numer tabeli"],
        ["", "dolar amerykański", "euro", "frank szwajcarski", "funt szterling", "jen", "", ""],
        ["20260302", "3,9605", "4,2871", "4,4912", "5,0433", "2,6310", "41", "041/A/NBP/2026"],
        ["20260303", "3,9702", "4,2850", "4,4900", "5,0500", "2,6200", "42", "042/A/NBP/2026"],
      ],
      { delimiter: ";" },
    ),
    facts: {
      rate: [
        pln("2026-03-02", "USD", 3.9605),
        pln("2026-03-02", "EUR", 4.2871),
        pln("2026-03-02", "CHF", 4.4912),
        pln("2026-03-02", "GBP", 5.0433),
        pln("2026-03-02", "JPY", 0.02631),
        pln("2026-03-03", "USD", 3.9702),
        pln("2026-03-03", "EUR", 4.285),
        pln("2026-03-03", "CHF", 4.49),
        pln("2026-03-03", "GBP", 5.05),
        pln("2026-03-03", "JPY", 0.0262),
      ],
    },
  },
];
