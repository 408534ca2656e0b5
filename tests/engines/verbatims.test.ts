import { expect, it } from "vitest";
import { buildCustomerList } from "../../src/customers/list.ts";
import { type VerbatimAsk, verbatims } from "../../src/customers/verbatims.ts";
import { contextOf } from "./company.ts";
import { enginesUnderTest, onEngine } from "./engines.ts";

const nps = { instrument: "nps", scale_min: 0, scale_max: 10, scale_best: "high" };
const ALL: VerbatimAsk = {
  ...{ from: null, to: null, measure: null, band: null, topic: null, channel: null, text: null },
  ...{ sort: "newest", limit: 10, offset: 0 },
};

for (const one of enginesUnderTest)
  onEngine(one, (engine) => {
    it("finds what customers wrote, with the score of the same answer or response, and never what employees did", async () => {
      const store = await engine.open();
      try {
        const context = await contextOf(store, {
          purchase: [
            { who: "anna", order_id: "1", amount: 100, cost: 40, currency: "EUR", at: "2024-01-02" },
            { who: "boris", order_id: "2", amount: 300, cost: 100, currency: "EUR", at: "2024-01-02" },
          ],
          answer: [
            { who: "anna", ...nps, score: 9, comment: "Quick & <b>kind</b>", response_id: "r1", at: "2024-02-01" },
            // Words and score as two items of one response; a blank is nothing.
            { who: "boris", ...nps, score: 2, comment: " ", response_id: "r2", channel: "mail", at: "2024-02-03" },
            {
              who: "boris",
              instrument: "why",
              comment: "Too slow",
              response_id: "r2",
              channel: "mail",
              at: "2024-02-03",
            },
            { who: "carl", ...nps, score: 1, comment: "We try", respondent: "employee", at: "2024-02-04" },
          ],
        });
        await buildCustomerList(context);
        const told = async (ask: Partial<VerbatimAsk>) => {
          const { rows, total } = await verbatims(context, { ...ALL, ...ask });
          expect(total).toBe(rows.length);
          return rows.map(({ comment, measure, score, band, worth }) => [comment, measure, score, band, worth]);
        };
        const [anna, boris] = [
          ["Quick & <b>kind</b>", "nps", 9, "promoter", 60],
          ["Too slow", "nps", 2, "detractor", 200],
        ];
        expect(await told({})).toEqual([boris, anna]);
        expect(await told({ sort: "value" })).toEqual([boris, anna]);
        expect(await told({ sort: "best" })).toEqual([anna, boris]);
        expect(await told({ band: "promoter" })).toEqual([anna]);
        expect(await told({ channel: "mail", measure: "nps" })).toEqual([boris]);
        expect(await told({ text: "SLOW" })).toEqual([boris]);
        expect(await told({ measure: "csat" })).toEqual([]);
        const { bands } = await verbatims(context, ALL);
        expect(bands.map(({ band, n }) => [band, Number(n)])).toEqual([
          ["detractor", 1],
          ["promoter", 1],
        ]);
      } finally {
        await store.close();
      }
    });
  });
