import { afterAll, beforeAll, expect, it } from "vitest";
import { addDays, type Day } from "../../src/base/day.ts";
import { isEstimate } from "../../src/findings/figure.ts";
import type { Finding, TableCell } from "../../src/findings/finding.ts";
import { delaysFinding } from "../../src/measures/coverage/delays.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { type MeasureContext, measureByCut, measureWhole } from "../../src/measures/measure.ts";
import { MEASURES } from "../../src/measures/registry.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { LANGUAGES } from "../../src/texts/language.ts";
import { texts } from "../../src/texts/texts.ts";
import { type Company, contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

/** One person asked about one order: so many days after it, answered after so many more days, or not. */
interface Asked {
  after: number;
  answered: number | null;
  score?: number;
  says?: "invitation" | "answer" | "nobody";
}

function company(all: readonly Asked[]): Company {
  const day = (days: number) => addDays("2025-03-01" as Day, days);
  const rows = all.map((each, i) => ({
    ...each,
    says: each.says ?? "invitation",
    who: `c${i}`,
    order: `o${i}`,
    ref: `i${i}`,
  }));
  return {
    purchase: rows.map(({ who, order }) => ({ who, at: day(0), order_id: order, amount: 10, currency: "EUR" })),
    invitation: rows.map(({ who, ref, order, after, says }) => ({
      ...{ who, at: day(after), invitation_id: ref, survey: "s", instrument: "csat" },
      ...(says === "invitation" ? { about: "order", about_id: order } : {}),
    })),
    answer: rows.flatMap(({ who, ref, order, after, answered, score = 5, says }) =>
      answered === null
        ? []
        : [
            {
              ...{ who, at: day(after + answered), invitation_id: ref, instrument: "csat", score },
              ...(says === "answer" ? { about: "order", about_id: order } : {}),
            },
          ],
    ),
  };
}

const many = (n: number, of: (i: number) => Asked): Asked[] => Array.from({ length: n }, (_, i) => of(i));

/** Asked on the day: 40 of 50 answer, all satisfied. Asked after ten days: 20 of 50, half of them satisfied. */
const TIRED: Asked[] = [
  ...many(50, (i) => ({ after: 0, answered: i < 40 ? i % 2 : null })),
  ...many(50, (i) => ({ after: 10, answered: i < 20 ? 3 : null, score: i % 2 ? 5 : 1 })),
  // Asked before the order, and answered before being asked: neither is a delay.
  { after: -2, answered: 5 },
  { after: 1, answered: -1 },
];

onEveryEngine((engine) => {
  let store: Analytics;
  let context: MeasureContext;
  const build = async (all: readonly Asked[]) => {
    context = { ...(await contextOf(store, company(all))), from: null, to: null };
  };
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());
  const finding = async (): Promise<Finding> => (await delaysFinding(MEASURES, context, "v"))!;
  const table = (found: Finding, id: string) => found.tables.find((each) => each.id === id)!;
  /** The table of delays, a record a delay. */
  const delays = (found: Finding) =>
    (["request", "answer"] as const).map((kind) =>
      Object.fromEntries(
        table(found, "coverage.delays").rows.map(({ band, ...cells }) => [
          band?.kind === "message" ? band.message.code.split(".").at(-1)! : "",
          cells[kind]!,
        ]),
      ),
    );
  const number = (cell: TableCell | undefined) => (cell?.kind === "number" ? cell.value : null);
  const share = (cell: TableCell | undefined) => (cell?.kind === "number" ? [cell.value, cell.interval?.low] : null);

  it("gives the median and the share in each band, each with its interval", async () => {
    await build(TIRED);
    const found = await finding();
    const [request, answer] = delays(found);
    // 50 on the day, one after a day, 50 after ten: the 51st of 101 is 1.
    expect(number(request!.n)).toBe(101);
    expect(number(request!.median)).toBe(1);
    // Wilson (1927): ((p + z²/2n) − z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), with z = 1.96.
    expect(share(request!["0"])).toEqual([50 / 101, expect.closeTo(0.39953, 4)]);
    expect(["1", "2-3", "4-7", "8-30", "31+"].map((code) => number(request![code]))).toEqual([
      1 / 101,
      0,
      0,
      50 / 101,
      0,
    ]);
    // 20 the same day, 20 the day after, 20 after three days, one after five.
    expect(number(answer!.n)).toBe(61);
    expect(["0", "1", "2-3", "4-7"].map((code) => number(answer![code]))).toEqual([20 / 61, 20 / 61, 20 / 61, 1 / 61]);
    expect(found.headline).toMatchObject({ unit: "days", value: 1, excluded: [{ reason: "no_request_delay", n: 1 }] });
    expect(found.verdict).toMatchObject({ code: "coverage.delays.both", values: { before: 1, after: 1 } });
  });

  it("sets the response rate and each score against the delay", async () => {
    await build(TIRED);
    const found = await finding();
    const rows = (id: string) =>
      table(found, id).rows.map(({ measure, group, value, n }) => [
        measure?.kind === "message" && measure.message.values.measure,
        group?.kind === "message" && group.message.code,
        number(value),
        number(n),
      ]);
    expect(rows("coverage.delays.request")).toEqual([
      ["response-rate", "delay.0", 0.8, 50],
      ["response-rate", "delay.1", null, 1],
      ["response-rate", "delay.8-30", 0.4, 50],
      ["csat", "delay.0", 1, 40],
      ["csat", "delay.1", null, 1],
      ["csat", "delay.8-30", 0.5, 20],
    ]);
    expect(rows("coverage.delays.answer").map(([, , value, n]) => [value, n])).toEqual([
      [1, 20],
      [1, 20],
      [0.5, 20],
      [null, 1],
    ]);
    // 0.4 − 0.8, each with its own error: sqrt(0.8 × 0.2 / 50 + 0.4 × 0.6 / 50) = 0.0894. Scores have fewer than thirty.
    expect(found.notes!.map(({ code }) => code)).toEqual([
      "coverage.delays.differs.request",
      "coverage.delays.association",
    ]);
    expect(found.notes![0]!.values).toMatchObject({
      measure: "response-rate",
      early: "0",
      late: "8-30",
      difference: expect.closeTo(-0.4, 12),
      low: expect.closeTo(-0.4 - 1.959964 * 0.0894427, 5),
    });
    for (const language of LANGUAGES) {
      const words = texts(language, { onUnknown: (code) => expect.fail(`${language}: ${code}`) });
      for (const each of [found.title!, found.verdict, ...found.notes!])
        expect(words.say(each).length).toBeGreaterThan(5);
    }
  });

  it("is a measure, and a cut, like any other", async () => {
    await build(TIRED);
    expect((await measureWhole(MEASURES.get("answer-delay")!, context)).figure).toMatchObject({ value: 1, n: 61 });
    const csat = MEASURES.get("csat")!;
    const { rows } = await measureByCut(csat, context, dimension("answer_delay", csat.population.dimensions));
    expect(rows.map(({ cut, figure }) => [cut, figure.n]).sort()).toEqual([
      ["", 1],
      ["0", 20],
      ["1", 20],
      ["2-3", 20],
      ["4-7", 1],
    ]);
  });

  it("does not say how many answer by a delay that only answers tell", async () => {
    await build(many(60, (i) => ({ after: i % 3, answered: i < 30 ? 1 : null, says: "answer" })));
    const found = await finding();
    expect(found.headline).toMatchObject({ n: 30, value: 1 });
    expect(
      table(found, "coverage.delays.request").rows.every(
        ({ measure }) => measure?.kind === "message" && measure.message.values.measure === "csat",
      ),
    ).toBe(true);
    expect(found.notes!.map(({ code }) => code)).toContain("coverage.delays.answered_only");
  });

  it("tells what is not on record from what is nothing", async () => {
    await build(many(20, (i) => ({ after: 2, answered: i < 10 ? 1 : null, says: "nobody" })));
    const found = await finding();
    expect(found.headline).toMatchObject({ definition: "answer-delay@1", value: 1 });
    const [request] = delays(found);
    expect(request!.median).toMatchObject({ kind: "message" });
    expect(found.notes!.map(({ code }) => code)).toEqual(["coverage.delays.no_event"]);
    const { figure } = await measureWhole(MEASURES.get("request-delay")!, context);
    expect(figure).toMatchObject({ state: "not_measured", needs: ["asked_about"] });
    expect(isEstimate(figure)).toBe(false);
  });
});
