import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { TableCell } from "../../src/findings/finding.ts";
import { answer, sampleCompany, workFolder } from "../cli/command.ts";

const at = workFolder();

interface Told {
  findings: {
    id: string;
    headline: { value?: number; n: number };
    verdict: { code: string; values: Record<string, unknown> };
    tables: { rows: Record<string, TableCell>[] }[];
  }[];
}

it("keeps what steps are said to be worth, and holds it against answers that came later", async () => {
  const [shop, workspace] = [at("shop"), at("workspace")];
  await sampleCompany(shop, 2_500);
  await answer(["init", workspace]);
  await answer(["import", shop, "--workspace", workspace]);
  const path = `${workspace}/worths.jsonl`;
  const ask = ["worth", workspace, "--experience", "nps", "--outcome", "margin"];
  // Asked after a gap it is another question.
  await answer([...ask, "--gap", "30"]);
  expect(existsSync(path)).toBe(false);
  const first = await answer<Told>(ask);
  expect(first.findings.map(({ id }) => id)).not.toContain("worth.record");
  const lines = readFileSync(path, "utf8").trim().split("\n");
  const said = lines.map((line) => JSON.parse(line) as { lowBand: string; asOf: string; value: number });
  expect(said.map(({ lowBand }) => lowBand)).toEqual(["detractor", "passive"]);
  // The same said long ago, once far too much: answers since then speak against that alone.
  const past = { ...said[1]!, asOf: "2024-07-01", horizon: 180 };
  appendFileSync(
    path,
    `${JSON.stringify({ ...past, lowBand: "detractor", highBand: "passive", value: 5000, low: 4900, high: 5100 })}\n`,
  );
  appendFileSync(path, `${JSON.stringify(past)}\n`);
  const { findings } = await answer<Told>(ask);
  const record = findings.find(({ id }) => id === "worth.record")!;
  expect(record.verdict).toMatchObject({ code: "worth.record.found", values: { n: 2, agreeing: 1 } });
  expect(record.headline).toMatchObject({ value: 0.5, n: 2 });
  const [detractors, passives] = record.tables[0]!.rows.map(({ verdict, came, n }) => ({ verdict, came, n }));
  expect(passives!.verdict).toMatchObject({ message: { code: "worth.record.verdict.agrees" } });
  expect(detractors!.verdict).toMatchObject({ message: { code: "worth.record.verdict.less" } });
  expect(passives!.came).toMatchObject({ kind: "number", unit: "money_per_customer", currency: "EUR", signed: true });
  expect((passives!.n as { value: number }).value).toBeGreaterThan(100);
});
