import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { atItsLine } from "../../src/config/settings.ts";
import { FACT_KINDS, type FactKind, factDefinition } from "../../src/facts/facts.ts";
import { columnsUsed } from "../../src/sources/columns-used.ts";
import { decisionsOf } from "../../src/sources/describe.ts";
import { madeBy, matchSignature, spellings } from "../../src/sources/format.ts";
import { FORMATS } from "../../src/sources/formats.ts";
import { tableMapping } from "../../src/sources/mapping-schema.ts";
import { allAsked } from "../../src/sources/read/all-asked.ts";
import { asStated } from "../../src/sources/read/as-stated.ts";
import { discover } from "../../src/sources/read/discover.ts";
import { probe } from "../../src/sources/read/probe.ts";
import { recognise } from "../../src/sources/recognise.ts";
import type { AskedQuestion } from "../../src/sources/survey/asked.ts";
import type { TableSample } from "../../src/sources/table.ts";
import { Workspace } from "../ingest/workspace.ts";
import { dataSet, hasShared } from "../shared.ts";
import { FIXTURES as GENERIC, ROWS } from "./fixtures.ts";
import { FIXTURES } from "./formats/all.ts";
import { csv, type Fixture } from "./formats/fixture.ts";
import { sample } from "./samples.ts";

let space: Workspace;
beforeAll(async () => {
  space = await new Workspace().open();
});
afterAll(() => space.close());

/** The table of a fixture, read as its format wants it. */
async function tableOf({ name, content, beside }: Fixture): Promise<TableSample> {
  const table = await space.table(space.file(content, name));
  asked = [];
  for (const [other, words] of beside ?? [])
    for (const said of await space.probe(space.file(words, other))) asked.push(...(recognise(said).asked ?? []));
  const { winner } = recognise(table, stated());
  return winner ? asStated(table, winner.mapping) : table;
}

/** What the tables beside the one that is looked at say. */
let asked: AskedQuestion[] = [];
const stated = () => ({ currency: "EUR" as never, asked });

const seen = (table: TableSample) => {
  const { winner, runnerUp, questions, by } = recognise(table, stated());
  return {
    winner: winner?.format ?? null,
    by,
    next: `${runnerUp?.format} ${runnerUp?.score}`,
    questions: questions.map(({ code, column = "" }) => `${code} ${column}`),
    facts: (winner?.mapping.facts ?? []).map(({ fact }) => fact),
    mapping: winner?.mapping,
  };
};

async function factsOf(kind: FactKind): Promise<Record<string, unknown>[]> {
  const fields = Object.keys(factDefinition(kind).fields).map((field) => `f."${field}" as "${field}"`);
  const rows = await space.rows(`
    select strftime(f."at", '%Y-%m-%d %H:%M:%S') as "at", i.kind || ':' || i.value as who, f.precision as precision, ${fields.join(", ")}
    from fact_${kind} f left join identifier i on i.key = f.subject order by f.line, f.rowid`);
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, plainly(value, factDefinition(kind).fields[name]?.type)]),
    ),
  );
}

const answerName = ({ response_id, instrument }: Record<string, unknown>) => `${response_id}/${instrument}`;

function plainly(value: unknown, type: string | undefined): unknown {
  if (value === null || value === undefined) return null;
  if (type && ["money", "number", "integer", "seconds"].includes(type)) return Number(value);
  if (type === "instant") return String(value).slice(0, 19).replace("T", " ");
  if (type === "day") return String(value).slice(0, 10);
  return value;
}

const titled = FIXTURES.map((fixture) => [`${fixture.format} (${fixture.name})`, fixture] as const);

describe.each(titled)("%s", (_, fixture) => {
  it("is recognised, and loads to what it says", { timeout: 60_000 }, async () => {
    const table = await tableOf(fixture);
    const { winner, by, questions } = seen(table);
    expect({ winner, by, questions }, JSON.stringify(seen(table).next)).toEqual({
      winner: fixture.format,
      by: "signature",
      questions: fixture.asks ?? [],
    });
    const { mapping } = recognise(table, stated()).winner!;
    expect(tableMapping.safeParse(mapping).error?.issues).toBeUndefined();
    await space.reset();
    const report = await space.loadTable(table, mapping);
    await space.finish();
    expect([report.rowsSetAside, report.rejects]).toEqual([fixture.setAside ?? 0, expect.anything()]);
    const kinds = madeBy(FORMATS.find(({ name }) => name === fixture.format)!);
    expect(kinds).toEqual(expect.arrayContaining(Object.keys(fixture.facts)));
    for (const kind of FACT_KINDS.filter((k) => k !== "alias")) {
      const expected = fixture.facts[kind] ?? [];
      const found = await factsOf(kind);
      if (fixture.isUnordered) found.sort((a, b) => (answerName(a) < answerName(b) ? -1 : 1));
      expect(found, kind).toMatchObject(expected);
      expect(found, kind).toHaveLength(expected.length);
    }
    const aliases = await space.rows(`
      select i.kind || ':' || i.value || ' = ' || a.other_kind || ':' || a.other_value as same
      from fact_alias a join identifier i on i.key = a.subject order by 1`);
    expect(aliases.map(({ same }) => same)).toEqual([...(fixture.aliases ?? [])].sort());
  });

  it("is recognised with its columns in any order, and with a column more", async () => {
    const table = await tableOf(fixture);
    if (!table.read.header) return;
    const turned = (order: number[]): TableSample => ({
      ...table,
      columns: order.map((i) => table.columns[i]!),
      rows: table.rows.map((row) => order.map((i) => row[i]!)),
      ...(table.headings ? { headings: table.headings.map((row) => order.map((i) => row[i]!)) } : {}),
    });
    const order = table.columns.map((_c, i) => i);
    const shuffled = [...order.filter((i) => i % 2), ...order.filter((i) => i % 2 === 0)].reverse();
    const kinds = seen(table).facts.sort();
    for (const other of [shuffled, [...order].reverse()]) {
      const { winner, facts, questions } = seen(turned(other));
      expect({ winner, facts: facts.sort(), questions }).toEqual({
        winner: fixture.format,
        facts: kinds,
        questions: fixture.asks ?? [],
      });
    }
    const more = {
      ...table,
      columns: ["Xyzzy", ...table.columns],
      rows: table.rows.map((row, i) => [`q${i % 3}`, ...row]),
    };
    if (table.headings) more.headings = table.headings.map((row) => [null, ...row]);
    expect(seen(more)).toMatchObject({ winner: fixture.format, facts: seen(table).facts });
  });

  it("without one of its headers is nothing else for sure", async () => {
    const table = await tableOf(fixture);
    const format = FORMATS.find(({ name }) => name === fixture.format)!;
    if (!table.read.header) return;
    for (const header of format.required) {
      const columns = table.columns.map((name) =>
        matchSignature({ ...format, required: [header] }, { ...table, columns: [name] }).missing.length === 0
          ? "Xyzzy"
          : name,
      );
      const { winner, by, facts, questions } = seen({ ...table, columns });
      expect(winner, `${spellings(header)[0]}: ${winner}`).not.toBe(fixture.format);
      const isRight =
        winner === null || questions.length > 0 || (by === "generic" && facts.every((kind) => kind in fixture.facts));
      expect(isRight, `${spellings(header)[0]}: taken for ${winner} with ${facts.join(", ")}`).toBe(true);
    }
  });

  it("with half of its headers in a language that nobody knows is nothing else for sure", async () => {
    const table = await tableOf(fixture);
    if (!table.read.header) return;
    for (const rest of [0, 1]) {
      const columns = table.columns.map((name, i) => (i % 2 === rest ? `Qwx${i}z` : name));
      const { winner, by, facts, questions } = seen({ ...table, columns });
      const isRight =
        winner === null ||
        questions.length > 0 ||
        winner === fixture.format ||
        (by === "generic" && facts.every((kind) => kind in fixture.facts));
      expect(isRight, `taken for ${winner} with ${facts.join(", ")}`).toBe(true);
    }
  });

  it("is claimed by no other format", async () => {
    const table = await tableOf(fixture);
    const sure = FORMATS.filter((format) => matchSignature(format, table).isSure).map(({ name }) => name);
    expect(sure).toEqual([fixture.format]);
  });
});

it("what is said of the columns of a known export holds: left out, in another field, one more identifier", async () => {
  const fixture = FIXTURES.find(({ format }) => format === "zendesk.tickets")!;
  const table = await tableOf(fixture);
  const said = {
    "Ticket type": "none",
    Summary: "nothing",
    "Due date": "resolved",
    Organization: "account",
    Tags: "topic",
  };
  const there = Object.fromEntries(Object.entries(said).filter(([column]) => table.columns.includes(column)));
  const { winner } = recognise(table, { files: [{ match: "*", columns: there }] });
  const [issue] = winner!.mapping.facts;
  expect(winner!.format).toBe("zendesk.tickets");
  expect(JSON.stringify(winner!.mapping)).not.toContain("Ticket type");
  expect(issue!.fields.topic).toBe(table.columns.includes("Tags") ? "Tags" : undefined);
  if (table.columns.includes("Organization"))
    expect(issue!.also).toContainEqual({ kind: "account", value: "Organization" });
});

it("what is said of a column of a known export is never passed over: a meaning that it has no place for is refused", async () => {
  const table = await tableOf(FIXTURES.find(({ format }) => format === "shopify.orders")!);
  const used = recognise(table).winner!.mapping.facts.flatMap(columnsUsed);
  const unused = table.columns.find((column) => !used.includes(column))!;
  const said = (meaning: string) => () => recognise(table, { files: [{ match: "*", columns: { [unused]: meaning } }] });
  expect(said("stars")).toThrow(
    `that the column "${unused}" is "stars", for which shopify.orders has no place. Did you mean "status"?`,
  );
  expect(said("agent")()).toMatchObject({ by: "signature" });
  // Where a settings file says so, the error has its line.
  const text = `company: Tea\nfiles:\n  - match: "*"\n    columns:\n      "${unused}": stars\n`;
  const { path } = space.file(text, "feltworth.yaml");
  await expect(atItsLine(path, async () => said("stars")())).rejects.toMatchObject({
    message: expect.stringContaining(`${path}, line 5: The settings for "*"`),
    details: { line: 5, column: unused, suggestion: "status" },
  });
});

it("a known export asks for no decision, but for what it cannot say: a currency, a scale", async () => {
  const decisions: Record<string, number> = {};
  for (const fixture of FIXTURES) {
    const table = await tableOf(fixture);
    const n = decisionsOf(recognise(table, stated()));
    expect(n, fixture.name).toBe(fixture.asks?.length ?? 0);
    if (n > 0) decisions[fixture.format] = n;
  }
  expect(decisions).toEqual({});
});

it("every format has a file that it is tried on", () => {
  const tried = new Set(FIXTURES.map(({ format }) => format));
  expect(FORMATS.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});

it("of a list of more than a thousand questions every one counts", { timeout: 60_000 }, async () => {
  const question = (i: number) => ({
    ...{ id: `${i}`, family: "matrix", subtype: "rating", position: i, forced_ranking: false, visible: true },
    headings: [{ heading: i === 1300 ? "How likely is it that you would recommend us?" : `What about number ${i}?` }],
    href: `https://api.surveymonkey.com/v3/surveys/${1 + (i % 40)}/pages/${i}/questions/${i}`,
    answers: {
      rows: [],
      choices: Array.from({ length: 11 }, (_, n) => ({ id: `${i}0${n}`, position: n, text: `${n}` })),
    },
  });
  const file = space.file(
    Array.from({ length: 1301 }, (_, i) => `${JSON.stringify(question(i + 1))}\n`).join(""),
    "survey_questions.jsonl",
  );
  const [sample] = await probe(file);
  expect(sample!.rows).toHaveLength(1000);
  const all = await allAsked(recognise(sample!).asked!, { file, sample: sample!, read: {}, engine: undefined });
  expect(all.map(({ id }) => Number(id))).toEqual(Array.from({ length: 1301 }, (_, i) => i + 1));
  const answers = await space.table(
    space.file(
      JSON.stringify({
        ...{ id: "1", collector_id: "7", response_status: "completed", survey_id: "21" },
        ...{ date_created: "2026-02-01T08:00:00+00:00", date_modified: "2026-02-01T08:05:00+00:00" },
        pages: [{ id: "1300", questions: [{ id: "1300", answers: [{ choice_id: "130008" }] }] }],
      }),
      "response.json",
    ),
  );
  await space.reset();
  await space.loadTable(answers, recognise(answers, { asked: all }).winner!.mapping);
  await space.finish();
  expect(await factsOf("answer")).toMatchObject([{ instrument: "nps", score: 8, scale_max: 10 }]);
});

describe("no format claims", () => {
  const claims = (table: TableSample) =>
    FORMATS.map((format) => matchSignature(format, table))
      .filter(({ isSure, isNear }) => isSure || isNear)
      .map(({ format }) => format.name);

  it("a table that is of no system", () => {
    for (const { columns } of GENERIC)
      for (const language of [0, 1, 2, 3, 4])
        expect(
          claims(
            sample(
              columns.map(({ headers }) => headers[language]!),
              Array.from({ length: ROWS }, (_r, i) => columns.map(({ values }) => values(i))),
            ),
          ),
        ).toEqual([]);
  });

  it.skipIf(!hasShared)("a public file", { timeout: 180_000 }, async () => {
    for (const file of await discover([dataSet("")]))
      for (const table of await probe(file)) expect([file.name, ...claims(table)]).toEqual([file.name]);
  });
});

it("a time zone that nobody knows, in an export that was damaged, counts as none", async () => {
  const fixture = FIXTURES.find(({ content }) => String(content).includes("America/Denver"))!;
  const content = String(fixture.content).replaceAll("America/Denver", "America/Den\u000ever");
  const table = await tableOf({ ...fixture, content });
  const { mapping } = recognise(table, { currency: "EUR" as never }).winner!;
  expect([mapping.format, mapping.read?.zone]).toEqual([fixture.format, "UTC"]);
  await space.reset();
  const report = await space.loadTable(table, mapping);
  expect([report.rowsRead > 0, report.rowsSetAside]).toEqual([true, fixture.setAside ?? 0]);
});

it("records that say too little by themselves are nothing for sure: messages of tickets, answers by numbers, forms that were only opened", async () => {
  const rows = (count: number, row: (i: number) => object) =>
    Array.from({ length: count }, (_, i) => `${JSON.stringify(row(i))}\n`).join("");
  const streams = {
    // Each message of a ticket would be a contact of its own.
    "freshdesk-conversations.ndjson": rows(8, (i) => ({
      ...{
        id: 100 + i,
        ticket_id: 700 + (i % 3),
        user_id: 31 + (i % 2),
        incoming: i % 2 === 0,
        private: false,
        source: 0,
      },
      ...{ body_text: `Message ${i}`, support_email: "help@example.com", category: 1, attachments: [] },
      ...{ created_at: `2026-01-0${i + 1}T10:00:00Z`, updated_at: `2026-01-0${i + 1}T10:00:00Z` },
    })),
    // Questions and choices are numbers; of a recommendation the weight tells the group alone.
    "surveymonkey-responses.ndjson": rows(8, (i) => ({
      ...{ id: `${9000 + i}`, recipient_id: "", collection_mode: "default", response_status: "completed" },
      ...{
        custom_value: "",
        email_address: "",
        ip_address: "127.0.0.1",
        collector_id: "4",
        survey_id: "3",
        total_time: 62,
      },
      ...{ date_created: `2026-01-0${i + 1}T10:00:00+00:00`, date_modified: `2026-01-0${i + 1}T10:02:00+00:00` },
      pages: [
        {
          id: "1",
          questions: [{ id: "65", answers: [{ choice_id: "42", row_id: "43", choice_metadata: { weight: "-100" } }] }],
        },
      ],
    })),
    "typeform-landings.ndjson": rows(8, (i) => ({
      ...{
        landing_id: `l${i}`,
        token: `l${i}`,
        landed_at: `2026-01-0${i + 1}T10:00:00Z`,
        user_agent: "x",
        platform: "other",
      },
      ...{ referer: "https://example.com", network_id: `n${i}`, browser: "default", hidden: "{}", _sdc_form_id: "f" },
    })),
  };
  for (const [name, content] of Object.entries(streams)) {
    const { winner, questions, facts } = seen(await space.table(space.file(content, name)));
    expect(winner === null || questions.length > 0, `${name}: taken for ${winner} with ${facts.join(", ")}`).toBe(true);
  }
});

it("files of one kind load together, each in the way its language writes", { timeout: 60_000 }, async () => {
  await space.reset();
  const header = ["Order ID", "Customer ID", "Order date", "Order total", "Currency"];
  const files = {
    "orders-us.csv": csv([
      header,
      ["A1", "C1", "01/31/2026", "1,234.50", "USD"],
      ["A2", "C2", "02/01/2026", "99.90", "USD"],
      ["A3", "C3", "02/14/2026", "10.00", "USD"],
    ]),
    "zamowienia.csv": csv(
      [
        ["Numer zamówienia", "Numer klienta", "Data zamówienia", "Wartość zamówienia", "Waluta"],
        ["B1", "C1", "31.01.2026", "1 234,50", "PLN"],
        ["B2", "C4", "01.02.2026", "99,90", "PLN"],
        ["B3", "C5", "14.02.2026", "10,00", "PLN"],
      ],
      { delimiter: ";" },
    ),
  };
  for (const [name, content] of Object.entries(files)) {
    const table = await space.table(space.file(content, name));
    const { winner, questions } = recognise(table);
    expect([winner?.format, questions]).toEqual(["generic.purchase", []]);
    await space.loadTable(table, winner!.mapping);
  }
  const forms = FIXTURES.filter(({ format }) => format === "microsoft.forms");
  expect(forms.map(({ name }) => name)).toEqual(["Feedback(1-3).csv", "Ankieta(1-2).csv"]);
  for (const fixture of forms) {
    const table = await tableOf(fixture);
    await space.loadTable(table, recognise(table).winner!.mapping);
  }
  await space.finish();
  const days = (rows: Record<string, unknown>[]) => rows.map(({ at }) => String(at).slice(0, 10));
  const purchases = await factsOf("purchase");
  expect(purchases.map(({ order_id, amount }) => `${order_id} ${amount}`).sort()).toEqual(
    ["A1 1234.5", "A2 99.9", "A3 10", "B1 1234.5", "B2 99.9", "B3 10"].sort(),
  );
  expect(days(purchases).sort()).toEqual(
    ["2026-01-31", "2026-01-31", "2026-02-01", "2026-02-01", "2026-02-14", "2026-02-14"].sort(),
  );
  const answers = await factsOf("answer");
  expect(answers.map(({ instrument, score }) => `${instrument} ${score}`).sort()).toEqual(
    ["csat 2", "csat 3", "csat 5", "nps 0", "nps 9"].sort(),
  );
  expect(new Set(days(answers))).toEqual(new Set(["2026-03-01", "2026-03-14"]));
});
