import { describe, expect, it } from "vitest";
import { tableMapping } from "../../src/sources/mapping-schema.ts";
import { recognise } from "../../src/sources/recognise.ts";
import type { TableSample } from "../../src/sources/table.ts";
import { FIXTURES, type Fixture, ROWS } from "./fixtures.ts";
import { sample } from "./samples.ts";

const LANGUAGES = ["en", "pl", "sv", "ru", "ro"] as const;

function table({ columns }: Fixture, language = 0, order: number[] = columns.map((_, i) => i)): TableSample {
  return sample(
    order.map((c) => columns[c]!.headers[language]!),
    Array.from({ length: ROWS }, (_, i) => order.map((c) => columns[c]!.values(i))),
  );
}

const seen = (recognition: ReturnType<typeof recognise>) => ({
  winner: recognition.winner?.format ?? null,
  score: (recognition.winner ?? recognition.runnerUp)?.score,
  next: recognition.runnerUp && `${recognition.runnerUp.format} ${recognition.runnerUp.score}`,
  questions: recognition.questions.map(({ code, column }) => `${code} ${column ?? ""}`),
});

describe.each(FIXTURES)("$format", (fixture) => {
  it.each(LANGUAGES)("is recognised by headers in %s", (language) => {
    const recognition = recognise(table(fixture, LANGUAGES.indexOf(language)), { currency: "EUR" as never });
    expect(seen(recognition)).toMatchObject({ winner: fixture.format, questions: [] });
    expect(recognition.by).toBe("generic");
    expect(tableMapping.safeParse(recognition.winner!.mapping).error?.issues).toBeUndefined();
  });

  it("is recognised whatever the order of its columns", () => {
    const order = fixture.columns.map((_, i) => i).reverse();
    const straight = recognise(table(fixture), { currency: "EUR" as never });
    const reversed = recognise(table(fixture, 0, order), { currency: "EUR" as never });
    expect(seen(reversed).winner).toBe(fixture.format);
    expect(reversed.winner!.mapping).toEqual(straight.winner!.mapping);
  });

  it("is recognised with a column that nobody knows", () => {
    const plain = table(fixture);
    const more = {
      ...plain,
      columns: ["Xyzzy", ...plain.columns],
      rows: plain.rows.map((row, i) => [`q${i % 3}`, ...row]),
    };
    expect(seen(recognise(more, { currency: "EUR" as never })).winner).toBe(fixture.format);
  });

  it.each(fixture.needed)("without a known header for %s nothing is sure", (header) => {
    const plain = table(fixture);
    const renamed = { ...plain, columns: plain.columns.map((name) => (name === header ? "Xyzzy" : name)) };
    expect(seen(recognise(renamed, { currency: "EUR" as never }))).toMatchObject({ winner: null });
  });

  it("two of its columns are too little to be sure", () => {
    for (let a = 0; a < fixture.columns.length; a++)
      for (let b = 0; b < fixture.columns.length; b++)
        expect(
          seen(recognise(table(fixture, 0, a === b ? [a] : [a, b]), { currency: "EUR" as never })).winner,
        ).toBeNull();
  });
});

it.each([
  ["Menu time (s)", "Menu loops"],
  ["Czas w menu (s)", "Pętle w menu"],
  ["Tid i menyn (s)", "Menyn upprepad"],
  ["Время меню (сек)", "Повторы меню"],
  ["Timp în meniu (s)", "Bucle în meniu"],
])("time in the menu and menus that came again beside a call are what they say (%s, %s)", (time, loops) => {
  const calls = table(FIXTURES.find(({ format }) => format === "generic.contact")!);
  const rows = calls.rows.map((row, i) => [...row, String(10 + (i % 40)), String(i % 3)]);
  const told = { ...calls, columns: [...calls.columns, time, loops], rows };
  expect(recognise(told, {}).winner!.mapping.facts[0]!.fields).toMatchObject({ ivr_seconds: time, ivr_loops: loops });
});

it.each([
  ["en", "Payment date"],
  ["en", "Paid on"],
  ["pl", "Data płatności"],
  ["sv", "Betaldatum"],
  ["sv", "Datum för betalning"],
  ["ru", "Дата оплаты"],
  ["ro", "Data plății"],
])("the day of payment beside an order's date is what it says (%s: %s)", (_, header) => {
  const orders = FIXTURES.find(({ format }) => format === "generic.purchase")!;
  const plain = table(orders);
  const dates = plain.columns.indexOf("Order date");
  const paid = (columns: readonly string[]): TableSample => ({
    ...plain,
    columns: [...columns, header],
    rows: plain.rows.map((row) => [...row, row[dates]!]),
  });
  const [purchase] = recognise(paid(plain.columns), { currency: "EUR" as never }).winner!.mapping.facts;
  expect(purchase).toMatchObject({ at: { value: "Order date" }, fields: { paid: header } });
  if (["Paid on", "Betaldatum"].includes(header)) return;
  // Alone it is the date of the order.
  const alone = paid(plain.columns.map((name) => (name === "Order date" ? "Xyzzy" : name)));
  const [order] = recognise(alone, { currency: "EUR" as never }).winner!.mapping.facts;
  expect(order).toMatchObject({ at: { value: header } });
  expect(order!.fields.paid).toBeUndefined();
});
