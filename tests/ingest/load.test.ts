import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { TableMapping } from "../../src/sources/mapping.ts";
import { HEADER, ORDERS, TILL, Workspace, workbook } from "./workspace.ts";

const space = new Workspace();
beforeAll(() => space.open());
afterEach(() => space.reset());
afterAll(() => space.close());

const one = (fact: TableMapping["facts"][number]): TableMapping => ({ format: "test", facts: [fact] });

it("a table becomes typed facts, with who, when and where from", async () => {
  const report = await space.load(
    `${HEADER}\no1,c1,2024-01-05 10:00:00,12.50,EUR,web\no2,c2,2024-01-06,7,pln,\n`,
    ORDERS,
    "orders.csv",
  );
  expect(report).toMatchObject({
    rowsRead: 2,
    rowsUsed: 2,
    rowsSetAside: 0,
    rowsNotForUs: 0,
    rejects: [],
    negativeAmounts: 0,
  });
  expect(report.facts).toEqual([
    { fact: "purchase", n: 2, replaced: 0, duplicates: 0, first: "2024-01-05", last: "2024-01-06", undated: 0 },
  ]);
  expect(report.totals).toEqual([
    { fact: "purchase", field: "amount", currency: "EUR", file: 12.5, loaded: 12.5, setAside: 0, closes: true },
    { fact: "purchase", field: "amount", currency: "PLN", file: 7, loaded: 7, setAside: 0, closes: true },
  ]);
  expect(
    await space.rows(
      `select source, "at", precision, line, order_id, currency, amount, channel, i.kind, i.value
       from fact_purchase join identifier i on i.key = subject order by line`,
    ),
  ).toEqual([
    {
      source: "files",
      at: "2024-01-05 10:00:00",
      precision: "instant",
      line: 2,
      order_id: "o1",
      currency: "EUR",
      amount: 12.5,
      channel: "web",
      kind: "customer",
      value: "c1",
    },
    {
      source: "files",
      at: "2024-01-06 00:00:00",
      precision: "day",
      line: 3,
      order_id: "o2",
      currency: "PLN",
      amount: 7,
      channel: null,
      kind: "customer",
      value: "c2",
    },
  ]);
  expect(await space.rows(`select load, name, container, format, rows_read from load`)).toEqual([
    { load: 1, name: "orders.csv", container: "delimited", format: "test.orders", rows_read: 2 },
  ]);
});

it("what cannot be a fact is set aside with its line, column, reason and text", async () => {
  const report = await space.load(
    [
      HEADER,
      "o1,c1,2024-01-05,12.50,EUR,web",
      "o2,c2,soon,1,EUR,web",
      "o3,c3,2024-02-30,1,EUR,web",
      "o4,c4,2024-01-05,12 %,EUR,web",
      "o5,c5,2024-01-05,NaN,EUR,web",
      "o6,c6,2024-01-05,Infinity,EUR,web",
      "o7,c7,2024-01-05,1,ZZZ,web",
      "o8,c8,2026-07-01,1,EUR,web",
      "o9,c9,,1,EUR,web",
      "o10,c10,2024-01-05,-4.00,EUR,web",
      "",
    ].join("\n"),
    ORDERS,
  );
  expect(report).toMatchObject({ rowsRead: 10, rowsUsed: 2, rowsSetAside: 8, negativeAmounts: 1 });
  const rejects = await space.rows(`select line, column_name, reason, text, fact from reject order by line`);
  expect(rejects).toEqual(
    [
      [3, "date", "date_invalid", "soon"],
      [4, "date", "date_invalid", "2024-02-30"],
      [5, "amount", "number_invalid", "12 %"],
      [6, "amount", "number_invalid", "NaN"],
      [7, "amount", "number_invalid", "Infinity"],
      [8, "currency", "currency_unknown", "ZZZ"],
      [9, "date", "future_date", "2026-07-01"],
      [10, "date", "date_missing", null],
    ].map(([line, column_name, reason, text]) => ({ line, column_name, reason, text, fact: "purchase" })),
  );
  const [whole] = await space.rows(`select row_text from reject where line = 5`);
  expect(whole!.row_text).toBe("o4 | c4 | 2024-01-05 | 12 % | EUR | web");
  expect(report.totals).toEqual([
    { fact: "purchase", field: "amount", currency: "EUR", file: 12.5, loaded: 8.5, setAside: 4, closes: true },
    { fact: "purchase", field: "amount", currency: null, file: 1, loaded: 0, setAside: 1, closes: true },
  ]);
});

it("the line is the one that an editor shows, whatever comes before it", async () => {
  const report = await space.load(
    '# exported 2024\n# by hand\nid,customer,date,amount,currency,channel\no1,"c\n1",2024-01-05,1,EUR,web\n\no2,c2,bad,1,EUR,web\no3,c3\no4,c4,2024-01-05,1,EUR,web,,\no5,c5,2024-01-05,1,EUR,web,x\no6,c6,2024-01-06,2,EUR,"a ""b"" c"\n',
    ORDERS,
  );
  expect(report).toMatchObject({ rowsRead: 6, rowsUsed: 3, rowsSetAside: 3 });
  expect(await space.rows(`select line, reason, fact from reject order by line`)).toEqual([
    { line: 7, reason: "date_invalid", fact: "purchase" },
    { line: 8, reason: "columns_missing", fact: null },
    { line: 10, reason: "columns_extra", fact: null },
  ]);
  expect(await space.rows(`select line, channel from fact_purchase order by line`)).toEqual([
    { line: 4, channel: "web" },
    { line: 9, channel: "web" },
    { line: 11, channel: 'a "b" c' },
  ]);
});

it("a quote that is never closed costs its own line only", async () => {
  const report = await space.load(
    `${HEADER}\no1,c1,2024-01-05,1,EUR,web\no2,"c2,2024-01-05,1,EUR,web\no3,c3,2024-01-05,1,EUR,web\no4,c4,2024-01-05,1,EUR,"say ""hi"" he"\n`,
    ORDERS,
  );
  expect(report).toMatchObject({ rowsRead: 4, rowsUsed: 3, rowsSetAside: 1 });
  expect(await space.rows(`select line, reason, text from reject`)).toEqual([
    { line: 3, reason: "quote_open", text: 'o2,"c2,2024-01-05,1,EUR,web' },
  ]);
});

it("a row may make several facts, and the conditions decide which", async () => {
  const mapping: TableMapping = {
    format: "test.survey",
    facts: [
      {
        fact: "answer",
        id: "response",
        subject: { kind: "email", value: "email" },
        also: [{ kind: "customer", value: "customer" }],
        at: { value: "when" },
        fields: {
          response_id: "response",
          instrument: { value: "nps" },
          scale_min: { value: 0 },
          scale_max: { value: 10 },
          score: "nps",
          comment: "why",
        },
        where: { column: "nps", present: true },
        keep: ["shop"],
      },
      {
        fact: "answer",
        id: "response",
        subject: { kind: "email", value: "email" },
        at: { value: "when" },
        fields: {
          response_id: "response",
          instrument: { value: "csat" },
          scale_min: { value: 1 },
          scale_max: { value: 5 },
          score: "csat",
        },
        where: { column: "csat", present: true },
      },
    ],
  };
  const report = await space.load(
    'response,email,customer,when,nps,csat,why,shop\nr1, Ann@Example.com ,7,2024-01-05,9,5,"good, cheap",north\nr2,bob@example.com,,2024-01-06,11,4,,\nr3,cat@example.com,9,2024-01-06,,,,south\nr4,dan@example.com,9,2024-01-06,7.5,6,,\n',
    mapping,
  );
  expect(report).toMatchObject({ rowsRead: 4, rowsUsed: 2, rowsSetAside: 1, rowsNotForUs: 1 });
  expect(report.rejects).toEqual([
    { reason: "score_out_of_scale", fact: "answer", column: "nps", n: 2 },
    { reason: "score_out_of_scale", fact: "answer", column: "csat", n: 1 },
  ]);
  expect(
    await space.rows(`select instrument, score, comment, properties from fact_answer order by line, instrument desc`),
  ).toEqual([
    { instrument: "nps", score: 9, comment: "good, cheap", properties: '{"shop":"north"}' },
    { instrument: "csat", score: 5, comment: null, properties: null },
    { instrument: "csat", score: 4, comment: null, properties: null },
  ]);
  expect(
    await space.rows(`select value, other_kind, other_value, "at" from fact_alias join identifier on key = subject`),
  ).toEqual([{ value: "ann@example.com", other_kind: "customer", other_value: "7", at: "2024-01-05 00:00:00" }]);
  expect(await space.rows(`select kind, value from identifier order by kind, value`)).toEqual([
    { kind: "customer", value: "7" },
    { kind: "email", value: "ann@example.com" },
    { kind: "email", value: "bob@example.com" },
  ]);
});

it("expressions say everything that a mapping may need", async () => {
  await space.load(
    "id;who;first;last;d;t;euro;cents;kind;note;y;m\n1;'0048123;Ann;Lee;05.01.2024;10:30:00;1.234,50;99;K;ref #A-17 ok;2024;3\n2;x;Bo;;06.01.2024;11:00:00;2,00;1;R;none;2024;11\n",
    one({
      fact: "purchase",
      id: { join: [{ value: "shop" }, "id"], with: "-" },
      subject: { kind: "member", value: "who" },
      at: { value: { join: ["d", "t"], with: " " } },
      fields: {
        order_id: { column: "note", pattern: "#([A-Z]-[0-9]+)" },
        amount: { sum: ["euro", { column: "cents", times: 0.01 }] },
        // biome-ignore lint/suspicious/noThenProperty: the mapping language has it
        discount: { choose: [{ when: { column: "euro", above: 100 }, then: { value: 1.5 } }], otherwise: { value: 0 } },
        cost: { difference: ["euro", { value: 1 }] },
        tax: { column: "euro", times: -1, absolute: true, atLeast: 3 },
        list_amount: { product: ["euro", { value: 2 }] },
        currency: { value: "EUR" },
        channel: { column: "kind", map: { K: "shop", "*": "web" } },
        agent: { join: ["first", "last"], with: " " },
        product: { first: ["last", "first"] },
        status: { column: "kind", map: { k: "paid", r: "returned" } },
        promised: { shift: "d", days: 1, months: 1 },
        delivered: { date: { year: "y", month: "m" } },
      },
    }),
  );
  expect(
    await space.rows(
      `select "at", order_id, amount, discount, cost, tax, list_amount, channel, agent, product, status, promised, delivered from fact_purchase order by line`,
    ),
  ).toEqual([
    {
      at: "2024-01-05 10:30:00",
      order_id: "A-17",
      amount: 1235.49,
      discount: 1.5,
      cost: 1233.5,
      tax: 1234.5,
      list_amount: 2469,
      channel: "shop",
      agent: "Ann Lee",
      product: "Lee",
      status: "paid",
      promised: "2024-02-06 00:00:00",
      delivered: "2024-03-01 00:00:00",
    },
    {
      at: "2024-01-06 11:00:00",
      order_id: null,
      amount: 2.01,
      discount: 0,
      cost: 1,
      tax: 3,
      list_amount: 4,
      channel: "web",
      agent: null,
      product: "Bo",
      status: "returned",
      promised: "2024-02-07 00:00:00",
      delivered: "2024-11-01 00:00:00",
    },
  ]);
  expect(await space.rows(`select value from identifier order by value`)).toEqual([
    { value: "0048123" },
    { value: "x" },
  ]);
});

it("minor units become major ones, by what the currency's minor unit is", async () => {
  await space.load(
    "id,customer,date,amount,currency,channel\n1,c,2024-01-05,1999,EUR,\n2,c,2024-01-05,1999,JPY,\n3,c,2024-01-05,1999,KWD,\n",
    {
      ...ORDERS,
      read: { money: "minor" },
    },
  );
  expect(await space.rows(`select currency, amount from fact_purchase order by line`)).toEqual([
    { currency: "EUR", amount: 19.99 },
    { currency: "JPY", amount: 1999 },
    { currency: "KWD", amount: 1.999 },
  ]);
});

it("a refund below zero is set aside, a purchase below zero is kept and counted", async () => {
  const refunds = one({
    fact: "refund",
    at: { value: "date" },
    fields: { amount: "amount", currency: { value: "EUR" } },
  });
  const report = await space.load("date,amount\n2024-01-05,-3\n2024-01-05,3\n", refunds);
  expect(report.rejects).toEqual([{ reason: "below_minimum", fact: "refund", column: "amount", n: 1 }]);
});

it("numbers beyond all measure are set aside, whichever way they point", async () => {
  const answers = one({
    fact: "answer",
    at: { value: "at" },
    fields: { instrument: { value: "quality" }, item: "item", score: "score", importance: "importance" },
  });
  const told = ["5", "1e13", "1e14", "-1e14", "9".repeat(40), "1e99"];
  const report = await space.load(
    `at,item,score,importance\n${told.map((each, i) => `2024-01-05,i${i},3,${each}`).join("\n")}\n`,
    answers,
  );
  expect(report.rejects).toEqual([{ reason: "above_maximum", fact: "answer", column: "importance", n: 4 }]);
  expect(await space.rows(`select importance from fact_answer order by importance`)).toEqual([
    { importance: 5 },
    { importance: 1e13 },
  ]);
});

it("choices, truth values, whole numbers and required fields are checked", async () => {
  const contacts = one({
    fact: "contact",
    at: { value: "at" },
    fields: { direction: "dir", complaint: "complaint", transfers: "transfers", talk: "talk" },
  });
  const report = await space.load(
    "at,dir,complaint,transfers,talk\n2024-01-05,Inbound,tak,0,00:01:05\n2024-01-05,sideways,nej,0,5\n2024-01-05,inbound,maybe,0,5\n2024-01-05,inbound,0,1.5,5\n2024-01-05,inbound,0,-1,5\n2024-01-05,inbound,0,1,-5\n",
    contacts,
  );
  expect(report.rejects.map(({ reason, column }) => [column, reason]).sort()).toEqual([
    ["complaint", "boolean_invalid"],
    ["dir", "choice_unknown"],
    ["talk", "below_minimum"],
    ["transfers", "below_minimum"],
    ["transfers", "not_whole_number"],
  ]);
  expect(await space.rows(`select direction, complaint, transfers, talk from fact_contact`)).toEqual([
    { direction: "inbound", complaint: true, transfers: 0, talk: 65 },
  ]);
  const points = one({
    fact: "points",
    subject: { kind: "member", value: "who" },
    at: { value: "at" },
    fields: { change: "what", points: "n" },
  });
  const second = await space.load(
    "who,at,what,n\nm1,2024-01-05,earned,5\n,2024-01-05,earned,5\nm1,2024-01-05,,5\nm1,2024-01-05,earned,\n",
    points,
  );
  expect(second.rejects.map(({ reason, column }) => [column, reason])).toEqual(
    expect.arrayContaining([
      ["who", "subject_missing"],
      ["what", "field_missing"],
      ["n", "field_missing"],
    ]),
  );
});

it("words for no value are no value", async () => {
  const table = await space.table(
    space.file(
      "id,score,customer\n1,NA,a\n2,5,b\n3,NULL,c\n4,7,d\n5,8,e\n6,9,f\n7,9,f\n8,9,f\n9,9,f\n10,9,f\n11,9,f\n12,9,f\n13,9,f\n14,9,f\n15,9,f\n16,9,f\n17,9,f\n18,9,f\n19,9,f\n20,9,f\n21,9,f\n22,9,f\n",
    ),
  );
  expect(table.read.missing.sort()).toEqual(["NA", "NULL"]);
  expect(table.rows[0]).toEqual(["1", null, "a"]);
});

it("reads gzip, JSON documents, NDJSON, Parquet and workbooks as it reads CSV", async () => {
  const rows = [
    { id: "o1", customer: "c1", date: "2024-01-05", amount: 12.5, currency: "EUR", channel: "web" },
    { id: "o2", customer: "c2", date: "2024-01-06", amount: 7, currency: "PLN", channel: "shop" },
  ];
  const csv = `${HEADER}\n${rows.map((r) => Object.values(r).join(",")).join("\n")}\n`;
  const parquet = `${space.folder}/orders.parquet`;
  await space.rows(
    `copy (select 'o' || i as id, 'c' || i as customer, date '2024-01-04' + i::int as date, case i when 1 then 12.5 else 7 end as amount, case i when 1 then 'EUR' else 'PLN' end as currency, case i when 1 then 'web' else 'shop' end as channel from range(1, 3) t(i)) to '${parquet}' (format parquet)`,
  );
  const files = [
    space.file(csv, "a.csv"),
    space.file(gzipSync(csv), "b.gz"),
    space.file(JSON.stringify(rows, null, 2), "c.json"),
    space.file(rows.map((r) => JSON.stringify(r)).join("\n"), "d.ndjson"),
    space.file(JSON.stringify({ meta: { n: 2 }, orders: rows }), "e.json"),
    { path: parquet, name: "f.parquet", bytes: 1 },
    space.file(workbook([[], ["Orders of January"], HEADER.split(","), ...rows.map((r) => Object.values(r))]), "g.bin"),
    space.file(Buffer.from(`\ufeff${csv}`, "utf16le"), "h.txt"),
    space.file(csv.replaceAll(",", "   "), "i.txt"),
  ];
  for (const file of files) {
    const [table] = await space.probe(file);
    expect(table!.columns).toEqual(HEADER.split(","));
    const report = await space.loadTable(table!, ORDERS);
    expect({ file: file.name, n: report.rowsUsed, totals: report.totals.map((t) => t.loaded) }).toEqual({
      file: file.name,
      n: 2,
      totals: [12.5, 7],
    });
  }
  const quality = await space.finish();
  expect(quality.facts).toEqual([
    { fact: "purchase", n: 2, first: "2024-01-05", last: "2024-01-06", undated: 0, nobody: 0 },
  ]);
  expect(quality.acrossFiles).toEqual([{ fact: "purchase", replaced: 16, duplicates: 0 }]);
});

it("nested JSON is opened, and long numbers keep their digits", async () => {
  const [table] = await space.probe(
    space.file(
      '{"id":12345678901234567890,"who":{"email":"a@b.co"},"tags":["x","y"]}\n{"id":2,"who":{"email":null}}\n',
    ),
  );
  expect(table!.columns).toEqual(["id", "who.email", "tags"]);
  expect(table!.rows).toEqual([
    ["12345678901234567890", "a@b.co", '["x","y"]'],
    ["2", null, null],
  ]);
});

it("rows that stand on one line are told apart", async () => {
  const rows = ["1", "x", "2", "y"].map((amount, i) => ({
    id: `o${i}`,
    customer: "c",
    date: "2024-01-05",
    amount,
    currency: "EUR",
    channel: "",
  }));
  const report = await space.load(JSON.stringify(rows), ORDERS);
  expect(report).toMatchObject({ rowsRead: 4, rowsUsed: 2, rowsSetAside: 2 });
  expect(await space.rows(`select line, text, row_text from reject order by text`)).toEqual([
    { line: 1, text: "x", row_text: "o1 | c | 2024-01-05 | x | EUR" },
    { line: 1, text: "y", row_text: "o3 | c | 2024-01-05 | y | EUR" },
  ]);
});

it("each element of a list in a record makes a fact; what is no list makes none, and rows are counted once", async () => {
  const records = [
    {
      id: "A1",
      day: "2024-01-05",
      items: [
        { sku: "a.b", price: { net: "1.50" } },
        { sku: "c", price: { net: "none" } },
      ],
    },
    { id: "A2", day: "2024-01-06", items: [] },
    { id: "A3", day: "2024-01-07", items: "[broken" },
    { id: "A4", day: "2024-01-08", items: [{ sku: " d ", price: { net: 2 } }, {}] },
  ];
  const facts: TableMapping["facts"] = [
    {
      fact: "line",
      at: { value: "day" },
      fields: { order_id: "id", product: "items[].sku", amount: "items[].price.net" },
      where: { column: "items[].sku", present: true },
    },
  ];
  const text = records.map((each) => `${JSON.stringify(each)}\n`).join("");
  const report = await space.load(text, { format: "test.lists", facts }, "lists.ndjson");
  expect(report).toMatchObject({ rowsRead: 4, rowsUsed: 2, rowsSetAside: 0, rowsNotForUs: 2 });
  expect(report.rejects).toEqual([{ reason: "number_invalid", fact: "line", column: "items[].price.net", n: 1 }]);
  expect(await space.rows("select order_id, product, amount, line from fact_line order by 1, 2")).toEqual([
    { order_id: "A1", product: "a.b", amount: 1.5, line: 1 },
    { order_id: "A4", product: "d", amount: 2, line: 4 },
  ]);
  const both = { ...facts[0]!, keep: ["others[].x"] };
  await expect(
    space.load(text.replaceAll('"day"', '"others":[],"day"'), { format: "t", facts: [both] }, "l2.ndjson"),
  ).rejects.toThrow('A fact cannot be made of "items[]" and "others[]" together.');
});

it("a pattern that an engine cannot follow is refused", async () => {
  const mapping = (pattern: string) =>
    one({ fact: "touch", at: { value: "d" }, fields: { name: { column: "n", pattern } } });
  for (const pattern of ["(?=x)", "(a)\\1", "(", "[z-a]"])
    await expect(space.load("d,n\n2024-01-05,x\n", mapping(pattern))).rejects.toMatchObject({
      code: "input.settings_invalid",
    });
  await space.load("d,n\n2024-01-05,x(7)\n", mapping("[(]([0-9])"));
  expect(await space.rows(`select name from fact_touch`)).toEqual([{ name: "7" }]);
});

it("a load that fails leaves the store as it was", async () => {
  await space.load(`${HEADER}\no1,c1,2024-01-05,1,EUR,web\n`, ORDERS);
  const broken = { ...ORDERS, facts: [...ORDERS.facts, { ...ORDERS.facts[0]!, fields: { amount: "no such column" } }] };
  await expect(space.load(`${HEADER}\no2,c1,2024-01-05,1,EUR,web\n`, broken)).rejects.toMatchObject({
    code: "input.settings_invalid",
  });
  expect(
    await space.rows(`select (select count(*) from load) as loads, (select count(*) from fact_purchase) as facts`),
  ).toEqual([{ loads: 1, facts: 1 }]);
  await space.load(`${HEADER}\no2,c1,2024-01-05,1,EUR,web\n`, ORDERS);
  expect(await space.rows(`select count(*) as n from fact_purchase`)).toEqual([{ n: 2 }]);
});

it("what the mapping states about reading wins over what the sample showed", async () => {
  const file = space.file("1;c1;05/01/2024;1,50;EUR;web\n2;c1;06/01/2024;2,50;EUR;web\n");
  const report = await space.load(file, {
    ...TILL,
    read: { header: false, dates: "mdy", decimal: "," },
    facts: [
      {
        ...TILL.facts[0]!,
        subject: { kind: "customer", value: "column2" },
        at: { value: "column3" },
        fields: { amount: "column4", currency: "column5" },
      },
    ],
  });
  expect(report.totals).toEqual([
    { fact: "purchase", field: "amount", currency: "EUR", file: 4, loaded: 4, setAside: 0, closes: true },
  ]);
  expect(report.facts[0]).toMatchObject({ first: "2024-05-01", last: "2024-06-01" });
});
