import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { answer, feltworth, sampleCompany, workFolder } from "./command.ts";

const at = workFolder();
const shop = at("shop");

beforeAll(async () => {
  await sampleCompany(shop, 1_500);
});

interface Answer {
  list?: { path: string; customers: number; apart: number };
  findings: { id: string; headline: { grade: string; n: number; interval: { low: number; high: number } | null } }[];
}

const drawnUp = (name: string, most: number, ...more: string[]) =>
  answer<Answer>([
    ...["risk", shop, "--action", name, "--list", at(`${name}-${most}.csv`), "--most", String(most)],
    ...more,
  ]);

const rowsOf = (path: string) => {
  const [head, ...lines] = readFileSync(path, "utf8").trimEnd().split("\r\n");
  const names = head!.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, i) => [names[i]!, value])));
};

it("lists whom to act for, and leaves some alone by chance: the same ones on every list of the action", async () => {
  const { list } = await drawnUp("call-back", 300);
  const rows = rowsOf(list!.path);
  const apart = rows.filter(({ arm }) => arm === "control");
  expect({ customers: rows.length, apart: apart.length }).toEqual({ customers: list!.customers, apart: list!.apart });
  expect(rows.length).toBe(300);
  // Of 300 with a chance of 0.2 each, 60 ± 4 standard deviations of 6.9.
  expect(apart.length).toBeGreaterThan(32);
  expect(apart.length).toBeLessThan(88);
  const money = rows.map(({ money_at_risk: each }) => Number(each));
  expect(money).toEqual([...money].sort((a, b) => b - a));
  const armOf = new Map(rows.map((row) => [row.customer_id, row.arm]));
  const shorter = rowsOf((await drawnUp("call-back", 50)).list!.path);
  expect(shorter.map((row) => row.arm)).toEqual(shorter.map((row) => armOf.get(row.customer_id)));
  const other = rowsOf((await drawnUp("letter", 300, "--apart", "50")).list!.path);
  expect(other.map((row) => row.arm)).not.toEqual(rows.map((row) => row.arm));
});

it("is read back as assignments, by which it is measured what the action brought", async () => {
  const { list } = await drawnUp("call-back", 1_000, "--apart", "40");
  const folder = at("later");
  mkdirSync(folder);
  for (const name of readdirSync(shop)) copyFileSync(join(shop, name), join(folder, name));
  // As if it had been drawn up two years before the records end; nobody was called.
  writeFileSync(
    join(folder, "call-back.csv"),
    readFileSync(list!.path, "utf8").replaceAll(/,\d{4}-\d\d-\d\d,true,/g, ",2024-07-01,true,"),
  );
  const { findings } = await answer<Answer>(["worth", folder]);
  const trial = findings.find(({ headline }) => headline.grade === "randomised")!;
  expect(trial.headline.n).toBe(list!.customers);
  expect(trial.headline.interval!.low).toBeLessThan(0);
  expect(trial.headline.interval!.high).toBeGreaterThan(0);
});

it("says so where nobody's risk can be told, and writes nothing", async () => {
  const few = at("few");
  await sampleCompany(few, 60, "--months", "12");
  const { code, stdout } = await feltworth([
    ...["risk", few, "--action", "call", "--list", at("none.csv"), "--format", "table"],
  ]);
  expect({ code, says: stdout.includes("No list was drawn up"), left: existsSync(at("none.csv")) }).toEqual({
    ...{ code: 0, says: true, left: false },
  });
});

it("refuses a list without a name, a name without a list, and shares that measure nothing", async () => {
  for (const wrong of [
    ["--list", at("x.csv")],
    ["--action", "call"],
    ["--action", "call", "--list", at("x.csv"), "--apart", "0"],
  ]) {
    const { code, stderr } = await feltworth(["risk", shop, ...wrong]);
    expect({ code, says: /--/.test(stderr) }).toEqual({ code: 2, says: true });
  }
});
