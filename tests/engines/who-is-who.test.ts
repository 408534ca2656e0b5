import { afterAll, beforeAll, expect, it } from "vitest";
import { type PeopleDecision, type PeopleRules, peopleRules } from "../../src/facts/people-rules.ts";
import { buildAccounts } from "../../src/people/accounts.ts";
import { resolveIdentity } from "../../src/people/identity.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { type Company, type FactRow, found, wordOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const also = (who: string, other: string): FactRow => ({
  who,
  other_kind: other.split(":")[0]!,
  other_value: other.split(":")[1]!,
});
const decided = (...decisions: ({ merge: string[] } | { split: string[] })[]): Partial<PeopleRules> => ({
  decisions: decisions.map((decision): PeopleDecision => ({ on: "2026-01-01", reason: "said so", ...decision })),
});

onEveryEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  /** Who is one party with whom: the groups of words, in the order of the alphabet. Who is nobody stands in no group. */
  const groups = async (company: Company, stated: Partial<PeopleRules> = {}) => {
    await found(store, company);
    const summary = await resolveIdentity(store, peopleRules(stated));
    const rows = await store.rows(sql`
        select i.kind as kind, i.value as value, cast(p.party as varchar) as party
        from identifier i inner join identity p on p.key = i.key`);
    const by = new Map<string, string[]>();
    for (const { kind, value, party } of rows)
      by.set(String(party), [...(by.get(String(party)) ?? []), wordOf(kind, value)]);
    return { summary, groups: [...by.values()].map((g) => g.sort().join(" ")).sort() };
  };

  it("a limit is one of a kind: a telephone of four joins nobody where three are allowed", async () => {
    const alias = ["a", "b", "c", "d"].map((who) => also(who, "phone:1"));
    expect((await groups({ alias })).groups).toEqual(["a b c d phone:1"]);
    expect((await groups({ alias }, { limits: { phone: 3 } })).groups).toEqual(["a", "b", "c", "d", "phone:1"]);
  });

  it("a party of more addresses than one can have is none: its joins by addresses are undone, the others stay", async () => {
    // a–e1–b–e2–c–e3–d: four people in a row, each pair with an address in common; c has a telephone of its own.
    const alias = [
      ["a", "1"],
      ["b", "1"],
      ["b", "2"],
      ["c", "2"],
      ["c", "3"],
      ["d", "3"],
    ].map(([who, n]) => also(who!, `email:e${n}@x.pl`));
    alias.push(also("c", "phone:7"));
    expect((await groups({ alias })).groups).toHaveLength(1);
    const apart = await groups({ alias }, { atMost: { email: 2 } });
    expect(apart.groups).toEqual(["a", "b", "c phone:7", "d", "email:e1@x.pl", "email:e2@x.pl", "email:e3@x.pl"]);
    expect(apart.summary.undone).toBe(3);
  });

  it("what is blocked is nobody's and joins nobody, with letters that mean something to an engine taken as they are", async () => {
    const alias = [also("a", "email:x_1@test.pl"), also("b", "email:x_1@test.pl"), also("b", "email:xy1@test.pl")];
    const { groups: apart, summary } = await groups({ alias }, { block: ["email:x_1@*", "customer:a"] });
    expect(apart).toEqual(["b email:xy1@test.pl"]);
    expect(summary).toMatchObject({ blocked: 2, shared: 0 });
  });

  it("a merge joins what no file joins, even over a mailbox that is shared", async () => {
    const alias = [also("a", "email:info@x.pl"), also("b", "email:info@x.pl"), also("c", "phone:1")];
    expect(
      (await groups({ alias }, decided({ merge: ["customer:a", "customer:c", "customer:unknown"] }))).groups,
    ).toEqual(["a c phone:1", "b", "email:info@x.pl"]);
    expect((await groups({ alias }, decided({ merge: ["customer:a", "email:info@x.pl"] }))).groups).toContain(
      "a email:info@x.pl",
    );
  });

  it("a split takes its identifiers out together, whatever joined them, and the last decision counts", async () => {
    const alias = [also("a", "email:1@x.pl"), also("b", "email:1@x.pl"), also("b", "phone:1"), also("c", "phone:1")];
    expect((await groups({ alias })).groups).toHaveLength(1);
    const split = { split: ["customer:b", "phone:1"] };
    expect((await groups({ alias }, decided(split))).groups).toEqual(["a email:1@x.pl", "b phone:1", "c"]);
    const merge = { merge: ["customer:b", "customer:a"] };
    expect((await groups({ alias }, decided(split, merge))).groups).toEqual(["a b email:1@x.pl phone:1", "c"]);
    expect((await groups({ alias }, decided(merge, split))).groups).toEqual(["a email:1@x.pl", "b phone:1", "c"]);
  });

  it("persons count as their account: the one that holds, the latest of several; who has none stays", async () => {
    const company: Company = {
      alias: [also("ann", "email:ann@x.pl")],
      party: [{ who: "ann" }, { who: "bo" }, { who: "cy" }, { who: "account:A" }],
      membership: [
        { who: "ann", at: "2020-01-01", account: "A", until: "2023-01-01" },
        { who: "email:ann@x.pl", at: "2023-01-01", account: "B" },
        { who: "bo", at: "2024-01-01", account: "B" },
        { who: "bo", at: "2022-01-01", account: "A" },
      ],
    };
    const rolled = await groups(company, { customers: "accounts" });
    expect(rolled.groups).toEqual(["account:A", "account:B ann bo email:ann@x.pl", "cy"]);
    expect(rolled.summary).toMatchObject({ rolledUp: 2, parties: 3 });
    const apart = await groups(company);
    expect(apart.groups).toEqual(["account:A", "ann email:ann@x.pl", "bo", "cy"]);
    await buildAccounts(store);
    const [row] = await store.rows(sql`select count(*) as n from identity_account`);
    expect(Number(row!.n)).toBe(4);
  });
});
