import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { answer, feltworth, files, measured, workFolder } from "./command.ts";

const at = workFolder();

/** Two people with a slip of the pen between them, and one with two accounts. */
const company = (name: string) =>
  files(at(name), {
    "contacts.csv": [
      "Customer ID,Email,Phone,Country,Signup date",
      "C0017,anna.nowak@gmail.com,+48 600 100 200,PL,2024-01-05",
      "C0018,jan@firma.pl,+48 600 100 201,PL,2024-02-05",
      "C0019,ewa@gmial.com,,PL,2024-03-05",
      "C0020,ewa.lis@gmial.com,,PL,2024-03-06",
      "C0021,ewa.lis@gmail.com,,SE,2024-03-07",
      "C0022,info@firma.pl,,PL,2024-03-08",
      "",
    ].join("\n"),
    "orders.csv": [
      "Order ID,Customer ID,Order date,Order total,Currency",
      "1,C17,2025-01-05,100.00,EUR",
      "2,C0018,2025-02-05,50.00,EUR",
      "3,C0022,2025-03-06,70.50,EUR",
      "",
    ].join("\n"),
    "members.csv": [
      "Contact email,Account ID,Role,Start date",
      "jan@firma.pl,ACME,Buyer,2023-01-01",
      "anna.nowak@gmail.com,ACME,Boss,2023-01-01",
      "ewa@gmial.com,OLDCO,Clerk,2020-01-01",
      "",
    ].join("\n"),
  });

interface Explained {
  identifiers: string[];
  joins: { a: string; b: string; state: string; file: string | null; line: number | null; reason: string | null }[];
  accounts: { account: string }[];
}

it("suggests who may be the same, with clues, and joins nobody", async () => {
  const { candidates } = await answer<{
    candidates: { score: number; a: string[]; b: string[]; clues: { clue: string }[] }[];
  }>(["people", "suggest", company("suggest")]);
  const told = candidates.map(({ a, b, clues }) => [
    [a[0], b[0]].sort().join(" "),
    clues.map(({ clue }) => clue).join(),
  ]);
  expect(told).toEqual([
    ["customer:C0017 customer:C17", "written_alike"],
    ["customer:C0020 customer:C0021", "misspelt_mail"],
  ]);
  for (const { score } of candidates) expect(score).toBeGreaterThanOrEqual(0.5);
});

it("a merge holds for every later load, a split takes it back, and each is told with its reason", async () => {
  const folder = company("decide");
  expect((await measured("orders", folder)).rows[0]).toMatchObject({ value: 3 });
  const merge = ["people", "merge", "customer:C0017", "customer:C17", "--in", folder, "--on", "2026-03-01"];
  await answer([...merge, "--reason", "zeros lost", "--dry-run"]);
  expect((await answer<Explained>(["people", "explain", "C17", folder])).identifiers).toEqual(["customer:C17"]);
  await answer([...merge, "--reason", "zeros lost"]);
  const joined = await answer<Explained>(["people", "explain", "C17", folder]);
  expect(joined.identifiers).toEqual([
    "customer:C0017",
    "customer:C17",
    "email:anna.nowak@gmail.com",
    "phone:+48 600 100 200",
  ]);
  expect(joined.joins).toEqual([
    expect.objectContaining({ b: "email:anna.nowak@gmail.com", state: "joined", file: "contacts.csv", line: 2 }),
    expect.objectContaining({ b: "phone:+48 600 100 200", state: "joined", file: "contacts.csv", line: 2 }),
    expect.objectContaining({ b: "customer:C17", state: "joined", file: null, reason: "zeros lost" }),
  ]);
  await answer(["people", "split", "customer:C17", "--in", folder, "--on", "2026-03-02", "--reason", "another Anna"]);
  const apart = await answer<Explained>(["people", "explain", "C17", folder]);
  expect(apart.identifiers).toEqual(["customer:C17"]);
  expect(apart.joins.map(({ state, reason }) => [state, reason])).toEqual([
    ["split", "zeros lost"],
    ["split", "another Anna"],
  ]);
  expect(readFileSync(join(folder, "feltworth.people.yaml"), "utf8")).toContain("reason: zeros lost");
});

it("an account has what its persons have, and can be the customer", async () => {
  const folder = company("accounts");
  const { accounts } = await answer<{
    accounts: { account: string; persons: number; orders: number; revenue: number | null }[];
  }>(["people", "accounts", folder]);
  expect(accounts).toEqual([
    expect.objectContaining({ account: "ACME", persons: 2, orders: 1, revenue: 50 }),
    expect.objectContaining({ account: "OLDCO", persons: 1, orders: 0, revenue: null }),
  ]);
  files(folder, { "feltworth.yaml": "people:\n  customers: accounts\n  block: ['customer:C17']\n" });
  const rolled = await answer<Explained>(["people", "explain", "customer:C0018", folder]);
  expect(rolled.identifiers).toContain("email:anna.nowak@gmail.com");
  expect(rolled.accounts[0]).toMatchObject({ account: "ACME" });
  const blocked = await answer<{ blocked: boolean }>(["people", "explain", "customer:C17", folder]);
  expect(blocked.blocked).toBe(true);
});

it("what cannot be meant is refused before anything is written", async () => {
  const folder = company("refused");
  for (const args of [
    ["merge", "anna", "customer:C17", "--reason", "x"],
    ["merge", "customer:C17", "--reason", "x"],
    ["split", "customer:C17", "--reason", " "],
    ["split", "customer:C17", "--reason", "x", "--on", "2026-02-30"],
  ])
    expect((await feltworth(["people", ...args, "--in", folder])).code, args.join(" ")).toBe(2);
  files(folder, { "feltworth.people.yaml": "- merge: [customer:C17]\n  on: 2026-01-01\n  reason: x\n" });
  const { code, stderr } = await feltworth(["people", "explain", "C17", folder]);
  expect(code).toBe(2);
  expect(stderr).toContain("entry 1: merge expects at least two identifiers");
});
