import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { answer, feltworth, files, workFolder } from "./command.ts";

const path = workFolder();

const SETTINGS = `currency: EUR
scores:
  - id: delight
    name: { en: Delight index, pl: Indeks zachwytu }
    scale: "1-7"
    bands:
      - { id: low, from: 1, to: 3, name: { en: let down, pl: rozczarowani } }
      - { id: high, from: 4, to: 7, name: { en: delighted, pl: zachwyceni } }
`;

/** 240 answers in January 2024; who is delighted buys for 50 in May, the others for 10; the last order closes the year after. */
function shop(): string {
  const who = Array.from({ length: 240 }, (_, i) => ({ id: `c${i}`, score: 1 + (i % 7) }));
  return files(path("shop"), {
    "answers.csv": `customer_id,answered_at,Delight index\n${who.map(({ id, score }, i) => `${id},2024-01-${10 + (i % 15)},${score}`).join("\n")}\n`,
    "orders.csv": `order_id,customer_id,order_date,amount,currency\n${who
      .map(({ id, score }, i) => `o${i},${id},2024-05-0${1 + (i % 9)},${(score > 3 ? 50 : 10) + (i % 4)},EUR`)
      .join("\n")}\nlast,c0,2025-03-01,1,EUR\n`,
    "feltworth.yaml": SETTINGS,
  });
}

it("a score of one's own is known by its name, measured, linked, and called by its name", async () => {
  const here = shop();
  const measured = await answer<{ rows: { value: number; n: number }[]; words: Record<string, string> }>([
    ...["measure", "delight", here, "--language", "pl"],
  ]);
  // Of 240 in turn from one to seven, 34 full turns have four from four to seven, the last two are a one and a two.
  expect(measured.rows[0]).toMatchObject({ value: (34 * 4) / 240, n: 240 });
  expect(measured.words["measure.delight.name"]).toBe("Indeks zachwytu");
  const linked = await answer<{
    findings: { id: string; design: { bands: string[] } }[];
    words: Record<string, string>;
  }>([...["link", here, "--outcome", "spend"]]);
  expect(linked.findings[0]).toMatchObject({
    id: "link.delight.spend",
    design: { bands: ["delight.low", "delight.high"] },
  });
  expect(linked.words["band.delight.high"]).toBe("delighted");
  const said = await feltworth(["link", here, "--outcome", "spend", "--format", "table", "--language", "pl"]);
  expect(said.stdout).toContain("zachwyceni");
  for (const command of ["worth", "drivers"]) {
    const told = await feltworth([command, here, "--format", "table", "--language", "pl"]);
    expect([command, told.code, told.stdout]).toEqual([command, 0, expect.stringContaining("Indeks zachwytu")]);
    expect(told.stdout).not.toMatch(/delight/);
  }
  const out = path("report");
  expect((await feltworth(["report", here, "--out", out, "--language", "pl"])).code).toBe(0);
  const page = readFileSync(join(out, "report.html"), "utf8");
  for (const text of ["Indeks zachwytu", "Zachwyceni", "rozczarowani"]) expect(page).toContain(text);
  // A code is nobody's word.
  expect(page.replaceAll(/<script[\s\S]*?<\/script>/g, "")).not.toMatch(/>[^<]*delight\.(low|high)[^<.>]*</);
});

const COMPOSITE = `currency: EUR
scores:
  - id: care
    name: { en: Care index, pl: Indeks opieki }
    version: 3
    scale: "0-10"
    elements:
      - { id: satisfaction, instrument: csat, weight: 3, name: { en: satisfaction, pl: satysfakcja } }
      - { id: ease, instrument: ces, name: { en: ease, pl: łatwość } }
    weights:
      - { where: { channel: chat }, weights: { ease: 1 } }
    bands:
      - { id: low, from: 0, to: 5, name: { en: uncared for, pl: zaniedbani } }
      - { id: high, from: 5, to: 10, name: { en: cared for, pl: zaopiekowani } }
`;

/** 240 responses of satisfaction and ease; who is satisfied buys for 50 in May, the others for 10; every fourth was a chat. */
function helpdesk(): string {
  const who = Array.from({ length: 240 }, (_, i) => ({
    id: `c${i}`,
    csat: 1 + (i % 5),
    ces: 1 + (i % 7),
    chat: i % 4 === 0,
  }));
  return files(path("helpdesk"), {
    "answers.csv": `response_id,customer_id,answered_at,instrument,channel,score,scale_min,scale_max\n${who
      .flatMap(({ id, csat, ces, chat }, i) =>
        [`csat,${chat ? "chat" : "phone"},${csat},1,5`, `ces,${chat ? "chat" : "phone"},${ces},1,7`].map(
          (rest) => `r${i},${id},2024-01-${10 + (i % 15)},${rest}`,
        ),
      )
      .join("\n")}\n`,
    "orders.csv": `order_id,customer_id,order_date,amount,currency\n${who
      .map(({ id, csat }, i) => `o${i},${id},2024-05-0${1 + (i % 9)},${(csat > 3 ? 50 : 10) + (i % 4)},EUR`)
      .join("\n")}\nlast,c0,2025-03-01,1,EUR\n`,
    "feltworth.yaml": COMPOSITE,
  });
}

it("a composite stated in the settings file is measured, linked and explained, and the report shows its version and weights", async () => {
  const here = helpdesk();
  const scoreOf = (i: number) => 10 * (i % 4 === 0 ? (i % 7) / 6 : (3 * ((i % 5) / 4) + (i % 7) / 6) / 4);
  const scores = Array.from({ length: 240 }, (_, i) => scoreOf(i));
  const measured = await answer<{ measure: string; definition: string; rows: { value: number; n: number }[] }>([
    ...["measure", "care", here],
  ]);
  expect(measured.definition).toBe("care@3");
  expect(measured.rows[0]!.n).toBe(240);
  expect(measured.rows[0]!.value).toBeCloseTo(scores.reduce((sum, each) => sum + each, 0) / 240, 4);
  const linked = await answer<{ findings: { id: string; design: { bands: string[] } }[] }>([
    ...["link", here, "--experience", "care", "--outcome", "spend"],
  ]);
  expect(linked.findings[0]).toMatchObject({ id: "link.care.spend", design: { bands: ["care.low", "care.high"] } });
  for (const asked of [
    ["drivers", here, "--experience", "care"],
    ["contest", here],
  ]) {
    const told = await feltworth([...asked, "--format", "table", "--language", "pl"]);
    expect([asked[0], told.code]).toEqual([asked[0], 0]);
    if (asked[0] === "drivers") expect(told.stdout).toContain("Indeks opieki");
  }
  const out = path("composite-report");
  expect((await feltworth(["report", here, "--out", out, "--language", "pl"])).code).toBe(0);
  const page = readFileSync(join(out, "report.html"), "utf8");
  for (const text of [
    "Indeks opieki",
    "satysfakcja × 3, łatwość × 1",
    "łatwość × 1",
    "wersja 3",
    "care@3",
    "zaniedbani",
  ])
    expect(page).toContain(text);
});
