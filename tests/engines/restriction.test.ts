import { expect, it } from "vitest";
import { isEstimate } from "../../src/findings/figure.ts";
import { linkTable } from "../../src/links/link.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { measureByCut, measureWhole } from "../../src/measures/measure.ts";
import { MEASURES } from "../../src/measures/registry.ts";
import { groupsBy, restrictPanel } from "../../src/panel/restriction.ts";
import { buildAccounts } from "../../src/people/accounts.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { enginesUnderTest, onEngine } from "./engines.ts";

/** Counted by hand: three customers at home, two in business, one of whom answered; an account with two persons. */
const COMPANY: Company = {
  party: [
    ...["a", "b", "c"].map((who) => ({ who, segment: "home", country: "PL" })),
    { who: "d", segment: "business", country: "PL" },
    { who: "e", segment: "business", country: "SE" },
    { who: "account:K", party_kind: "organisation" },
  ],
  membership: [
    { who: "d", account: "K", at: "2024-01-01" },
    { who: "e", account: "K", at: "2024-01-01" },
  ],
  answer: [
    ...[10, 9, 3].map((score, i) => ({ who: "abc"[i]!, score, at: "2024-03-01", instrument: "nps", scale_max: 10 })),
    { who: "d", score: 0, at: "2024-03-02", instrument: "nps", scale_max: 10 },
  ],
  purchase: [
    { who: "a", order_id: "1", amount: 10, currency: "EUR", at: "2024-02-01" },
    { who: "d", order_id: "2", amount: 70, currency: "EUR", at: "2024-02-01" },
    { who: "e", order_id: "3", amount: 30, currency: "EUR", at: "2024-02-02" },
  ],
};

/** Forty customers of two segments, each with a little of everything; numbers that go round give them no two alike. */
const WHO = Array.from({ length: 40 }, (_, i) => i);
const each = (row: (i: number) => FactRow): FactRow[] => WHO.map((i) => ({ who: `c${i}`, ...row(i) }));
const on = (i: number, month: number) =>
  `2024-${String(month).padStart(2, "0")}-${String(1 + (i % 27)).padStart(2, "0")}`;
const MANY: Company = {
  party: each((i) => ({ segment: i % 3 === 0 ? "home" : "business", country: i % 2 === 0 ? "PL" : "SE" })),
  purchase: [2, 4, 7].flatMap((month) =>
    each((i) => ({
      order_id: `${i}-${month}`,
      amount: 10 + ((i * 7) % 31),
      cost: 4,
      currency: "EUR",
      at: on(i, month),
    })),
  ),
  answer: each((i) => ({ score: (i * 5) % 11, instrument: "nps", scale_min: 0, scale_max: 10, at: on(i, 5) })),
  invitation: each((i) => ({
    invitation_id: `${i}`,
    survey: "s",
    completed: i % 4 === 0 ? null : on(i, 5),
    at: on(i, 5),
  })),
  contact: each((i) => ({
    contact_id: `${i}`,
    channel: "phone",
    talk: 60 + i,
    hold: i % 9,
    wrap: 5,
    cost: 2,
    at: on(i, 6),
  })),
  points: each((i) => ({ change: i % 2 === 0 ? "redeemed" : "issued", points: 5 + i, at: on(i, 6) })),
};

for (const one of enginesUnderTest)
  onEngine(one, (engine) => {
    it("counts an account with its persons, then fewer of them, and names what there is where nobody is left", async () => {
      const store = await engine.open();
      try {
        const context = await contextOf(store, COMPANY);
        await buildAccounts(store);
        expect(await groupsBy(store, "account")).toEqual([{ value: "K", n: 3 }]);
        expect(await groupsBy(store, "account", "k")).toEqual([{ value: "K", n: 3 }]);
        expect(await groupsBy(store, "account", "L")).toEqual([]);
        await expect(restrictPanel(store, [{ by: "segment", value: "buisness" }])).rejects.toMatchObject({
          code: "input.unknown_group",
          message: 'No customer has segment "buisness". Did you mean "business"?',
        });
        const orders = async () => (await measureWhole(MEASURES.get("orders")!, context)).figure.n;
        expect(await orders()).toBe(3);
        await restrictPanel(store, [{ by: "account", value: "K" }]);
        expect(await orders()).toBe(2);
        await restrictPanel(store, [
          { by: "account", value: "K" },
          { by: "country", value: "SE" },
        ]);
        expect(await orders()).toBe(1);
      } finally {
        await store.close();
      }
    });

    it("gives of every measure what its group has beside the others", async () => {
      const store = await engine.open();
      try {
        const context = await contextOf(store, MANY);
        const [group] = await groupsBy(store, "segment");
        expect(group).toBeDefined();
        const bySegment = [...MEASURES.values()].filter(
          ({ population, id }) => population.dimensions.includes("segment") && id !== "public-rating",
        );
        const before = new Map<string, unknown>();
        for (const measure of bySegment) {
          const { rows } = await measureByCut(measure, context, dimension("segment", ["segment"]));
          const figure = rows.find(({ cut }) => cut === group!.value)?.figure;
          if (figure && isEstimate(figure)) before.set(measure.id, [figure.value, figure.n]);
        }
        expect(before.size).toBeGreaterThan(20);
        await restrictPanel(store, [{ by: "segment", value: group!.value }]);
        const only = { ...context, info: { ...context.info, only: [{ by: "segment" as const, value: group!.value }] } };
        const after = new Map<string, unknown>();
        for (const measure of bySegment) {
          const { figure } = await measureWhole(measure, only);
          if (before.has(measure.id) && isEstimate(figure)) after.set(measure.id, [figure.value, figure.n]);
        }
        expect(after).toEqual(before);
        // Whatever is asked of the panel can be asked of a part of it.
        await linkTable(only, { experiences: ["nps"], outcomes: ["orders"], horizon: null }, "test");
      } finally {
        await store.close();
      }
    });
  });
