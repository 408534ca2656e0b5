import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { importFiles } from "../../src/app/import-files.ts";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { LiveWorkspace } from "../../src/app/live-workspace.ts";
import { silent } from "../../src/base/logger.ts";
import { pendingFile } from "../../src/workspace/erase/rewrite.ts";
import { answer, files, workFolder } from "../cli/command.ts";
import { killed, statusOf } from "./process.ts";

const at = workFolder();
const workspace = at("workspace");
const before = at("before");
const DECISIONS = join(workspace, "feltworth.people.yaml");

/** Zofia is C77: in orders, in an answer's words, in a row that is set aside, in a decision. */
const TRACES = ["zofia.kos", "Zofia Koslowska", "customer:C77"];
const ROWS = 4_000;
const FILES = {
  "customers.csv": `Customer ID,Email,Name,Signup date\nC77,zofia.kos@example.com,Zofia Koslowska,2024-01-05\nC78,jan@example.com,Jan Lis,2024-01-06\n`,
  "orders.csv": `Order ID,Customer ID,Order date,Order total,Currency\n${Array.from({ length: ROWS }, (_, i) => `A${i},C${i % 400},2025-0${1 + (i % 9)}-1${i % 7},${i % 90}.50,EUR`).join("\n")}\nB1,C77,2025-02-03,from Zofia Koslowska,EUR\n`,
  "nps.csv":
    "Response ID,Customer ID,Date,NPS,Comment\nR1,C77,2025-04-01,3,Write to zofia.kos@example.com\nR2,C78,2025-04-02,9,ask Zofia Koslowska\n",
};
const ERASE = ["people", "erase", "zofia.kos@example.com", "--in", workspace, "--reason", "asked", "--yes"];
const REQUEST = {
  ...{ workspace, again: false, analysis: {}, progress: silent, now: new Date("2025-12-01T00:00:00Z") },
  files: { config: null, dates: null, money: null, ask: null },
};

beforeAll(async () => {
  files(at("files"), FILES);
  initWorkspace(workspace, REQUEST.now);
  await importFiles({ ...REQUEST, paths: [at("files")] });
  writeFileSync(DECISIONS, '- { merge: ["customer:C77", "customer:C79"], on: 2025-01-01, reason: same }\n');
  cpSync(workspace, before, { recursive: true });
});

const reset = () => {
  rmSync(workspace, { recursive: true });
  cpSync(before, workspace, { recursive: true });
};

/** Texts about the person that stand in any byte of any file of the folder. */
const traces = (): string[] =>
  readdirSync(workspace, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return TRACES.filter((trace) => bytes.includes(trace)).map((trace) => `${entry.name}: ${trace}`);
    });

const KILLS = process.env.FELTWORTH_SLOW ? 30 : 2;

it(`a process that is killed while it erases leaves the person or nothing of the person (${KILLS} times)`, {
  timeout: 1_800_000,
}, async () => {
  const old = await statusOf(workspace);
  const here = traces();
  expect(here.length).toBeGreaterThan(2);
  const started = Date.now();
  await answer(ERASE);
  const takes = Date.now() - started;
  const done = await statusOf(workspace);
  expect(done).not.toEqual(old);
  expect(traces()).toEqual([]);
  let state = Number(process.env.FELTWORTH_SEED ?? 1);
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const seen = { before: 0, after: 0, cutOff: 0 };
  for (let i = 0; i < KILLS; i += 1) {
    reset();
    // Most of it is finding the person; every second kill waits until the erasing begins.
    const isErasing = () => existsSync(pendingFile({ folder: workspace }));
    const when = i % 2 === 0 ? { once: isErasing, after: random() ** 2 * takes * 0.5 } : { after: random() * takes };
    await killed(ERASE, when);
    if (isErasing()) seen.cutOff += 1;
    // Whoever opens the workspace next finishes what was cut off.
    await (await LiveWorkspace.open(workspace, { doing: "test", now: REQUEST.now })).close();
    expect(isErasing()).toBe(false);
    const now = await statusOf(workspace);
    const isBefore = JSON.stringify(now) === JSON.stringify(old);
    if (!isBefore) expect(now).toEqual(done);
    expect(traces().length > 0, JSON.stringify({ isBefore, traces: traces() })).toBe(isBefore);
    expect(readFileSync(DECISIONS, "utf8").includes("C77")).toBe(isBefore);
    seen[isBefore ? "before" : "after"] += 1;
  }
  expect(seen.before + seen.after).toBe(KILLS);
  if (process.env.FELTWORTH_SLOW) console.error(seen);
});
