import { afterEach, beforeEach, expect, it } from "vitest";
import type { Finding, TableCell } from "../../src/findings/finding.ts";
import { claimFindings } from "../../src/links/claims/finding.ts";
import { CLAIMS } from "../../src/links/claims/registered.ts";
import { MEASURES } from "../../src/measures/registry.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const day = (n: number) => new Date(Date.UTC(2023, 0, 1 + n)).toISOString().slice(0, 10);

/**
 * 100 customers buy on the first day, 60 others never. 60 of the customers and the 60 others are offered something on day 200: 39 and 6 take it.
 * Of 100 contacts 80 are calls. 60 customers answer 10 and bring 30 in the year after, 60 answer 2 and bring 10, and both brought 100 before.
 */
function company(): Company {
  const [purchase, offer, contact, answer]: FactRow[][] = [[], [], [], []];
  const buy = (who: string, at: number, amount: number) =>
    purchase!.push({ who, at: day(at), amount, cost: 0, currency: "EUR", order_id: `${who}-${at}` });
  for (let i = 0; i < 120; i++) {
    const who = `c${i}`;
    buy(who, 0, 100);
    if (i < 60) offer!.push({ who, at: day(200), outcome: i < 39 ? "won" : "declined" });
    if (i < 100) contact!.push({ who, at: day(700), channel: i < 80 ? "Phone" : "email" });
    const isHappy = i % 2 === 0;
    answer!.push({ who, at: day(300), instrument: "nps", kind: "relationship", score: isHappy ? 10 : 2 });
    // Two amounts each, so that there is something to be unsure about: 29 and 31, 9 and 11.
    buy(who, 500, (isHappy ? 30 : 10) + (i % 4 < 2 ? 1 : -1));
  }
  for (let i = 0; i < 60; i++) offer!.push({ who: `p${i}`, at: day(200), outcome: i < 6 ? "won" : "lost" });
  buy("last", 800, 1);
  return { purchase: purchase!, offer: offer!, contact: contact!, answer: answer! };
}

/** The same with contacts that cost something, offers, reviews, costs, invitations, and what employees and managers say. */
function rich(): Company {
  const { purchase = [], offer = [], contact = [], answer = [] } = company();
  const who = Array.from({ length: 120 }, (_, i) => `c${i}`);
  const asked = who.map((each, i) => ({
    who: each,
    at: day(299),
    invitation_id: `i${i}`,
    survey: i % 2 ? "long" : "short",
    completed: `${day(300)} 12:00:00`,
  }));
  return {
    purchase: purchase.map((each, i) => ({ ...each, list_amount: Number(each.amount) + (i % 2), discount: i % 2 })),
    offer,
    contact: contact.map((each, i) => ({
      ...each,
      contact_id: `k${i}`,
      case_id: `s${i}`,
      cost: 2 + (i % 3),
      currency: "EUR",
      repeated: i % 2 === 0,
      transfers: 0,
      hold: i % 90,
    })),
    answer: [
      ...answer.map((each, i) => ({
        ...each,
        invitation_id: `i${i}`,
        team: `t${i % 4}`,
        comment: "x".repeat(i % 7),
        about: "contact",
        about_id: `k${i}`,
        item: "a",
      })),
      ...who.flatMap((_, i) =>
        i % 2
          ? [
              {
                at: day(300),
                instrument: "csat",
                score: 5,
                scale_min: 1,
                scale_max: 5,
                invitation_id: `i${i}`,
                item: "b",
              },
            ]
          : [],
      ),
      ...who.map((_, i) => ({
        at: day(310),
        instrument: "nps",
        score: 6 + (i % 5),
        respondent: "employee",
        team: `t${i % 4}`,
      })),
      ...who.map((_, i) => ({
        at: day(310),
        instrument: "nps",
        score: 7 + (i % 4),
        respondent: "manager",
        team: `t${i % 4}`,
      })),
      ...who.map((each, i) => ({ who: each, at: day(320), instrument: "nps", score: i % 11, team: `t${i % 4}` })),
      ...who.map((each, i) => ({ who: each, at: day(330), instrument: "ces", score: 1 + (i % 7) })),
    ],
    refund: who.slice(0, 30).map((each, i) => ({
      who: each,
      at: day(410),
      refund_id: `r${i}`,
      order_id: `${each}-0`,
      amount: 1,
      currency: "EUR",
    })),
    party: who.map((each, i) => ({
      who: each,
      at: day(0),
      acquisition_channel: i % 2 ? "Referral" : "search",
      joined: day(0),
    })),
    review: Array.from({ length: 24 }, (_, i) => ({ at: day(30 * i), rating: 3 + (i % 3), site: "x" })),
    cost: ["Acquisition", "retention"].map((area) => ({ at: day(700), area, amount: 100, currency: "EUR" })),
    invitation: asked,
  };
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  const findings = async (stated: Company, ...ids: string[]): Promise<Finding[]> =>
    claimFindings(MEASURES, await contextOf(store, stated), "v", ids);
  const number = (cell: TableCell | undefined) => (cell?.kind === "number" ? cell : null);

  it("puts what the records say beside what was published, with verdict, interval and n", async () => {
    const [easier, chance, , phone] = await findings(company(), "b15", "b16", "b33", "b36");
    // 39 of 60 against 6 of 60.
    expect(easier!.headline).toMatchObject({ state: "estimate", n: 120, grade: "association" });
    expect(number(easier!.tables[0]!.rows[0]!.found)!.value).toBeCloseTo(6.5, 9);
    expect(easier!.verdict.code).toBe("claims.verdict.matches");
    expect(chance!.tables[0]!.rows.map((row) => number(row.found)!.value)).toEqual([0.65, 0.1]);
    expect(chance!.tables[0]!.rows.map(({ verdict }) => verdict)).toMatchObject([
      { message: { code: "claims.verdict.matches" } },
      { message: { code: "claims.verdict.matches" } },
    ]);
    // R: prop.test(80, 100, correct = FALSE)$conf.int
    const { value, interval } = number(phone!.tables[0]!.rows[0]!.found)!;
    expect(value).toBe(0.8);
    expect(interval!.low).toBeCloseTo(0.7111708, 6);
    expect(interval!.high).toBeCloseTo(0.8666331, 6);
  });

  it("compares what came after at equal history too", async () => {
    const [spends] = await findings(company(), "b01");
    const [row] = spends!.tables[0]!.rows;
    expect(number(row!.first)!.value).toBeCloseTo(30, 9);
    expect(number(row!.second)!.value).toBeCloseTo(10, 9);
    expect(number(row!.found)!.value).toBeCloseTo(3, 9);
    expect(number(row!.adjusted)!.value).toBeCloseTo(3, 6);
    expect(spends!.verdict.code).toBe("claims.verdict.larger");
  });

  it("asks every claim of a company that records nearly everything", async () => {
    const states = Object.fromEntries(
      (await findings(rich(), ...CLAIMS.map(({ id }) => id))).map(({ id, headline }) => [
        id.slice("claims.".length),
        headline.state,
      ]),
    );
    expect(states).toMatchObject({
      b04: "estimate",

      b13: "estimate",
      b15: "estimate",
      b36: "estimate",
    });
    // Too few of them, or records that are too short: none of these is an error.
    expect(
      Object.entries(states)
        .filter(([, state]) => state === "not_measured")
        .map(([id]) => id),
    ).toEqual(["b14", "b32"]);
  });

  it("asks by several definitions whether effort makes disloyal, and holds each side against its published share", async () => {
    // Of 60 who found it hard 6 buy again and 48 turn detractors; of 60 who found it easy 54 buy again and 12 turn detractors.
    const [purchase, answer]: FactRow[][] = [[], []];
    const buy = (who: string, at: number) =>
      purchase!.push({ who, at: day(at), amount: 100, cost: 0, currency: "EUR", order_id: `${who}-${at}` });
    for (let i = 0; i < 120; i++) {
      const [who, isHard, place] = [`c${i}`, i < 60, i % 60];
      buy(who, 0);
      answer!.push({ who, at: day(300), instrument: "ces", score: isHard ? 1 : 7 });
      if (place < (isHard ? 6 : 54)) buy(who, 400);
      answer!.push({ who, at: day(350), instrument: "nps", score: place < (isHard ? 48 : 12) ? 3 : 10 });
    }
    buy("last", 900);
    const [effort] = await findings({ purchase: purchase!, answer: answer! }, "b02");
    const found = effort!.tables[0]!.rows.map((row) => number(row.found)?.value ?? null);
    expect(found.map((value) => value && Number(value.toFixed(9)))).toEqual([
      0.8,
      0.9,
      0.1,
      expect.anything(),
      0.6,
      null,
    ]);
    expect(effort!.verdict.code).toBe("claims.verdict.matches");
  });

  it("divides what was spent on winning over a channel by those it brought", async () => {
    const [purchase, party]: FactRow[][] = [[], []];
    for (let i = 0; i < 70; i++) {
      const who = `c${i}`;
      party!.push({ who, at: day(790), acquisition_channel: i < 30 ? "referral" : "search", joined: day(790) });
      purchase!.push({ who, at: day(800), amount: 10, cost: 0, currency: "EUR", order_id: who });
    }
    purchase!.push({ who: "first", at: day(0), amount: 1, cost: 0, currency: "EUR", order_id: "first" });
    const cost: FactRow[] = [
      { at: day(800), area: "acquisition", scope: "channel", scope_value: "referral", amount: 90, currency: "EUR" },
      { at: day(800), area: "acquisition", scope: "channel", scope_value: "search", amount: 600, currency: "EUR" },
    ];
    const [referred] = await findings({ purchase: purchase!, party: party!, cost }, "b10");
    // 600 over 40 against 90 over 30.
    const row = referred!.tables[0]!.rows.at(-1)!;
    expect(number(row.found)!.value).toBeCloseTo(5, 9);
  });

  it("tells NPS and growth by customers and by groups of them", async () => {
    const [purchase, party, answer]: FactRow[][] = [[], [], []];
    const buy = (who: string, at: number, amount: number) =>
      purchase!.push({ who, at: day(at), amount, cost: 0, currency: "EUR", order_id: `${who}-${at}` });
    for (let k = 0; k < 12; k++)
      for (let i = 0; i < 30; i++) {
        const who = `c${k}-${i}`;
        party!.push({ who, at: day(0), country: String.fromCharCode(65 + k).repeat(2) });
        buy(who, 10, 100);
        answer!.push({ who, at: day(100), instrument: "nps", score: i < k + 6 ? 10 : 8 });
        buy(who, 400, 100 * Math.exp(k / 10));
      }
    buy("last", 729, 1);
    const [profit] = await findings({ purchase: purchase!, party: party!, answer: answer! }, "b19");
    const rows = profit!.tables[0]!.rows;
    expect(rows).toHaveLength(3);
    // A point of NPS goes with the same growth in every country.
    expect(number(rows[2]!.found)!.value).toBeCloseTo(1, 6);
    expect(number(rows[1]!.found)!.value).toBeGreaterThan(0);
  });

  it("says what is lacking where a claim cannot be tested, and never the published figure in its place", async () => {
    const [effort, managers] = await findings(company(), "b03", "b13");
    expect(managers!.headline).toMatchObject({ state: "not_measured", needs: ["manager_estimates"] });
    expect(effort!.headline).toMatchObject({ state: "not_measured", needs: ["contact_cost"] });
    const [overview] = await findings({});
    expect(overview!.headline).toMatchObject({ state: "estimate", value: 0 });
    expect(overview!.tables[1]!.rows).toHaveLength(CLAIMS.length);
  });
});
