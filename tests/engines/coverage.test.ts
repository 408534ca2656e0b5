import { afterAll, beforeAll, expect, it } from "vitest";
import { isEstimate } from "../../src/findings/figure.ts";
import type { Finding } from "../../src/findings/finding.ts";
import { coverageFindings } from "../../src/measures/coverage/chapter.ts";
import { touchpointRows } from "../../src/measures/coverage/touchpoint-sums.ts";
import type { MeasureContext } from "../../src/measures/measure.ts";
import { MEASURES } from "../../src/measures/registry.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { LANGUAGES } from "../../src/texts/language.ts";
import { texts } from "../../src/texts/texts.ts";
import { type Company, contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

/** Four customers, one who left, one who never bought; the year runs from 31 December 2023 to 30 December 2024. */
const SMALL: Company = {
  purchase: [
    { who: "anna", at: "2024-06-01", order_id: "1", amount: 100, cost: 40, currency: "EUR" },
    { who: "bo", at: "2024-06-01", order_id: "2", amount: 300, cost: 100, currency: "EUR" },
    { who: "cyd", at: "2024-06-01", order_id: "3", amount: 100, cost: 50, currency: "EUR", delivered: "2024-06-04" },
    { who: "dee", at: "2024-12-30", order_id: "4", amount: 10, cost: 10, currency: "EUR" },
    { who: "eve", at: "2022-01-01", order_id: "5", amount: 50, cost: 10, currency: "EUR" },
  ],
  contact: [
    { who: "pim", at: "2024-07-01", contact_id: "k1", handled_by: "live", channel: "phone" },
    { who: "anna", at: "2024-07-08", contact_id: "k2", handled_by: "bot", channel: "chat" },
  ],
  invitation: [
    {
      who: "anna",
      at: "2024-07-01",
      invitation_id: "i1",
      instrument: "nps",
      survey: "yearly",
      touchpoint: "relationship",
    },
    {
      who: "bo",
      at: "2024-07-01",
      invitation_id: "i2",
      instrument: "nps",
      survey: "yearly",
      touchpoint: "relationship",
    },
    {
      who: "cyd",
      at: "2024-07-01",
      invitation_id: "i3",
      instrument: "nps",
      survey: "yearly",
      touchpoint: "relationship",
    },
    { who: "cyd", at: "2024-08-01", invitation_id: "i4", instrument: "nps", survey: "yearly", not_asked: "no_consent" },
    {
      who: "eve",
      at: "2023-01-05",
      invitation_id: "i5",
      instrument: "nps",
      survey: "yearly",
      touchpoint: "relationship",
    },
    {
      who: "anna",
      at: "2024-07-10",
      invitation_id: "i6",
      instrument: "csat",
      survey: "contact",
      touchpoint: "support chat",
    },
    // Two weeks have not passed: who knows whether she answers.
    {
      who: "dee",
      at: "2024-12-30",
      invitation_id: "i7",
      instrument: "nps",
      survey: "yearly",
      touchpoint: "relationship",
    },
  ],
  answer: [
    { who: "anna", at: "2024-07-03", instrument: "nps", kind: "relationship", score: 9, invitation_id: "i1" },
    { who: "eve", at: "2023-01-06", instrument: "nps", kind: "relationship", score: 3, invitation_id: "i5" },
    {
      who: "pim",
      at: "2024-07-02",
      instrument: "csat",
      kind: "transactional",
      score: 5,
      about: "contact",
      about_id: "k1",
    },
    { who: "bo", at: "2024-07-05", instrument: "nps", kind: "relationship", score: null, invitation_id: "i2" },
  ],
};

onEveryEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  const context = (company: Company): Promise<MeasureContext> => contextOf(store, company, { inactivityDays: 365 });
  const byId = (findings: readonly Finding[]) => new Map(findings.map((f) => [f.id, f]));
  /** Numbers of a table's row whose first cell says so. */
  const row = (finding: Finding, code: string) => {
    const [table] = finding.tables;
    const cells = table!.rows.find((r) => {
      const first = r[table!.columns[0]!.id]!;
      return first.kind === "message" && first.message.code === code;
    })!;
    return Object.fromEntries(
      Object.entries(cells).flatMap(([id, cell]) => (cell.kind === "number" ? [[id, cell.value]] : [])),
    );
  };

  it("counts who is known, asked, heard and never measured, and what stands behind those who are heard", async () => {
    const finding = byId(await coverageFindings(MEASURES, await context(SMALL), "v")).get("coverage.populations")!;
    expect(row(finding, "population.active")).toEqual({
      known: 4,
      asked_ever: 4,
      asked_lately: 4,
      heard_lately: 1,
      measured: 0.25,
      never: 3,
      value: 310,
      value_heard: 60 / 310,
    });
    expect(row(finding, "population.former")).toMatchObject({
      known: 1,
      asked_ever: 1,
      asked_lately: 0,
      heard_lately: 0,
      measured: 0,
      never: 0,
    });
    expect(row(finding, "population.prospect")).toMatchObject({ known: 1, asked_ever: 0, heard_lately: 1, never: 0 });
    expect(finding.headline).toMatchObject({ state: "estimate", value: 60 / 310, unit: "share", n: 6 });
    expect(finding.verdict).toEqual({ code: "coverage.heard.margin", values: { share: 60 / 310 } });
  });

  it("a person answers as what they were on that day: who left before is former, who bought later was a prospect", async () => {
    await context({
      ...SMALL,
      answer: [
        ...SMALL.answer!,
        { who: "eve", at: "2022-12-31", instrument: "nps", score: 8 },
        { who: "dee", at: "2024-12-29", instrument: "nps", score: 8 },
        { who: "dee", at: "2024-12-30", instrument: "ces", score: 6 },
        { who: null, at: "2024-12-30", instrument: "ces", score: 6 },
      ],
    });
    const rows = await store.rows(
      sql`select day, instrument, status_then from panel_answer order by day, instrument, status_then`,
    );
    expect(rows.map(({ day, status_then }) => [day, status_then])).toEqual([
      ["2022-12-31", "active"],
      ["2023-01-06", "former"],
      ["2024-07-02", "prospect"],
      ["2024-07-03", "active"],
      ["2024-07-05", "active"],
      ["2024-12-29", "prospect"],
      ["2024-12-30", "active"],
      ["2024-12-30", null],
    ]);
  });

  it("compares each customer's latest ask, when two weeks have passed, with what was known before it", async () => {
    const finding = byId(await coverageFindings(MEASURES, await context(SMALL), "v")).get("coverage.nonresponse.nps")!;
    expect(finding.notes![0]).toMatchObject({ code: "coverage.base.invited", values: { n: 3, answered: 1 } });
    // Anna's margin of the year before, 60, against the mean of 60, 200 and 50.
    const margin = finding.tables[0]!.rows.find(
      ({ known }) => known!.kind === "message" && known!.message.values.knowns === "margin",
    )!;
    expect([margin.answered, margin.asked]).toMatchObject([{ value: 60 }, { value: 310 / 3 }]);
    // A single answer is weighted by nobody; the bounds hold all that the silent could say.
    expect(finding.headline).toMatchObject({ state: "too_few", required: 50, n: 1 });
    const { low, high } = finding.notes!.find(({ code }) => code === "coverage.bounds")!.values;
    expect(low).toBeCloseTo((100 - 200) / 3, 9);
    expect(high).toBe(100);
  });

  it("gives every touchpoint what happened, what was asked there and what came back", async () => {
    const rows = await touchpointRows(await context(SMALL));
    const at = (name: string) => rows.find(({ touchpoint }) => touchpoint === name);
    expect(at("purchase")).toMatchObject({ activity: 4, measures: {} });
    expect(at("delivery")).toMatchObject({ activity: 1 });
    expect(at("support_live")).toMatchObject({
      activity: 1,
      measures: { csat: { n: 1, last: "2024-07-02" } },
      // Anna was asked about the company nine days before.
      invited: { n: 1, soon: 1 },
    });
    expect(at("support_automated")).toMatchObject({ activity: 1 });
    expect(at("company")).toMatchObject({
      activity: 0,
      measures: { nps: { n: 1, last: "2024-07-03" } },
      invited: { n: 4, soon: 0 },
    });
  });

  /** Those who bring much answer more often, and score higher; 400 customers, all asked once. */
  function lopsided(note: number): Company {
    const people = Array.from({ length: 400 }, (_, i) => ({ who: `p${i}`, i, rich: i % 2 === 0 }));
    const answers = people.filter(({ i, rich }) => (rich ? i % 8 !== 0 : i % 8 === 1));
    return {
      purchase: [
        ...people.map(({ who, i, rich }) => ({
          who,
          at: "2024-03-01",
          order_id: who,
          amount: rich ? 1000 : 10 + (i % 5) * note,
          cost: 0,
          currency: "EUR",
        })),
        { who: "last", at: "2024-12-30", order_id: "last", amount: 1, cost: 0, currency: "EUR" },
      ],
      invitation: people.map(({ who }) => ({ who, at: "2024-06-01", survey: "yearly", instrument: "nps" })),
      answer: answers.map(({ who, rich }) => ({ who, at: "2024-06-02", instrument: "nps", score: rich ? 10 : 3 })),
    };
  }

  it("weights bring back those who seldom answer: half of all are rich and promote, the score of all is 0", async () => {
    const finding = byId(await coverageFindings(MEASURES, await context(lopsided(0)), "v")).get(
      "coverage.nonresponse.nps",
    )!;
    // 150 of 200 rich promoters and 50 of 200 poor detractors answered: (150 − 50) / 200 as answered.
    expect(finding.verdict).toMatchObject({ code: "coverage.weighting.flatters", values: { before: 50 } });
    expect(isEstimate(finding.headline) && finding.headline.value).toBeCloseTo(0, 6);
    expect(finding.headline).toMatchObject({ grade: "adjusted", n: 200 });
    expect(finding.headline.cautions.map(({ code }) => code)).toContain("caution.silent_unknown");
    const weights = finding.notes!.find(({ code }) => code === "coverage.weights")!.values;
    // Weights 2/3 and 2: (150·2/3 + 50·2)² / (150·4/9 + 50·4) = 150 answers' worth.
    expect(weights).toMatchObject({ effective: 150, designEffect: 1.33, capped: 0 });
    expect(finding.notes![1]).toMatchObject({ code: "coverage.like.unlike" });
  });

  it("without invitations it compares with all who were customers when the year began, and says so", async () => {
    const { invitation: _, purchase, ...rest } = lopsided(0);
    const earlier = purchase!.map((row) => (row.who === "last" ? row : { ...row, at: "2023-12-01" }));
    const finding = byId(await coverageFindings(MEASURES, await context({ ...rest, purchase: earlier }), "v")).get(
      "coverage.nonresponse.nps",
    )!;
    expect(finding.notes![0]).toMatchObject({ code: "coverage.base.active", values: { n: 400, answered: 200 } });
    expect(isEstimate(finding.headline) && finding.headline.value).toBeCloseTo(0, 6);
  });

  it("every sentence of the chapter has its words in every language", async () => {
    const nobody: Company = { answer: [{ who: "x", instrument: "nps", score: 9 }] };
    for (const company of [SMALL, lopsided(1), nobody]) {
      const findings = await coverageFindings(MEASURES, await context(company), "v");
      const messages = findings.flatMap(({ verdict, notes = [], title, headline, tables, charts }) => [
        verdict,
        ...notes,
        ...(title ? [title] : []),
        ...headline.cautions,
        ...charts.flatMap((chart) => [chart.title, chart.summary]),
        ...tables.flatMap((table) => [
          table.title,
          ...(table.note ? [table.note] : []),
          ...table.columns.map((column) => column.title),
          ...table.rows.flatMap((cells) =>
            Object.values(cells).flatMap((cell) => (cell.kind === "message" ? [cell.message] : [])),
          ),
        ]),
      ]);
      for (const language of LANGUAGES) {
        const unknown: string[] = [];
        const { say } = texts(language, { onUnknown: (code) => unknown.push(code) });
        messages.map(say);
        expect(unknown).toEqual([]);
      }
    }
  });
});
