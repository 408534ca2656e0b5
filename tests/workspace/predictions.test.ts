import { appendFileSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { answer, sampleCompany, workFolder } from "../cli/command.ts";

const at = workFolder();

interface Told {
  findings: { id: string; tables: { rows: { outcome: { label: object }; said: { value: number } }[] }[] }[];
}

it("keeps what a workspace says of its future, and scores it when the months have come", async () => {
  const [shop, workspace] = [at("shop"), at("workspace")];
  await sampleCompany(shop, 300, "--months", "24");
  await answer(["init", workspace]);
  await answer(["import", shop, "--workspace", workspace]);
  const kept = () => readFileSync(`${workspace}/predictions.jsonl`, "utf8");
  const first = await answer<Told>(["forecast", workspace, "--months", "3"]);
  const lines = kept()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { outcome: string; month: string });
  const asked = ["sales", "margin", "contacts", "score"];
  expect(lines.length % 3).toBe(0);
  for (const outcome of asked) expect(lines.filter((line) => line.outcome === outcome).length).toBeGreaterThan(2);
  // None of it has come; what is asked of the past or of a few is no prediction.
  expect(first.findings.map(({ id }) => id)).not.toContain("forecast.record");
  const written = kept();
  await answer(["forecast", workspace, "--months", "6", "--as-of", "2026-01-01"]);
  await answer(["forecast", workspace, "--months", "6", "--where", "segment=home"]);
  expect(kept()).toBe(written);
  // Said long ago, of months that have come since.
  const [year, month] = lines[0]!.month.split("-").map(Number);
  const come = new Date(Date.UTC(year!, month! - 3, 1)).toISOString().slice(0, 10);
  const said = { schema: 1, asOf: come, method: "naive", month: come, low: 0, high: 1e9, level: 0.8 };
  for (const outcome of ["sales", "contacts"])
    appendFileSync(
      `${workspace}/predictions.jsonl`,
      `${JSON.stringify({ ...said, outcome, value: 10, currency: outcome === "sales" ? "EUR" : null })}\n`,
    );
  await answer(["report", workspace, "--out", at("report"), "--with", "forecast"]);
  const report = JSON.parse(readFileSync(at("report", "report.json"), "utf8")) as { chapters: Told[] };
  const record = report.chapters.flatMap(({ findings }) => findings).find(({ id }) => id === "forecast.record")!;
  expect(record.tables[0]!.rows.map(({ outcome, said: n }) => [outcome.label, n.value])).toEqual([
    [{ code: "forecast.of.sales", values: {} }, 1],
    [{ code: "forecast.of.contacts", values: {} }, 1],
  ]);
  // Twelve months as the report tells them, with the three that stood there and what was added.
  const after = kept();
  await answer(["report", workspace, "--out", at("again"), "--with", "forecast"]);
  expect(kept()).toBe(after);
  expect(readFileSync(at("again", "report.json"), "utf8")).toBe(readFileSync(at("report", "report.json"), "utf8"));
});
