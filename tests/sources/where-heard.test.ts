import { afterAll, beforeAll, expect, it } from "vitest";
import { recognise } from "../../src/sources/recognise.ts";
import { asksWhereHeard } from "../../src/sources/survey/heard.ts";
import { Workspace } from "../ingest/workspace.ts";
import { csv } from "./formats/fixture.ts";

let space: Workspace;
beforeAll(async () => {
  space = await new Workspace().open();
});
afterAll(() => space.close());

it.each([
  "How did you hear about us?",
  "How did you first hear about Leaf & Pot?",
  "how_did_you_hear_about_us",
  "Where did you hear about us",
  "Self-reported attribution",
  "Skąd się Pani/Pan o nas dowiedziała?",
  "Skąd dowiedziałeś się o nas?",
  "Jak się o nas dowiedziałeś?",
  "Hur hörde du talas om oss?",
  "Hur fick ni höra om vårt företag?",
  "Как вы о нас узнали?",
  "Откуда вы узнали о нас?",
  "Cum ați aflat despre noi?",
  "De unde ai auzit de noi?",
])("“%s” asks how somebody heard of the company", (title) => {
  expect(asksWhereHeard(title)).toBe(true);
});

it.each([
  "How likely are you to recommend us to a friend?",
  "How did you like the delivery?",
  "How can we reach you?",
  "Skąd jesteś?",
  "Hur nöjd är du med oss?",
  "Как вы оцениваете нас?",
  "Cum ați fost tratat?",
])("“%s” does not", (title) => {
  expect(asksWhereHeard(title)).toBe(false);
});

async function heardIn(name: string, content: string) {
  const table = await space.table(space.file(content, name));
  const { winner, questions } = recognise(table, { currency: "EUR" as never });
  await space.reset();
  await space.loadTable(table, winner!.mapping);
  await space.finish();
  const facts = await space.rows(`
    select i.kind || ':' || i.value as who, strftime(f."at", '%Y-%m-%d') as day, f.choice as choice, f.score as score
    from fact_answer f left join identifier i on i.key = f.subject where f.instrument = 'heard_from' order by f.line, f.rowid`);
  return { format: winner!.format, questions, facts };
}
const people = (n: number) => Array.from({ length: n }, (_, i) => i);

it("of a list of customers the answer is the customer's, on the day on which they joined; an empty cell says nothing", async () => {
  const { format, questions, facts } = await heardIn(
    "klienci.csv",
    csv([
      ["ID klienta", "Imię i nazwisko", "Kraj", "Data rejestracji", "Skąd się Pan o nas dowiedział?"],
      ...people(24).map((i) => [
        ...[`C${i}`, ["Anna Berg", "Jan Nowak"][i % 2]!, "PL", `2025-03-${String(i + 1).padStart(2, "0")}`],
        i === 0 ? "Od znajomego" : i === 1 ? "Reklama" : "",
      ]),
    ]),
  );
  expect([format, questions]).toEqual(["generic.party", []]);
  expect(facts).toEqual([
    { who: "customer:C0", day: "2025-03-01", choice: "Od znajomego", score: null },
    { who: "customer:C1", day: "2025-03-02", choice: "Reklama", score: null },
  ]);
});

it("of orders it is the buyer's, on the day of the order", async () => {
  const { format, facts } = await heardIn(
    "orders.csv",
    csv([
      ["Order ID", "Customer ID", "Order date", "Order total", "Currency", "How did you hear about us?"],
      ...people(24).map((i) => [
        ...[`O-${i}`, `C${i}`, `2025-04-${String(i + 1).padStart(2, "0")}`, "10.00", "EUR"],
        i === 3 ? "Podcast" : "",
      ]),
    ]),
  );
  expect(format).toBe("generic.purchase");
  expect(facts).toEqual([{ who: "customer:C3", day: "2025-04-04", choice: "Podcast", score: null }]);
});

it("a column in other words is one where the settings say so", async () => {
  const table = await space.table(
    space.file(
      csv([
        ["Customer ID", "Full name", "Country", "Signup date", "Source note"],
        ...people(24).map((i) => [
          `C${i}`,
          "Ann Ek",
          "SE",
          `2025-03-${String(i + 1).padStart(2, "0")}`,
          `note ${i % 3}`,
        ]),
      ]),
      "people.csv",
    ),
  );
  const { winner } = recognise(table, { files: [{ match: "*", columns: { "Source note": "heard_from" } }] });
  const answers = winner!.mapping.facts.filter(({ fact }) => fact === "answer");
  expect(answers.map(({ fields }) => [fields.instrument, fields.choice])).toEqual([
    [{ value: "heard_from" }, "Source note"],
  ]);
});

it("of a shop it stands among the notes on an order", async () => {
  const columns = [
    ...["Name", "Email", "Financial Status", "Paid at", "Currency", "Subtotal", "Shipping", "Taxes", "Total"],
    ...[
      "Discount Amount",
      "Created at",
      "Lineitem quantity",
      "Lineitem name",
      "Lineitem price",
      "Note Attributes",
      "Id",
    ],
  ];
  const order = (i: number, notes: string) => [
    ...[
      `#10${i}`,
      `b${i}@example.com`,
      "paid",
      `2026-01-0${i} 10:00:00 +0000`,
      "EUR",
      "10.00",
      "0.00",
      "0.00",
      "10.00",
    ],
    ...["0.00", `2026-01-0${i} 10:00:00 +0000`, 1, "Tea", "10.00", notes, `900${i}`],
  ];
  const { format, facts } = await heardIn(
    "orders_export.csv",
    csv([
      columns,
      order(1, "gift: yes\nHow did you hear about us?: A friend of mine\nwrap: no"),
      order(2, "gift: no"),
      order(3, "How did you hear about us?: Instagram"),
    ]),
  );
  expect(format).toBe("shopify.orders");
  expect(facts).toEqual([
    { who: "email:b1@example.com", day: "2026-01-01", choice: "A friend of mine", score: null },
    { who: "email:b3@example.com", day: "2026-01-03", choice: "Instagram", score: null },
  ]);
});
