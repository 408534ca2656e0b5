import { expect, describe as group, it } from "vitest";
import type { Currency } from "../../src/base/currency.ts";
import { fileSettingsOf, parseSettings, writeSettings } from "../../src/config/settings.ts";
import { describe } from "../../src/sources/describe.ts";
import { type Format, matchSignature } from "../../src/sources/format.ts";
import { FORMATS, GENERIC_TABLES } from "../../src/sources/formats.ts";
import { columnsOf } from "../../src/sources/looks.ts";
import { discover } from "../../src/sources/read/discover.ts";
import { probe } from "../../src/sources/read/probe.ts";
import { recognise } from "../../src/sources/recognise.ts";
import { headerFit, readings, TERMS } from "../../src/sources/terms.ts";
import { readHeader } from "../../src/sources/words/header.ts";
import { dataSet, hasShared } from "../shared.ts";
import { FIXTURES, ROWS } from "./fixtures.ts";
import { sample } from "./samples.ts";

const EUR = { currency: "EUR" as Currency };
const N = 30;
const rows = (...columns: ((i: number) => string | number | null)[]) =>
  Array.from({ length: N }, (_, i) => columns.map((value) => value(i)));
const id = (i: number) => `C${100 + (i % 12)}`;
const isoDay = (i: number) => `2025-0${(i % 9) + 1}-1${i % 9}`;
const cycle =
  (...values: (string | number | null)[]) =>
  (i: number) =>
    values[i % values.length]!;
const codes = (r: ReturnType<typeof recognise>) => r.questions.map(({ code }) => code);
const answersOf = (r: ReturnType<typeof recognise>) => r.winner!.mapping.facts.map(({ fields }) => fields.instrument);

group("headers", () => {
  it.each([
    ["order_id", "order"],
    ["OrderID", "order"],
    ["Order No.", "order"],
    ["orderid", "order"],
    ["ORDER-NUMBER", "order"],
    ["Nr zamówienia", "order"],
    ["numer_zamowienia", "order"],
    ["Beställningsnummer", "order"],
    ["Номер заказа", "order"],
    ["Număr comandă", "order"],
    ["Numarul comenzii", "order"],
    ["created_at (UTC)", "created"],
    ["Total (EUR)", "amount"],
    ["Kundens e-postadress", "email"],
    ["ИМЯ КЛИЕНТА", "name"],
    ["Väntetid (s)", "wait"],
  ] as const)("%s means %s", (header, meaning) => {
    const fits = Object.keys(TERMS).map((term) => ({
      term,
      fit: headerFit(readHeader(header), term as keyof typeof TERMS),
    }));
    fits.sort((a, b) => b.fit - a.fit);
    expect(fits[0]!.term).toBe(meaning);
  });

  it("the date of an order is not a refund's, nor the other way round", () => {
    expect(headerFit(readHeader("Refund date"), "order_date")).toBe(0);
    expect(headerFit(readHeader("Order date"), "refund_date")).toBe(0);
  });

  it("a header without the values to it means little", () => {
    const [column] = columnsOf(sample(["E-mail"], rows(cycle("yes", "no"))));
    expect(readings(column!).find(({ term }) => term === "email")?.values).toBe(0);
  });
});

group("neighbours are told apart", () => {
  const order = (i: number) => `O${i}`;
  const money = (i: number) => (9.9 + i * 1.37).toFixed(2);

  it("orders with a column of refunds are orders", () => {
    const table = sample(
      ["Order ID", "Order date", "Customer ID", "Order total", "Refunded amount"],
      rows(order, isoDay, id, money, cycle(0, 0, "5.50")),
    );
    expect(recognise(table, EUR).winner?.format).toBe("generic.purchase");
  });

  it("refunds that name their order are refunds, and negative amounts are turned", () => {
    const table = sample(
      ["Refund ID", "Order ID", "Date", "Amount", "Reason"],
      rows(
        (i) => `R${i}`,
        order,
        isoDay,
        (i) => `-${money(i)}`,
        cycle("broken", "late"),
      ),
    );
    const { winner } = recognise(table, EUR);
    expect(winner?.format).toBe("generic.refund");
    expect(winner?.mapping.facts[0]?.fields.amount).toEqual({ column: "Amount", absolute: true });
  });

  it("tickets and calls with the same columns around them", () => {
    const common = [isoDay, id, cycle("Ann", "Bo")] as const;
    const tickets = sample(
      ["Ticket ID", "Created", "Customer ID", "Agent", "Subject", "Status"],
      rows((i) => `T${i}`, ...common, cycle("Bill", "Card"), cycle("open")),
    );
    const calls = sample(
      ["Call ID", "Date", "Customer ID", "Agent", "Duration", "Queue time"],
      rows(
        (i) => `K${i}`,
        ...common,
        (i) => 60 + i,
        (i) => i,
      ),
    );
    expect(recognise(tickets).winner?.format).toBe("generic.case");
    expect(recognise(calls).winner?.format).toBe("generic.contact");
  });

  it("what a campaign cost is no purchase", () => {
    const table = sample(
      ["Date", "Campaign", "Channel", "Spend"],
      rows(isoDay, cycle("Spring", "Summer"), cycle("web", "radio"), money),
    );
    const { winner } = recognise(table, EUR);
    expect(winner?.format).toBe("generic.cost");
    expect(winner?.mapping.facts[0]?.fields).toMatchObject({ scope: { value: "channel" }, scope_value: "Channel" });
  });

  it("customer, date and amount alone may be anything", () => {
    expect(recognise(sample(["Customer ID", "Date", "Amount"], rows(id, isoDay, money)), EUR).winner).toBeNull();
  });

  it("a rating with an order number was asked for, and is no public review for sure", () => {
    const table = sample(
      ["review_id", "order_id", "review_date", "review_score", "review_text"],
      rows((i) => `V${i}`, order, isoDay, cycle(5, 4, 1), cycle("Fine, thank you", "Bad")),
    );
    expect(recognise(table).winner).toBeNull();
  });
});

group("orders and their lines", () => {
  it("rows that repeat an order number are lines, and make the order once", () => {
    const table = sample(
      ["Order ID", "Order date", "Customer ID", "Product", "Quantity", "Unit price", "Status"],
      rows(
        (i) => `O${Math.floor(i / 3)}`,
        isoDay,
        id,
        cycle("A", "B"),
        cycle(1, 2),
        cycle("3.50", "4.20"),
        cycle("paid", "cancelled"),
      ),
    );
    const { facts } = recognise(table, EUR).winner!.mapping;
    expect(facts.map(({ fact }) => fact)).toEqual(["purchase", "line"]);
    expect(facts[0]).toMatchObject({
      id: "Order ID",
      fields: { order_id: "Order ID", status: { map: { cancelled: "cancelled", paid: "paid", "*": null } } },
    });
    expect(facts[1]?.fields.amount).toEqual({ product: ["Unit price", "Quantity"] });
  });

  it("a price is taken for one piece or for the line by what products bought in different numbers show", () => {
    const table = (price: (i: number) => string) =>
      sample(
        ["Order ID", "Product", "Quantity", "Price"],
        rows(
          (i) => `O${Math.floor(i / 2)}`,
          cycle("A", "B", "C"),
          (i) => 1 + (Math.floor(i / 3) % 3),
          price,
        ),
      );
    const list = [3.5, 8, 12.25];
    const quantity = (i: number) => 1 + (Math.floor(i / 3) % 3);
    expect(
      recognise(
        table((i) => list[i % 3]!.toFixed(2)),
        EUR,
      ).winner?.mapping.facts[0]?.fields.amount,
    ).toEqual({ product: ["Price", "Quantity"] });
    expect(
      recognise(
        table((i) => (list[i % 3]! * quantity(i)).toFixed(2)),
        EUR,
      ).winner?.mapping.facts[0]?.fields.amount,
    ).toBe("Price");
    expect(
      codes(
        recognise(
          table((i) => (3 + i * 0.77).toFixed(2)),
          EUR,
        ),
      ),
    ).toContain("which_column");
  });

  it("orders whose amounts stand elsewhere are orders; with a number that nobody knows they are not sure", () => {
    const columns = ["order_id", "customer_id", "order_date", "order_status"];
    const values = [(i: number) => `O${i}`, id, isoDay, cycle("paid", "shipped")];
    expect(recognise(sample(columns, rows(...values))).winner?.format).toBe("generic.purchase");
    expect(
      recognise(
        sample(
          [...columns, "Xyzzy"],
          rows(...values, (i) => (i * 1.7).toFixed(2)),
        ),
      ).winner,
    ).toBeNull();
  });

  it("a customer number that means nobody is no customer", () => {
    const table = sample(
      ["Order ID", "Order date", "Customer ID", "Total"],
      rows(
        (i) => `O${i}`,
        isoDay,
        (i) => (i % 3 ? 0 : 500 + i),
        (i) => (i * 3.1 + 5).toFixed(2),
      ),
    );
    expect(recognise(table, EUR).winner?.mapping.facts[0]?.subject).toEqual({
      kind: "customer",
      value: { column: "Customer ID", map: { "0": null } },
    });
  });

  it("of two identifiers one is the subject and the other stands beside it", () => {
    const table = sample(
      ["Order ID", "Order date", "Email", "Customer ID", "Phone", "Total"],
      rows(
        (i) => `O${i}`,
        isoDay,
        (i) => `a${i}@example.com`,
        id,
        (i) => `+48 600 700 ${100 + i}`,
        (i) => (i * 3.1 + 5).toFixed(2),
      ),
    );
    expect(recognise(table, EUR).winner?.mapping.facts[0]).toMatchObject({
      subject: { kind: "customer", value: "Customer ID" },
      also: [
        { kind: "email", value: "Email" },
        { kind: "phone", value: "Phone" },
      ],
    });
  });
});

group("scales", () => {
  const survey = (score: string, values: (i: number) => string | number | null) =>
    sample(
      ["Response ID", "Customer ID", "Date", score],
      rows((i) => `A${i}`, id, isoDay, values),
    );

  it("a recommendation from 0 to 10 is NPS", () => {
    const recognition = recognise(survey("NPS", cycle(0, 10, 9, 7, 3)));
    expect(codes(recognition)).toEqual([]);
    expect(recognition.winner?.mapping.facts[0]?.fields).toMatchObject({
      instrument: { value: "nps" },
      scale_min: { value: 0 },
      scale_max: { value: 10 },
    });
  });

  it("a scale from 1 to 10 offered as NPS is asked about, never counted", () => {
    const recognition = recognise(survey("NPS", cycle(1, 10, 9, 7, 3)));
    expect(recognition.questions).toMatchObject([
      { code: "score_scale", column: "NPS", choices: ["0-10", "1-10"], option: "files[].scales.NPS" },
    ]);
    expect(recognition.winner?.mapping.facts[0]?.fields.instrument).not.toEqual({ value: "nps" });
  });

  it("a header that says 1-10 makes an instrument of its own", () => {
    expect(answersOf(recognise(survey("Would you recommend us (1-10)", cycle(1, 10, 8))))).toEqual([
      { value: "recommend-1-10" },
    ]);
    expect(answersOf(recognise(survey("NPS 1 to 10", cycle(4, 10, 8))))).toEqual([{ value: "recommend-1-10" }]);
  });

  it("the whole question as a header is understood", () => {
    const header = "How likely is it that you would recommend us to a friend or colleague? (0-10)";
    expect(answersOf(recognise(survey(header, cycle(9, 10, 2))))).toEqual([{ value: "nps" }]);
    expect(
      answersOf(recognise(survey("Jak bardzo prawdopodobne jest, że polecisz nas znajomemu?", cycle(0, 10, 9)))),
    ).toEqual([{ value: "nps" }]);
    expect(
      answersOf(recognise(survey("Hur troligt är det att du skulle rekommendera oss till en vän?", cycle(0, 10, 9)))),
    ).toEqual([{ value: "nps" }]);
    expect(
      answersOf(recognise(survey("Насколько вероятно, что вы порекомендуете нас другу?", cycle(0, 10, 9)))),
    ).toEqual([{ value: "nps" }]);
    expect(
      answersOf(recognise(survey("Cât de probabil este să ne recomandați unui prieten?", cycle(0, 10, 9)))),
    ).toEqual([{ value: "nps" }]);
  });

  it("satisfaction from 1 to 5 is csat, from 1 to 10 it is asked about or named by its scale", () => {
    expect(answersOf(recognise(survey("CSAT", cycle(1, 5, 4))))).toEqual([{ value: "csat" }]);
    expect(codes(recognise(survey("CSAT", cycle(1, 10, 4))))).toEqual(["score_scale"]);
    expect(answersOf(recognise(survey("Satisfaction (1-10)", cycle(1, 10, 4))))).toEqual([{ value: "csat-1-10" }]);
  });

  it("effort from 1 to 7 is ces, from 1 to 5 ces-5", () => {
    expect(answersOf(recognise(survey("CES", cycle(1, 7, 6))))).toEqual([{ value: "ces" }]);
    expect(answersOf(recognise(survey("CES", cycle(1, 5, 4))))).toEqual([{ value: "ces-5" }]);
    expect(recognise(survey("Effort", cycle(1, 5, 4))).questions).toMatchObject([
      { code: "score_scale", choices: ["1-7", "1-5", "1-5 low", "1-10"] },
    ]);
  });

  it("the settings answer", () => {
    const recognition = recognise(survey("NPS", cycle(1, 10, 9)), {
      files: [{ match: "*.csv", scales: { NPS: "1-10" } }],
    });
    expect(codes(recognition)).toEqual([]);
    expect(answersOf(recognition)).toEqual([{ value: "recommend-1-10" }]);
  });

  it("several scores of one row are several answers, the comment stands with the first", () => {
    const table = sample(
      ["Response ID", "Customer ID", "Date", "NPS", "CSAT", "Staff rating", "Comment"],
      rows(
        (i) => `A${i}`,
        id,
        isoDay,
        cycle(0, 10, null),
        cycle(5, 1, 4),
        cycle(1, 5, 3),
        cycle("Good all round", null),
      ),
    );
    const { facts } = recognise(table).winner!.mapping;
    expect(facts.map(({ fields }) => fields.instrument)).toEqual([
      { value: "nps" },
      { value: "csat" },
      { value: "staff-rating" },
    ]);
    expect(facts.map(({ fields }) => fields.comment)).toEqual(["Comment", undefined, undefined]);
    expect(new Set(facts.map(({ id: own }) => JSON.stringify(own))).size).toBe(3);
  });

  it("a bare id beside scores may be the customer's or the response's", () => {
    const table = sample(
      ["id", "date", "nps", "comment"],
      rows((i) => i + 1, isoDay, cycle(0, 10, 9), cycle("Fine with me", null)),
    );
    const open = recognise(table);
    expect(open.questions).toMatchObject([
      { code: "which_column", column: "id", choices: ["customer", "response"], option: "files[].columns.id" },
    ]);
    const said = recognise(table, { files: [{ match: "*", columns: { id: "customer" } }] });
    expect(codes(said)).toEqual([]);
    expect(said.winner?.mapping.facts[0]?.subject).toEqual({ kind: "customer", value: "id" });
  });
});

group("dates", () => {
  const orders = (date: (i: number) => string) =>
    sample(
      ["Order ID", "Order date", "Customer ID", "Total"],
      rows(
        (i) => `O${i}`,
        date,
        id,
        (i) => (i * 3.1 + 5).toFixed(2),
      ),
    );

  it("are asked about once where nothing tells day from month", () => {
    const recognition = recognise(
      orders((i) => `0${(i % 9) + 1}/0${((i * 2) % 9) + 1}/2025`),
      EUR,
    );
    expect(recognition.questions).toMatchObject([
      { code: "date_order", column: "Order date", choices: ["dmy", "mdy"], option: "--dates" },
    ]);
    expect(recognition.winner?.format).toBe("generic.purchase");
  });

  it("are decided by one value above twelve", () => {
    const recognition = recognise(
      orders((i) => `${String((i % 28) + 1).padStart(2, "0")}/03/2025`),
      EUR,
    );
    expect(codes(recognition)).toEqual([]);
    expect(recognition.winner?.mapping.read?.dates).toBe("dmy");
  });

  it("apart by dots are day first", () => {
    expect(
      recognise(
        orders((i) => `0${(i % 9) + 1}.03.2025`),
        EUR,
      ).winner?.mapping.read?.dates,
    ).toBe("dmy");
  });

  it("are not asked about when it is stated", () => {
    const table = orders((i) => `0${(i % 9) + 1}/0${((i * 2) % 9) + 1}/2025`);
    const forAll = recognise(table, { ...EUR, read: { dates: "mdy" } });
    const forFile = recognise(table, { ...EUR, files: [{ match: "table.csv", read: { dates: "mdy" } }] });
    for (const recognition of [forAll, forFile]) {
      expect(codes(recognition)).toEqual([]);
      expect(recognition.winner?.mapping.read?.dates).toBe("mdy");
    }
  });
});

group("money", () => {
  const orders = (header: string, amount: (i: number) => string | number) =>
    sample(
      ["Order ID", "Order date", "Customer ID", header],
      rows((i) => `O${i}`, isoDay, id, amount),
    );

  it.each(["amount_cents", "Kwota (grosze)", "Belopp i öre", "Сумма, копейки", "Suma în bani"])(
    "%s is turned into the major unit",
    (header) => {
      const recognition = recognise(
        orders(header, (i) => 1999 + i * 137),
        EUR,
      );
      expect(codes(recognition)).toEqual([]);
      expect(recognition.winner?.mapping.facts[0]?.fields.amount).toEqual({ column: header, times: 0.01 });
    },
  );

  it("whole numbers that may be cents are asked about; round ones and decimals are not", () => {
    expect(
      recognise(
        orders("Total", (i) => 1999 + i * 137),
        EUR,
      ).questions,
    ).toMatchObject([{ code: "money_unit", column: "Total", option: "files[].read.money" }]);
    expect(
      codes(
        recognise(
          orders("Total", (i) => 1000 + i * 500),
          EUR,
        ),
      ),
    ).toEqual([]);
    expect(
      codes(
        recognise(
          orders("Total", (i) => (19.99 + i).toFixed(2)),
          EUR,
        ),
      ),
    ).toEqual([]);
    expect(
      codes(
        recognise(
          orders("Total", (i) => 1999 + i * 137),
          { ...EUR, read: { money: "minor" } },
        ),
      ),
    ).toEqual([]);
  });

  it("the currency is asked for unless something says it", () => {
    const amount = (i: number) => (19.99 + i).toFixed(2);
    expect(recognise(orders("Total", amount)).questions).toMatchObject([{ code: "currency", option: "--currency" }]);
    expect(recognise(orders("Total (PLN)", amount)).winner?.mapping.facts[0]?.fields.currency).toEqual({
      value: "PLN",
    });
    expect(recognise(orders("Total", (i) => `${amount(i)} zł`)).winner?.mapping.facts[0]?.fields.currency).toEqual({
      value: "PLN",
    });
    const polish = sample(
      ["Nr zamówienia", "Data zamówienia", "Nr klienta", "Kwota"],
      rows((i) => `O${i}`, isoDay, id, amount),
    );
    expect(recognise(polish).questions[0]?.choices[0]).toBe("PLN");
  });
});

group("settings", () => {
  const table = sample(
    ["a", "b", "c"],
    rows(id, isoDay, (i) => i),
    { name: "shop/x.csv" },
  );

  it("win over everything", () => {
    const facts = [{ fact: "purchase" as const, at: { value: "b" }, fields: { amount: "c" } }];
    const recognition = recognise(table, { files: [{ match: "x.csv", format: "mine", facts }] });
    expect(recognition).toMatchObject({
      by: "settings",
      winner: { format: "mine", score: 1, mapping: { facts, read: { dates: "iso" } } },
    });
  });

  it("leave files out", () => {
    const recognition = recognise(table, { files: [{ match: "shop/*", ignore: true }] });
    expect(recognition.winner?.mapping.facts).toEqual([]);
    expect(describe(table, recognition).state).toBe("ignored");
  });

  it("that name a column which is not there are refused, with the likeliest one", () => {
    const facts = [{ fact: "purchase" as const, at: { value: "date" }, fields: {} }];
    const orders = sample(["Date ", "no"], rows(isoDay, id), { name: "x.csv" });
    expect(() => recognise(orders, { files: [{ match: "x.csv", facts }] })).toThrow(
      /column "date".*Did you mean "Date "/,
    );
  });

  it("name a format: it is taken, or what it lacks is said", () => {
    const reviews = sample(
      ["review_id", "order_id", "date", "score", "comment"],
      rows(
        (i) => `V${i}`,
        (i) => `O${i}`,
        isoDay,
        cycle(5, 1),
        cycle("Fine with me", "Bad"),
      ),
    );
    expect(recognise(reviews, { files: [{ match: "*", format: "generic.review" }] }).winner?.format).toBe(
      "generic.review",
    );
    expect(() => recognise(reviews, { files: [{ match: "*", format: "generic.reveiw" }] })).toThrow(
      /Did you mean "generic.review"/,
    );
    expect(() => recognise(reviews, { files: [{ match: "*", format: "generic.rate" }] })).toThrow(/it lacks/);
  });

  it("written from what was recognised and read back give the same mapping", () => {
    for (const { columns, format } of FIXTURES) {
      const made = sample(
        columns.map(({ headers }) => headers[3]),
        Array.from({ length: ROWS }, (_, i) => columns.map(({ values }) => values(i))),
        { name: `${format}.csv` },
      );
      const recognition = recognise(made, EUR);
      const { mapping } = recognition.winner!;
      const settings = { files: [fileSettingsOf(made, recognition)!] };
      const back = parseSettings(writeSettings(settings));
      expect(back).toEqual(settings);
      expect(recognise(made, back).winner?.mapping).toEqual(mapping);
    }
  });
});

group("signatures", () => {
  const format: Format = {
    name: "maker.orders",
    system: "maker",
    doc: "Orders of a made-up system.",
    evidence: "seen",
    required: ["Order Name", "Lineitem quantity", "Created at"],
    forbidden: ["Ticket"],
    usual: ["Vendor"],
    facts: [],
  };
  it("need every header, and none that speaks against them", () => {
    expect(matchSignature(format, sample(["order_name", "LINEITEM QUANTITY", "Created At", "Vendor"], [])).score).toBe(
      1,
    );
    expect(matchSignature(format, sample(["order_name", "Lineitem quantity", "Created at"], [])).score).toBeCloseTo(
      0.85,
    );
    expect(matchSignature(format, sample(["order_name", "Lineitem quantity"], [])).score).toBeLessThan(0.6);
    expect(
      matchSignature(format, sample(["order_name", "Lineitem quantity", "Created at", "Ticket"], [])).score,
    ).toBeLessThan(0.6);
  });
  it("of fewer than three headers are never sure", () => {
    expect(matchSignature({ ...format, required: ["a", "b"] }, sample(["a", "b"], [])).score).toBeLessThan(0.6);
  });
  it("and generic tables have names of their own", () => {
    const names = [...FORMATS.map(({ name }) => name), ...GENERIC_TABLES.map(({ format: name }) => name)];
    expect(new Set(names).size).toBe(names.length);
  });
});

group("describing", () => {
  it("says what a table was taken for, why, and what becomes of every column", () => {
    const table = sample(
      ["Order ID", "Order date", "Customer ID", "amount_cents", "Status", "Xyzzy"],
      rows(
        (i) => `O${i}`,
        isoDay,
        id,
        (i) => 1999 + i * 137,
        cycle("paid", "void"),
        cycle("q"),
      ),
    );
    const model = describe(table, recognise(table, EUR));
    expect(model).toMatchObject({ state: "sure", by: "generic", format: "generic.purchase", unusedColumns: ["Xyzzy"] });
    expect(model.reasons).toContainEqual({
      code: "column_speaks_for",
      values: { column: "Order date", meaning: "order_date", strength: 1 },
    });
    const fields = model.facts[0]!.fields;
    expect(fields.find(({ field }) => field === "amount")).toEqual({
      fact: "purchase",
      field: "amount",
      columns: ["amount_cents"],
      steps: [{ code: "multiplied", values: { times: 0.01 } }],
    });
    expect(fields.find(({ field }) => field === "status")?.steps).toMatchObject([
      { code: "replaced", values: { pairs: expect.stringContaining("paid → paid, void → cancelled") } },
    ]);
    expect(model.rows).toHaveLength(5);
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });

  it("a table that is nothing for sure names the best guess", () => {
    const table = sample(
      ["Customer ID", "Date", "Amount"],
      rows(id, isoDay, (i) => (i * 2.5).toFixed(2)),
    );
    expect(describe(table, recognise(table))).toMatchObject({
      state: "unsure",
      format: null,
      runnerUp: { format: expect.any(String) },
    });
  });
});

/** What each public file is, where it is anything that can be known without being told. */
const RIGHT: Record<string, string[]> = {
  "customer_flight_activity_2017.csv": ["generic.points-by-period"],
  "customer_flight_activity_2018.csv": ["generic.points-by-period"],
  "customer_loyalty_history.csv": ["generic.party"],
  "data_anonymous_bank_february.txt": ["generic.contact"],
  "CDNOW_master.txt": ["generic.purchase"],
  "transactions_sample_2017_h1.csv": ["generic.line"],
  "transactions_sample_2017_h2.csv": ["generic.line"],
  "demographics.csv": ["generic.party"],
  "nps_half.csv": ["generic.answer-wide"],
  "olist_customers_dataset.csv": ["generic.party", "generic.alias"],
  "olist_order_items_dataset.csv": ["generic.line"],
  "olist_orders_dataset.csv": ["generic.purchase"],
  "customer_support_tickets.csv": ["generic.answer-wide", "generic.case"],
  "E Commerce Dataset.xlsx": ["generic.answer-wide", "generic.party"],
  "csat_january.csv": ["generic.answer-wide"],
  "aht_january.csv": ["generic.contact"],
  "agent_hire_dates.csv": ["generic.employee"],
  "en_skytrax_lounge.csv": ["generic.review"],
  "Telco-Customer-Churn.csv": ["generic.party"],
};

group.skipIf(!hasShared)("public files", () => {
  it("are each taken for what they are, or for nothing for sure", { timeout: 180_000 }, async () => {
    let sure = 0;
    for (const file of await discover([dataSet("")])) {
      for (const table of await probe(file)) {
        const { winner } = recognise(table);
        if (winner) sure++;
        expect(
          winner === null || (RIGHT[file.name.split("/").at(-1)!] ?? []).includes(winner.format),
          `${file.name}: ${winner?.format}`,
        ).toBe(true);
      }
    }
    expect(sure).toBeGreaterThanOrEqual(8);
  });
});
