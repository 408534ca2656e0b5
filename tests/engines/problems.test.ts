import { afterAll, beforeAll, expect, it } from "vitest";
import type { Day } from "../../src/base/day.ts";
import type { DisloyalRule } from "../../src/facts/disloyal.ts";
import type { Finding, TableCell } from "../../src/findings/finding.ts";
import { easeFinding } from "../../src/links/ease.ts";
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

  it("counts a promise of delivery that was broken as a problem at that touchpoint, by the name that answers give it", async () => {
    const promised = (who: string | null, late: boolean, delivered = "2024-06-05 09:00:00"): FactRow => ({
      ...{ who, at: "2024-06-01", amount: 100, cost: 60, currency: "EUR", order_id: `p-${who}-${delivered}` },
      ...{ promised: late ? "2024-06-04 18:00:00" : "2024-06-05 08:00:00", delivered },
    });
    const deliveries: Company = {
      ...shop,
      purchase: [
        // a to c were kept waiting, d and e were not: the hour of a day does not matter. f was never told a day, and b twice late is one customer.
        ...people.map((who) => (who < "f" ? promised(who, who < "d") : shop.purchase!.find((row) => row.who === who)!)),
        ...[promised("b", true, "2024-06-08 09:00:00"), promised(null, true)],
        // Too long ago, and on its way still.
        ...[promised("d", true, "2023-06-05 09:00:00"), { ...promised("e", true), delivered: null, order_id: "open" }],
      ],
    };
    const [, touchpoint] = await problemFindings(MEASURES, await context(deliveries), "v");
    // 40 of a, 80 of b, and 30 of c after the refund.
    const places = rowsOf(touchpoint, "problems.touchpoint")!;
    expect(places.find(({ place }) => place === "delivery")).toMatchObject({
      ...{ issues: 7, customers: 5, unhappy: 3, stake: 40 + 80 + 30 },
    });
    const named: Company = {
      ...deliveries,
      answer: [...shop.answer!, { who: "a", at: "2024-08-05", instrument: "csat", score: 5, touchpoint: "Courier" }],
    };
    const [, courier] = await problemFindings(MEASURES, await context(named), "v");
    expect(rowsOf(courier, "problems.touchpoint")!.find(({ place }) => place === "Courier")).toMatchObject({
      ...{ issues: 8, customers: 5, unhappy: 3 },
    });
    expect(rowsOf(courier, "problems.touchpoint")!.map(({ place }) => place)).not.toContain("delivery");

    // The same promises as a share of deliveries, on the day of delivery: five of seven, with the one of the year before, which came early, five of eight.
    const c = await context(deliveries);
    const share = async (ask: Partial<MeasureContext>) =>
      (await measureWhole(measureDefinition("late-delivery-rate"), { ...c, ...ask })).figure;
    expect(await share({ from: "2024-01-01" as Day, to: "2025-01-01" as Day })).toMatchObject({ n: 7, value: 5 / 7 });
    expect(await share({})).toMatchObject({ n: 8, value: 5 / 8, unit: "share", grade: "recorded" });
    const without = await context(shop);
    expect((await measureWhole(measureDefinition("late-delivery-rate"), without)).figure).toMatchObject({
      ...{ state: "not_measured", needs: ["promised"] },
    });
  });

  /** Day `n` of the records, which begin with 2023. */
  const dayOf = (n: number) => new Date(Date.UTC(2023, 0, 1 + n)).toISOString().slice(0, 10);
  /** Customers on contracts who answer at up to three dates about one of two touchpoints, each asked by a score of its own. */
  const followed = Array.from({ length: 260 }, (_, i) => {
    const low = (k: number) => (i * 7 + k * 5) % 10 < 4;
    const asked = [380 + (i % 50), 430 + ((i * 3) % 60), 640 + (i % 7)].slice(0, 1 + (i % 3));
    return {
      who: `f${i}`,
      touchpoint: i % 2 === 0 ? "help" : "shop",
      answers: asked.map((day, k) => ({ day, isLow: low(k) })),
      // Whoever was unhappy about help leaves early; some have gone before the answer, some never go.
      end: i % 2 === 0 && low(0) ? 400 + ((i * 11) % 120) : i % 5 === 0 ? null : 440 + ((i * 13) % 400),
    };
  });
  const lastDay = 760;
  const contracts: Company = {
    term: followed.map(({ who, end }) => ({ who, at: dayOf(0), until: end === null ? null : dayOf(end), amount: 5 })),
    answer: followed.flatMap(({ who, touchpoint, answers }) =>
      answers.map(({ day, isLow }) => ({
        ...{ who, at: dayOf(day), touchpoint, instrument: touchpoint === "help" ? "csat" : "nps" },
        score: touchpoint === "help" ? (isLow ? 1 : 4) : isLow ? 3 : 9,
      })),
    ),
    purchase: followed.flatMap(({ who, touchpoint, answers }, i) => [
      ...[100, 300].map((n) => ({ who, at: dayOf(n), amount: 73, cost: 0, currency: "EUR", order_id: `${who}-${n}` })),
      ...(answers[0]!.isLow && touchpoint === "help"
        ? []
        : [{ who, at: dayOf(answers[0]!.day + 1), amount: 90 + (i % 3), cost: 0, currency: "EUR", order_id: who }]),
      { who, at: dayOf(lastDay - 1), amount: 0, cost: 0, currency: "EUR", order_id: `${who}-late` },
    ]),
  };

  it("tells how fast customers were lost after a low score at each touchpoint, day by day", async () => {
    const [touchpoint] = await problemFindings(MEASURES, await context(contracts), "v");
    // By hand: walk every customer's days; the latest answer at the touchpoint decides the side, for 180 days.
    const sides = new Map<string, { answers: number; days: number; lost: number }>();
    for (const { touchpoint: place, answers, end } of followed) {
      answers.forEach(({ day, isLow }, k) => {
        const next = answers[k + 1]?.day ?? Number.POSITIVE_INFINITY;
        const key = `${place} ${isLow ? "low" : "other"}`;
        const side = sides.get(key) ?? { answers: 0, days: 0, lost: 0 };
        sides.set(key, side);
        let isThere = end === null || end > day + 1;
        if (isThere) side.answers++;
        for (let n = day + 1; isThere && n <= day + 180 && n < next + 1 && n < lastDay; n++) {
          side.days++;
          if (n + 1 === end) {
            side.lost++;
            isThere = false;
          }
        }
      });
    }
    const rate = (key: string) => (sides.get(key)!.lost / sides.get(key)!.days) * 36_500;
    const expected = (place: string) => ({
      place,
      lost_low: expect.closeTo(rate(`${place} low`), 9),
      low_n: sides.get(`${place} low`)!.answers,
      lost_other: expect.closeTo(rate(`${place} other`), 9),
      other_n: sides.get(`${place} other`)!.answers,
      lost_ratio: expect.closeTo(rate(`${place} low`) / rate(`${place} other`), 9),
    });
    const lost = rowsOf(touchpoint, "problems.touchpoint.lost")!;
    expect(lost).toMatchObject(lost.map(({ place }) => expected(String(place))));
    expect(lost.map(({ place }) => place).sort()).toEqual(["help", "shop"]);
    const verdicts = touchpoint!.tables
      .find(({ id }) => id === "problems.touchpoint.lost")!
      .rows.map((row) => [name(row.place), row.verdict?.kind === "message" ? row.verdict.message.code : null]);
    expect(Object.fromEntries(verdicts)).toEqual({
      help: "problems.lost.verdict.sooner",
      shop: "problems.lost.verdict.unclear",
    });
    expect(touchpoint!.notes).toContainEqual(
      expect.objectContaining({ code: "problems.lost.sooner", values: expect.objectContaining({ group: "help" }) }),
    );
    expect(touchpoint!.figures.help).toMatchObject({
      ...{ state: "estimate", grade: "association", unit: "ratio" },
      n: sides.get("help low")!.answers + sides.get("help other")!.answers,
    });
  });

  it("tells how what customers brought changed after a low score, against the year before", async () => {
    const [touchpoint] = await problemFindings(MEASURES, await context(contracts), "v");
    const changes = (place: string, isLow: boolean) =>
      followed.flatMap(({ touchpoint: at, answers }, i) =>
        at !== place
          ? []
          : answers.flatMap((answer, k) => {
              // Not a year yet, or the days after it are not over.
              if (answer.isLow !== isLow || answer.day + 1 + 180 > lastDay) return [];
              const bought = [
                ...[100, 300].map((day) => ({ day, amount: 73 })),
                ...(answers[0]!.isLow && place === "help" ? [] : [{ day: answers[0]!.day + 1, amount: 90 + (i % 3) }]),
              ];
              const between = (from: number, to: number) =>
                bought.filter(({ day }) => day >= from && day < to).reduce((sum, { amount }) => sum + amount, 0);
              const { day } = answers[k]!;
              return [between(day + 1, day + 181) - (between(day - 365, day) * 180) / 365];
            }),
      );
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const rows = rowsOf(touchpoint, "problems.touchpoint.change")!;
    expect(rows).toHaveLength(2);
    for (const { place, low_n, other_n, change_low, change_other, change_difference } of rows) {
      const [low, other] = [changes(String(place), true), changes(String(place), false)];
      expect([low_n, other_n]).toEqual([low.length, other.length]);
      expect([change_low, change_other]).toEqual([expect.closeTo(mean(low), 3), expect.closeTo(mean(other), 3)]);
      expect(change_difference).toBeCloseTo(mean(low) - mean(other), 3);
    }
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
    const [levels, ofSignals, ofScores] = finding!.tables;
    expect(rowsOf(finding!, levels!.id)).toMatchObject([
      { issues: 120, cost: 4, csat: 0.8 },
      // Passed on is 15 of the 55 that the records could show.
      { issues: 120, cost: 6, csat: 0.4 },
      { issues: 0, cost: null, csat: null },
    ]);
    const [passedOn] = ofSignals!.rows;
    expect([number(passedOn?.issues), number(passedOn?.cost)]).toEqual([120, 2]);
    const [row] = ofScores!.rows;
    expect(rowsOf(finding!, "effort-scores")).toMatchObject([
      { having: 0.4, having_n: 120, lacking: 0.8, lacking_n: 120, difference: expect.closeTo(-0.4, 12) },
    ]);
    expect(row!.verdict).toMatchObject({ message: { code: "effort_scores.verdict.lower" } });
    expect(Object.values(finding!.figures)).toMatchObject([
      { id: "effort-signals.csat.transferred", grade: "association", n: 240, state: "estimate" },
    ]);
    const interval = row?.difference?.kind === "number" ? row.difference.interval! : null;
    // Two independent shares of 120: 0.4 and 0.8, with n − 1 and Student's t of 227 degrees of freedom (Welch).
    const half = 1.9705 * Math.sqrt((0.24 + 0.16) / 119);
    expect([interval!.low, interval!.high].map((bound) => bound + 0.4)).toEqual([
      expect.closeTo(-half, 3),
      expect.closeTo(half, 3),
    ]);
  });

  it("holds both scores against each sign, and takes answers that came after the issue's last contact only", async () => {
    const company = issues({ passedOn: 6, not: 2 });
    const answers = company.answer!;
    const finding = await signals({
      ...company,
      // The same issues once more by effort, alike on both sides; and early answers that would turn the difference around.
      answer: [
        ...answers,
        ...answers.map((each, i) => ({ ...each, instrument: "ces", score: Math.floor(i / 2) % 2 === 0 ? 6 : 2 })),
        ...answers.map((each, i) => ({ ...each, at: "2024-01-31", score: i % 2 === 0 ? 5 : 1 })),
      ],
    });
    const rows = finding!.tables.find(({ id }) => id === "effort-scores")!.rows;
    expect(rowsOf(finding!, "effort-scores")).toMatchObject([
      { having: 0.5, lacking: 0.5, difference: 0 },
      { having: 0.4, lacking: 0.8 },
    ]);
    expect(rows.map(({ verdict }) => verdict)).toMatchObject([
      // An interval of ± 13 points holds nothing as well as a difference that would matter.
      { message: { code: "effort_scores.verdict.too_little" } },
      { message: { code: "effort_scores.verdict.lower" } },
    ]);
  });

  /** Sixty customers at a touchpoint who say how easy it was and how satisfied they are, each about a case of their own. */
  const judged = (place: string, told: (i: number) => { ces: number | null; csat: number | null }): Company => ({
    answer: Array.from({ length: 60 }, (_, i) => i).flatMap((i) =>
      Object.entries(told(i)).flatMap(([instrument, score]) =>
        score === null
          ? []
          : [
              {
                ...{ who: `${place}${i}`, at: "2024-06-02", touchpoint: place, instrument, score },
                ...{ about: "case", about_id: `${place}${i}` },
              },
            ],
      ),
    ),
    contact: Array.from({ length: 60 }, (_, i) =>
      contact(`${place}${i}`, "2024-06-01", "bill", { case_id: `${place}${i}`, resolved: i % 4 > 0 }),
    ),
  });
  const together = (...parts: Company[]): Company => ({
    answer: parts.flatMap(({ answer = [] }) => answer),
    // The last contact on record lies far enough behind the others to say that nobody came back.
    contact: [...parts.flatMap(({ contact: each = [] }) => each), contact("z", "2024-12-30", "late")],
  });

  it("puts ease and satisfaction side by side at each touchpoint, and says where they part", async () => {
    const company = together(
      // Of 60 at the desk 30 satisfied with ease, 20 satisfied without it, 10 neither.
      judged("desk", (i) => ({ csat: i < 50 ? 5 : 1, ces: i < 30 ? 7 : 2 })),
      judged("app", (i) => ({ csat: i < 40 ? 4 : 3, ces: i < 40 ? 5 : 4 })),
      judged("shop", (i) => ({ csat: i < 30 ? 5 : null, ces: i < 30 ? null : 6 })),
    );
    const finding = await easeFinding(await context(company), "v");
    expect(rowsOf(finding!, "ease.touchpoint")).toEqual([
      { place: "app", ces: 40 / 60, ces_n: 60, csat: 40 / 60, csat_n: 60, fcr: 0.75, fcr_n: 60 },
      { place: "desk", ces: 0.5, ces_n: 60, csat: 50 / 60, csat_n: 60, fcr: 0.75, fcr_n: 60 },
      { place: "shop", ces: 1, ces_n: 30, csat: 1, csat_n: 30, fcr: 0.75, fcr_n: 60 },
    ]);
    expect(rowsOf(finding!, "ease.agreement")).toMatchObject([
      { place: "app", both: 60, satisfied_hard: 0, easy_dissatisfied: 0 },
      { place: "desk", both: 60, satisfied_hard: 20 / 60, easy_dissatisfied: 0 },
      { place: "shop", both: 0, satisfied_hard: null },
    ]);
    const verdicts = finding!.tables[1]!.rows.map(({ verdict }) => verdict);
    expect(verdicts.map((each) => (each?.kind === "message" ? each.message.code : ""))).toEqual([
      "ease.verdict.agree",
      "ease.verdict.satisfied_hard",
      "ease.verdict.too_little",
    ]);
    expect(finding!.verdict).toEqual({ code: "ease.most.satisfied_hard", values: { group: "desk", share: 20 / 60 } });
    // 20 of the 120 occasions on which both were given, with Wilson's interval. R: prop.test(20, 120, correct = FALSE)$conf.int
    expect(finding!.headline).toMatchObject({ state: "estimate", value: 20 / 120, n: 120 });
    const { interval } = finding!.headline as { interval: { low: number; high: number } };
    expect([interval.low, interval.high]).toEqual([expect.closeTo(0.11056, 5), expect.closeTo(0.24345, 5)]);
  });

  it("has nothing to put side by side where one of the two scores is not asked", async () => {
    expect(await easeFinding(await context(judged("desk", () => ({ csat: 5, ces: null }))), "v")).toBeNull();
  });

  it("tells who was disloyal by the company's own definition, by level of effort", async () => {
    const at = Array.from({ length: 240 }, (_, i) => i);
    const [boughtNothing, detractor] = [(i: number) => i % 3 === 0, (i: number) => i % 4 === 0];
    const base = issues({ passedOn: 6, not: 2 });
    const company: Company = {
      ...base,
      purchase: [
        ...base.purchase!,
        ...at
          .filter((i) => !boughtNothing(i))
          .map((i) => ({ who: `p${i}`, at: "2024-04-01", amount: 10, cost: 5, currency: "EUR", order_id: `${i}-2` })),
        // After the days that count.
        ...at.map((i) => ({
          who: `p${i}`,
          at: "2024-09-01",
          amount: 10,
          cost: 5,
          currency: "EUR",
          order_id: `${i}-3`,
        })),
      ],
      answer: [
        ...base.answer!,
        // Only those who were passed on are asked.
        ...at
          .filter((i) => i % 2 === 0)
          .map((i) => ({ who: `p${i}`, at: "2024-03-01", instrument: "nps", score: detractor(i) ? 3 : 10 })),
      ],
    };
    const told = async (disloyal: DisloyalRule) => {
      const asked = await contextOf(store, company, { disloyal });
      const { figure } = await measureWhole(measureDefinition("effort"), asked);
      const finding = await effortFinding(asked, figure, "v");
      return { finding: finding!, levels: finding!.tables[0]!.rows };
    };
    const share = (half: number, is: (i: number) => boolean) => {
      const those = at.filter((i) => i % 2 === half);
      return those.filter(is).length / those.length;
    };
    const either = await told({ any: ["bought_nothing", "detractor"], days: 120 });
    // Passed on: what is known is enough. Not passed on: nobody was asked, so that only purchases tell.
    expect(either.levels.map(({ disloyal }) => disloyal)).toMatchObject([
      { kind: "number", value: expect.closeTo(share(1, boughtNothing), 12), unit: "share" },
      {
        kind: "number",
        value: expect.closeTo(
          share(0, (i) => boughtNothing(i) || detractor(i)),
          12,
        ),
      },
      { kind: "message" },
    ]);
    expect(either.finding.notes).toEqual([
      {
        code: "effort_levels.disloyal",
        values: { n: 120, needed: "any", nothing: "yes", lost: "no", against: "yes" },
      },
    ]);
    const both = await told({ all: ["bought_nothing", "detractor"], days: 120 });
    expect(both.levels.map(({ disloyal }) => disloyal)).toMatchObject([
      { kind: "message", message: { code: "figure.state.too_few.short", values: { n: 0 } } },
      {
        kind: "number",
        value: expect.closeTo(
          share(0, (i) => boughtNothing(i) && detractor(i)),
          12,
        ),
      },
      { kind: "message" },
    ]);
    const lost = await told({ any: ["lost"] });
    expect(lost.levels.map(({ disloyal }) => disloyal)).toEqual(lost.levels.map(({ churn }) => churn));
  });

  it("says so when effort goes with nothing", async () => {
    const finding = await signals(issues({ passedOn: 3, not: 3 }));
    expect(finding?.verdict.code).toBe("effort_signals.verdict.none");
  });
});
