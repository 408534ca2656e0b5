import { afterAll, beforeAll, expect, it } from "vitest";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { saidAndDone, saidFinding } from "../../src/value/stages/said-and-done.ts";
import { contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const day = (n: number) => new Date(Date.UTC(2023, 0, 1 + n)).toISOString().slice(0, 10);

onEveryEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  it("counts who recommended before and after saying so, and what was solved without an agent, as by hand", async () => {
    // 60 promoters and 50 detractors answer on day 400; records end on day 800.
    const who = (kind: string, n: number) => Array.from({ length: n }, (_, i) => `${kind}${i}`);
    const [promoters, detractors] = [who("p", 60), who("d", 50)];
    const brings = (names: readonly string[], at: number, each = 1) =>
      names.flatMap((name) =>
        Array.from({ length: each }, (_, i) => ({
          who: name,
          at: day(at),
          referred_kind: "customer",
          referred_value: `new-${name}-${at}-${i}`,
        })),
      );
    const contact = (name: string, at: number, handled_by: string | null, topic = "bill") => ({
      ...{ who: name, at: day(at), contact_id: `${name}-${at}`, handled_by, topic },
    });
    const context = await contextOf(store, {
      answer: [
        ...promoters.map((name) => ({ who: name, at: day(400), instrument: "nps", score: 10 })),
        ...detractors.map((name) => ({ who: name, at: day(400), instrument: "nps", score: 3 })),
        // An earlier answer of the same customers, and one whose year is not over, are not told.
        ...promoters.slice(0, 5).map((name) => ({ who: name, at: day(100), instrument: "nps", score: 0 })),
        { who: "late", at: day(700), instrument: "nps", score: 10 },
      ],
      referral: [
        ...brings(promoters.slice(0, 6), 390),
        ...brings(promoters.slice(0, 9), 500, 2),
        ...brings(detractors.slice(0, 2), 500),
        // After the days that count.
        ...brings(promoters.slice(20, 30), 790),
      ],
      purchase: [{ who: "last", at: day(800), amount: 1, currency: "EUR", order_id: "last" }],
      contact: [
        ...promoters.slice(0, 8).map((name, i) => contact(name, 450, i < 6 ? "bot" : "live")),
        ...detractors.slice(0, 4).map((name, i) => contact(name, 450, i < 1 ? "bot" : "live")),
        contact(promoters[0]!, 455, "live"),
        contact(promoters[1]!, 455, "live", "bug"),
        contact(promoters[9]!, 460, null),
        contact(promoters[10]!, 300, "bot"),
      ],
    });
    const found = await saidAndDone(context);
    expect(found).toEqual({
      days: 365,
      rows: [
        {
          band: "detractor",
          customers: 50,
          before: 0,
          after: 2,
          brought: 2,
          issues: 4,
          alone: 1,
          begun: 1,
          deflected: 1,
        },
        // Six began with a machine; the first had to ask an agent about it, the second about something else.
        {
          band: "promoter",
          customers: 60,
          before: 6,
          after: 9,
          brought: 18,
          issues: 10,
          alone: 6,
          begun: 6,
          deflected: 5,
        },
      ],
    });
    const { headline, verdict, tables } = saidFinding(context, found, "v")!;
    expect(headline).toMatchObject({ state: "estimate", value: 9 / 60, n: 60, unit: "share" });
    expect(verdict).toMatchObject({ code: "stages.said", values: { share: 9 / 60, coverage: 2 / 50, days: 365 } });
    expect(tables[0]!.rows[1]).toMatchObject({
      brought: { value: 0.3 },
      alone: { value: 0.6 },
      deflected: { value: 5 / 6 },
    });
    const few = saidFinding(context, { days: 365, rows: found!.rows.map((row) => ({ ...row, customers: 49 })) }, "v")!;
    expect(few.headline).toMatchObject({ state: "too_few", required: 50 });
  });
});
