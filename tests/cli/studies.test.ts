import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { answer, feltworth, sampleCompany, workFolder } from "./command.ts";

const at = workFolder();
const shop = at("shop");

beforeAll(async () => {
  await sampleCompany(shop, 60, "--months", "12");
});

interface Study {
  schema: number;
  findings: { id: string; headline: { state: string }; verdict: { code: string } }[];
}

it("tests published claims, all of them or those that are named", async () => {
  const { schema, findings } = await answer<Study>(["claims", shop, "--claim", "b36", "b33"]);
  expect(schema).toBe(1);
  expect(findings.map(({ id }) => id)).toEqual(["claims.b33", "claims.b36"]);
  expect(findings[0]!.verdict.code).toBe("claims.verdict.not_testable");
  expect(findings[1]!.headline.state).toMatch(/^(estimate|too_few)$/);
  const unknown = await feltworth(["claims", shop, "--claim", "b99"]);
  expect({ code: unknown.code, says: unknown.stderr.includes("b99") }).toEqual({ code: 2, says: true });
});

it("tells chapters that take their time where they are asked for, in the order of the report", async () => {
  await answer(["report", shop, "--out", at("report"), "--with", "claims,lag", "contest"]);
  const { chapters } = JSON.parse(readFileSync(at("report", "report.json"), "utf8")) as { chapters: { id: string }[] };
  expect(chapters.slice(-3).map(({ id }) => id)).toEqual(["lag", "contest", "claims"]);
  expect((await feltworth(["report", shop, "--out", at("none"), "--with", "tea"])).code).toBe(2);
});
