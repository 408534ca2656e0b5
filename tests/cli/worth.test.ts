import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { dataSet, hasShared } from "../shared.ts";
import { answer, feltworth, files, type MeasureRow, sampleCompany, workFolder } from "./command.ts";

const at = workFolder();

interface Worth {
  schema: number;
  design: Record<string, unknown>;
  findings: {
    id: string;
    verdict: { code: string; values: Record<string, unknown> };
    headline: MeasureRow;
    notes: { code: string }[];
    tables: { rows: Record<string, { value?: number }>[] }[];
  }[];
}

describe("feltworth worth", () => {
  let company: string;
  beforeAll(async () => {
    company = await sampleCompany(at("company"), 3_000);
  });

  it("answers by the design that was asked for, and prints it with the result", async () => {
    const asked = [
      "--experience",
      "nps",
      "--outcome",
      "margin",
      "--step",
      "passive",
      "--horizon",
      "180",
      "--gap",
      "30",
    ];
    const { schema, design, findings } = await answer<Worth>([
      "worth",
      company,
      ...asked,
      "--placebo",
      "returns",
      "--share",
      "20",
      "--cost",
      "1000",
    ]);
    expect(schema).toBe(1);
    expect(design).toEqual({
      ...{
        experiences: ["nps"],
        outcomes: ["margin"],
        step: "passive",
        horizon: 180,
        gap: 30,
        placebo: "returns",
        by: null,
        share: 0.2,
        cost: 1000,
      },
    });
    expect(findings.map(({ id }) => id)).toEqual([
      ...["worth.nps.margin.passive", "worth.risk.nps", "worth.moved-up.nps", "worth.next.nps"],
    ]);
    expect(findings[0]!.verdict.values).toMatchObject({ lowBand: "passive", highBand: "promoter", horizonDays: 180 });
    expect(findings[0]!.notes.map(({ code }) => code).join()).toMatch(/worth\.declared_/);
  });

  it("shows a person every way beside each other, in their language", async () => {
    const { code, stdout } = await feltworth([
      "worth",
      company,
      "--experience",
      "nps",
      "--outcome",
      "margin",
      "--format",
      "table",
      "--language",
      "sv",
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("dubbelt robust".replace("d", "D"));
    expect(stdout).not.toMatch(/worth\.|undefined|NaN/);
  });

  it("names what an outcome lacks beside a link that cannot be told", async () => {
    const asked = ["link", company, "--experience", "nps", "--outcome", "negative-word-of-mouth", "--format", "table"];
    const { code, stdout } = await feltworth(asked);
    expect(code).toBe(0);
    expect(stdout).toContain("It needs: answers to whether customers have spoken badly of the company to others.");
  });

  it.each([
    [["--step", "promoter"], "detractor, passive"],
    [
      ["--outcome", "order-value"],
      "margin, spend, orders, returns, refunds, contacts, service-cost, net-value, churn, referrals, public-praise, public-criticism, negative-word-of-mouth",
    ],
    [["--experience", "smiles"], "nps"],
    [["--gap", "-1"], "whole number"],
    [["--placebo", "churn"], "margin, spend"],
  ])("refuses %j and says what there is", async (more, said) => {
    const { code, stderr } = await feltworth(["worth", company, "--experience", "nps", ...more]);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});

// Means by arm: shared/data/README.md; Hillstrom (2008), the MineThatData e-mail analytics challenge.
describe.skipIf(!hasShared)("Hillstrom's mailing", () => {
  it("brought 0.77 and 0.42 dollars a customer, as chance decided", async () => {
    const [head, ...rows] = readFileSync(dataSet("hillstrom/hillstrom.csv"), "utf8").trim().split("\n");
    // The file names nobody and has no dates: its past year lies before the mailing, its outcomes are those of the two weeks after.
    const csv = [`customer,${head}`, ...rows.map((row, i) => `${i},${row}`)].join("\n");
    const subject = "subject: { kind: customer, value: customer }";
    const total = (name: string, unit: string, day: string) =>
      `      - { fact: snapshot, ${subject}, at: { value: { value: "${day}" } }, fields: { name: { value: ${name} }, value: ${name}, unit: { value: ${unit} } } }`;
    const settings = [
      ...["currency: USD", "files:", "  - match: hillstrom.csv", "    format: hillstrom", "    facts:"],
      `      - { fact: assignment, ${subject}, at: { value: { value: "2008-03-01" } }, fields: { experiment: { value: mailing }, arm: { column: segment, map: { "No E-Mail": control } }, randomised: { value: true } } }`,
      total("history", "money", "2008-02-29"),
      total("spend", "money", "2008-03-15"),
      total("visit", "share", "2008-03-15"),
    ];
    const folder = files(at("hillstrom"), { "hillstrom.csv": csv, "feltworth.yaml": `${settings.join("\n")}\n` });
    const { findings } = await answer<Worth>(["worth", folder]);
    const told = findings.map(({ id, headline, tables }) => ({
      ...{ id, grade: headline.grade, n: headline.n, spend: Number(headline.value!.toFixed(2)) },
      arms: tables[0]!.rows.map(({ control, arm }) => [control, arm].map((cell) => Number(cell!.value!.toFixed(4)))),
    }));
    expect(told).toEqual([
      {
        ...{ id: "worth.trial.mailing.Mens E-Mail", grade: "randomised", n: 42_613, spend: 0.77 },
        arms: [
          [0.6528, 1.4226],
          [0.1062, 0.1828],
        ],
      },
      {
        ...{ id: "worth.trial.mailing.Womens E-Mail", grade: "randomised", n: 42_693, spend: 0.42 },
        arms: [
          [0.6528, 1.0772],
          [0.1062, 0.1514],
        ],
      },
    ]);
  });
});
