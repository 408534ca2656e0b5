import { expect, it } from "vitest";
import { decisionsOf } from "../../src/sources/describe.ts";
import { discover } from "../../src/sources/read/discover.ts";
import { probe } from "../../src/sources/read/probe.ts";
import { recognise, tableName } from "../../src/sources/recognise.ts";
import { dataSet, hasShared } from "../shared.ts";

/**
 * What the public files are that can be told by their columns, read by hand; every other one is nobody's business or
 * needs a word of its owner, and has to be left open.
 */
const ARE: Record<string, { format: string; asks: string[] }> = {
  "customer_flight_activity_2017.csv": { format: "generic.points-by-period", asks: ["currency"] },
  "customer_flight_activity_2018.csv": { format: "generic.points-by-period", asks: ["currency"] },
  "customer_loyalty_history.csv": { format: "generic.party", asks: [] },
  "transactions_sample_2017_h1.csv": { format: "generic.line", asks: ["currency"] },
  "transactions_sample_2017_h2.csv": { format: "generic.line", asks: ["currency"] },
  "nps_half.csv": { format: "generic.answer-wide", asks: ["which_column", "score_scale", "score_scale"] },
  "olist_order_items_dataset.csv": { format: "generic.line", asks: ["currency"] },
  "olist_orders_dataset.csv": { format: "generic.purchase", asks: [] },
  "customer_support_tickets.csv": { format: "generic.case", asks: [] },
};

it.skipIf(!hasShared)("a public file is taken for what it is, or for nothing", { timeout: 300_000 }, async () => {
  const taken: Record<string, { format: string; asks: string[] }> = {};
  const decisions: Record<string, number> = {};
  let tables = 0;
  for (const file of await discover([dataSet("")]))
    for (const sample of await probe(file).catch(() => [])) {
      tables += 1;
      const recognition = recognise(sample);
      const { winner, questions } = recognition;
      decisions[tableName(sample)] = decisionsOf(recognition);
      if (winner && winner.mapping.facts.length > 0)
        taken[tableName(sample).replace(/^.*\//, "")] = {
          format: winner.format,
          asks: questions.map(({ code }) => code),
        };
    }
  expect(tables).toBeGreaterThan(40);
  expect(taken).toEqual(ARE);
  // A person decides what was asked, and of every other table what it is: nothing that is not asked is taken for something else.
  const asked = Object.values(ARE).reduce((sum, { asks }) => sum + asks.length, 0);
  const all = Object.values(decisions).reduce((sum, n) => sum + n, 0);
  expect(all).toBe(asked + tables - Object.keys(ARE).length);
});
