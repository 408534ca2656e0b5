import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { declareStudy, studiesOf, studyFolder } from "../../src/app/declared-studies.ts";
import { importFiles } from "../../src/app/import-files.ts";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { makeSample } from "../../src/app/make-sample.ts";
import type { Role } from "../../src/app/server/roles.ts";
import { silent } from "../../src/base/logger.ts";
import type { StatedStudy } from "../../src/workspace/studies.ts";
import { type Started, started } from "./started.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
const workspace = join(folder, "workspace");
const BY = { kind: "key", id: "test", role: null, writes: false } as const;
let at: Started;
const keys = new Map<Role, string>();

interface Told {
  outcomes: string[];
  experiences: unknown[];
  hash: string;
  design: StatedStudy;
  readings: unknown[];
  items: { id: string; author: string }[];
  findings: { items: { id: string }[]; freshness: { tookMilliseconds: number } };
}

beforeAll(async () => {
  const data = join(folder, "data");
  await makeSample({ dir: data, options: { customers: 600, months: 24, seed: 11 } });
  initWorkspace(workspace, new Date());
  await importFiles({
    ...{ workspace, paths: [data], again: false, analysis: {}, progress: silent, now: new Date() },
    files: { config: null, dates: null, money: null, ask: null },
  });
  at = await started(workspace, folder, { mostPerMinute: 100_000 });
  for (const role of ["analyst", "finance", "department_head"] as const)
    keys.set(role, (await at.server.access.addKey(BY, { name: `Ann of ${role}`, kind: "api", role })).secret);
});
afterAll(async () => {
  await at?.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (role: Role, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${at.address}/api/v1/${path}`, {
    headers: {
      ...{ authorization: `Bearer ${keys.get(role)}`, ...headers },
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as Told };
};
const PASSIVES = {
  experience: "nps",
  outcome: "orders",
  step: "passive",
  horizon: 180,
  expects: "more",
  why: "growth",
};

it("offers what the records hold without a result, and keeps a design with its author before anything is seen", async () => {
  const { body: choices } = await ask("department_head", "study-choices");
  expect(choices.outcomes).toEqual(expect.arrayContaining(["margin", "orders", "churn"]));
  expect(choices.experiences).toContainEqual({
    id: "nps",
    steps: [
      { lowBand: "detractor", highBand: "passive" },
      { lowBand: "passive", highBand: "promoter" },
    ],
  });
  expect((await ask("department_head", "studies", PASSIVES)).status).toBe(403);
  const declared = await ask("finance", "studies", PASSIVES, { "idempotency-key": "one" });
  expect(declared).toMatchObject({
    status: 201,
    body: {
      ...{ id: "nps-orders-1", author: "Ann of finance", shownBefore: null, earlier: 0, answered: null },
      design: { ...PASSIVES, gap: 0, placebo: null, by: null },
    },
  });
  expect((await ask("finance", "studies", PASSIVES, { "idempotency-key": "one" })).body).toEqual(declared.body);
  // What stands there is what the command line reads.
  expect(studiesOf(studyFolder(workspace)).map(({ study }) => study.hash)).toEqual([declared.body.hash]);
  const log = await at.server.operations.auditLog({ before: null, limit: 10 });
  expect(log.items.filter(({ action }) => action === "study.declared")).toMatchObject([
    { subject: "nps-orders-1", details: { hash: declared.body.hash } },
  ]);
  for (const wrong of [{ experience: "mood" }, { outcome: "luck" }, { step: "promoter" }, { horizon: 100 }])
    expect((await ask("finance", "studies", { ...PASSIVES, ...wrong })).status).toBeGreaterThanOrEqual(400);
  expect((await ask("finance", "studies")).body.items).toHaveLength(1);
});

it("answers it as it was declared, with what came out against what was expected, and writes the first answer down", async () => {
  const { status, body } = await ask("department_head", "studies/nps-orders-1");
  expect(status).toBe(200);
  expect(body.findings.items.map(({ id }) => id)).toContain("worth.nps.orders.passive");
  expect(body.readings).toMatchObject([{ lowBand: "passive", highBand: "promoter" }]);
  expect(body).toMatchObject({ recordsThen: "all", study: { shownBefore: null, answered: { verdicts: [{}] } } });
  expect(body.findings.freshness.tookMilliseconds).toBeLessThan(10_000);
  expect((await ask("finance", "studies/nps-orders-9")).status).toBe(404);
});

it("says of a design that results of its pair had been shown before, whoever showed them", async () => {
  expect((await ask("finance", "links?experience=nps&outcome=spend")).status).toBe(200);
  const { body } = await ask("finance", "studies", { experience: "nps", outcome: "spend" });
  expect(body).toMatchObject({ id: "nps-spend-1", shownBefore: { by: "server" } });
  // The command line declares while the server runs, into the same record.
  const design = { ...body.design, outcome: "churn", expects: "less" } as const;
  declareStudy(studyFolder(workspace), { design, author: "Eve", now: new Date() });
  const { items } = (await ask("finance", "studies")).body;
  expect(items.map(({ id, author }) => [id, author])).toEqual([
    ["nps-orders-1", "Ann of finance"],
    ["nps-spend-1", "Ann of finance"],
    ["nps-churn-1", "Eve"],
  ]);
});
