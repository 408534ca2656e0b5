import { afterAll, beforeAll, expect, it } from "vitest";
import type { Finding, TableCell } from "../../src/findings/finding.ts";
import { effortFinding } from "../../src/links/effort.ts";
import { problemFindings } from "../../src/links/problems.ts";
import { type MeasureContext, measureWhole } from "../../src/measures/measure.ts";
import { MEASURES, measureDefinition } from "../../src/measures/registry.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const number = (cell: TableCell | undefined) => (cell?.kind === "number" ? cell.value : null);
const name = (cell: TableCell | undefined) =>
  cell?.kind === "label" && "data" in cell.label ? cell.label.data : undefined;
const rowsOf = (finding: Finding | undefined, id: string) =>
  finding?.tables
    .find((table) => table.id === id)
    ?.rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, name(cell) ?? number(cell)])),
    );

onEveryEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  const context = (company: Company): Promise<MeasureContext> => contextOf(store, company);

  const contact = (who: string | null, at: string, topic: string, rest: Partial<FactRow> = {}): FactRow => ({
    ...{ who, at, topic, contact_id: `${who}-${at}-${topic}`, channel: "phone", resolved: true, cost: 2 },
    ...{ currency: "EUR", ...rest },
  });

  /** Seven customers who each bought for 100 at a cost of 60; six of them called about the bill, five about a bug. */
  const people = ["a", "b", "c", "d", "e", "f", "g"];
  const shop: Company = {
    purchase: people.map((who) => ({
      ...{ who, at: "2024-06-01", amount: 100, cost: 60, currency: "EUR", order_id: who },
    })),
    contact: [
      // a came back about the bill, b's was not settled; the four others had no trouble with it.
      contact("a", "2024-07-01", "bill", { case_id: "1" }),
      contact("a", "2024-07-03", "bill", { case_id: "1" }),
      contact("b", "2024-07-01", "bill", { resolved: false }),
      ...["c", "d", "e", "f"].map((who) => contact(who, "2024-07-02", "bill")),
      // Everybody's bug was settled at once, but a, c and d said that they were unhappy.
      ...["a", "b", "c", "d", "e"].map((who) => contact(who, "2024-08-01", "bug", { cost: 3 })),
      // Too few customers to show, nobody's name, and too long ago.
      contact("g", "2024-08-02", "rare", { resolved: false }),
      contact(null, "2024-08-03", "bill", { resolved: false, cost: 1 }),
      contact("e", "2023-05-01", "bill", { resolved: false, cost: 90 }),
    ],
    answer: ["a", "b", "c", "d", "e"]
      .map((who) => ({
        ...{ who, at: "2024-08-02", instrument: "csat", score: who === "b" || who === "e" ? 5 : 2 },
        ...{ about: "contact", about_id: `${who}-2024-08-01-bug`, touchpoint: "help" },
      }))
      .concat([
        {
          ...{ who: "g", at: "2024-08-02", instrument: "csat", score: 5 },
          ...{ about: "", about_id: "", touchpoint: "shop" },
        },
      ]),
    refund: [
      { who: "c", at: "2024-08-20", amount: 10, currency: "EUR" },
      { who: "d", at: "2024-12-01", amount: 5, currency: "EUR" },
    ],
  };

  it("ranks problems by what those who had them brought, each customer once in the total", async () => {
    const [topic, touchpoint] = await problemFindings(MEASURES, await context(shop), "v");
    // Bug: 30 of c after the refund, 35 of d, 40 of a. Bill: 40 each of a and b.
    expect(rowsOf(topic, "problems.topic")).toEqual([
      { place: "bug", issues: 10, customers: 5, unhappy: 3, stake: 105, contact_cost: 15, refunds: 10 },
      { place: "bill", issues: 7, customers: 6, unhappy: 2, stake: 80, contact_cost: 15, refunds: 0 },
    ]);
    // a, b, c, d and g, whose own problem is too rare to be shown.
    expect(topic?.headline).toMatchObject({
      ...{ definition: "money-at-stake@1", unit: "money", currency: "EUR" },
      ...{ n: 5, value: 40 + 40 + 30 + 35 + 40, interval: null, grade: "recorded" },
    });
    expect(topic?.verdict).toEqual({
      code: "problems.most.money",
      values: { unit: "money", currency: "EUR", group: "bug", n: 3, value: 105 },
    });
    expect(topic?.notes).toEqual([
      { code: "problems.share", values: { share: 185 / 265 } },
      { code: "problems.nameless", values: { n: 1 } },
      // The rare one: a single customer stands behind it.
      { code: "problems.note.left_out", values: { n: 1 } },
    ]);
    expect(topic?.headline.excluded).toEqual([{ reason: "no_party", n: 1 }]);
    expect(rowsOf(touchpoint, "problems.touchpoint")).toEqual([
      { place: "help", issues: 5, customers: 5, unhappy: 3, stake: 105, contact_cost: null, refunds: 10 },
    ]);
  });

  it("shows scores, effort and solutions as the measures have them", async () => {
    const [topic] = await problemFindings(MEASURES, await context(shop), "v");
    expect(rowsOf(topic, "problems.topic.experience")).toMatchObject([
      { place: "bug", csat: 2 / 5 },
      { place: "bill", csat: null },
    ]);
  });

  it("counts customers where no money is on record, and says nothing where nothing has a topic", async () => {
    const { contact: contacts = [] } = shop;
    const [topic] = await problemFindings(MEASURES, await context({ contact: contacts }), "v");
    // Three customers: who they are must not be read out of it.
    expect(topic?.headline).toMatchObject({ definition: "unhappy-customers@1", n: 3, state: "too_few", required: 5 });
    expect(topic?.verdict).toEqual({ code: "problems.most.customers", values: { group: "bill", n: 2 } });
    await store.close();
    store = await engine.open();
    expect(
      await problemFindings(MEASURES, await context({ contact: contacts.map((c) => ({ ...c, topic: null })) }), "v"),
    ).toEqual([]);
  });

  /** 240 issues, every other one passed on; `unhappy` says how many of ten were scored low, with and without that. */
  const issues = (unhappy: { passedOn: number; not: number }): Company => {
    const all = Array.from({ length: 240 }, (_, i) => ({ who: `p${i}`, i, passedOn: i % 2 === 0 }));
    return {
      purchase: all.map(({ who }) => ({ who, at: "2024-01-01", amount: 10, cost: 5, currency: "EUR", order_id: who })),
      contact: all.map(({ who, i, passedOn }) =>
        contact(who, "2024-02-01", "bill", {
          case_id: who,
          transfers: passedOn ? 1 : 0,
          cost: passedOn ? 5 + (i % 3) : 3 + (i % 3),
        }),
      ),
      answer: all.map(({ who, i, passedOn }) => ({
        ...{ who, at: "2024-02-02", instrument: "csat", about: "case", about_id: who },
        score: Math.floor(i / 2) % 10 < (passedOn ? unhappy.passedOn : unhappy.not) ? 1 : 5,
      })),
    };
  };
  const signals = async (company: Company) => {
    const asked = await context(company);
    const { figure } = await measureWhole(measureDefinition("effort"), asked);
    return effortFinding(asked, figure, "v");
  };

  it("says what a sign of effort costs and goes with", async () => {
    const finding = await signals(issues({ passedOn: 6, not: 2 }));
    expect(finding?.verdict).toEqual({ code: "effort_signals.verdict.worse", values: { n: 1, total_n: 1 } });
    const [levels, ofSignals] = finding!.tables;
    expect(rowsOf(finding!, levels!.id)).toMatchObject([
      { issues: 120, cost: 4, score: 0.8 },
      // Passed on is 15 of the 55 that the records could show.
      { issues: 120, cost: 6, score: 0.4 },
      { issues: 0, cost: null, score: null },
    ]);
    const [row] = ofSignals!.rows.filter(({ score }) => score?.kind === "number");
    expect([number(row?.issues), number(row?.cost)]).toEqual([120, 2]);
    expect(number(row?.score)).toBeCloseTo(-0.4, 12);
    const interval = row?.score?.kind === "number" ? row.score.interval! : null;
    // Two independent shares of 120: 0.4 and 0.8, with n − 1 and Student's t of 227 degrees of freedom (Welch).
    const half = 1.9705 * Math.sqrt((0.24 + 0.16) / 119);
    expect([interval!.low, interval!.high].map((bound) => bound + 0.4)).toEqual([
      expect.closeTo(-half, 3),
      expect.closeTo(half, 3),
    ]);
  });

  it("says so when effort goes with nothing", async () => {
    const finding = await signals(issues({ passedOn: 3, not: 3 }));
    expect(finding?.verdict.code).toBe("effort_signals.verdict.none");
  });
});
