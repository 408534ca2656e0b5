import { cpSync, existsSync, rmSync, statSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { importFiles } from "../../src/app/import-files.ts";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { silent } from "../../src/base/logger.ts";
import { answer, contentsOf, files, orders, someOrders, workFolder } from "../cli/command.ts";
import { killed, statusOf } from "./process.ts";

const at = workFolder();
const first = at("first");
const second = at("second");
const workspace = at("workspace");
const before = at("before");
const FACTS = `${workspace}/facts.duckdb`;

/** Tables large enough that writing them takes a while, with an overlap, so that the second import also replaces and removes. */
const ROWS = 20_000;
const touches = (from: number, n: number) =>
  `customer_id,date,event\n${Array.from({ length: n }, (_, i) => `C${(from + i) % 997},2025-0${1 + ((from + i) % 9)}-1${(from + i) % 7},visit ${from + i}`).join("\n")}\n`;

const REQUEST = {
  ...{ workspace, again: false, analysis: {}, progress: silent, now: new Date() },
  files: { config: null, dates: null, money: null, ask: null },
};

beforeAll(async () => {
  files(first, { "orders.csv": orders(someOrders(ROWS)), "touches.csv": touches(0, ROWS) });
  files(second, {
    "orders-2.csv": orders(someOrders(ROWS, ROWS / 2)),
    "touches-2.csv": touches(ROWS / 2, ROWS),
  });
  initWorkspace(workspace, new Date());
  await importFiles({ ...REQUEST, paths: [first] });
  cpSync(workspace, before, { recursive: true });
});

const reset = () => {
  rmSync(workspace, { recursive: true });
  cpSync(before, workspace, { recursive: true });
};

const KILLS = process.env.FELTWORTH_SLOW ? 60 : 3;

it(`a process that is killed while it imports leaves the facts as before or after (${KILLS} times)`, async () => {
  const old = await statusOf(workspace);
  const started = Date.now();
  await answer(["import", second, "--workspace", workspace]);
  const takes = Date.now() - started;
  const done = await statusOf(workspace);
  expect(done).not.toEqual(old);
  let state = Number(process.env.FELTWORTH_SEED ?? 1);
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const seen = { before: 0, after: 0, whileWriting: 0 };
  reset();
  for (let i = 0; i < KILLS; i += 1) {
    // Most of an import is reading; every second kill waits until the database is being written to.
    const size = statSync(FACTS).size;
    const isWriting = () => existsSync(`${FACTS}.wal`) || statSync(FACTS).size !== size;
    const when = i % 2 === 0 ? { after: random() * takes } : { once: isWriting, after: random() ** 3 * takes * 0.5 };
    const { ended } = await killed(["import", second, "--workspace", workspace], when);
    if (!ended && isWriting()) seen.whileWriting += 1;
    const now = await statusOf(workspace);
    const isBefore = JSON.stringify(now) === JSON.stringify(old);
    if (!isBefore) expect(now).toEqual(done);
    seen[isBefore ? "before" : "after"] += 1;
    if (!isBefore) reset();
  }
  // What comes after a kill is as if it had not been.
  await importFiles({ ...REQUEST, paths: [second] });
  expect(await statusOf(workspace)).toEqual(done);
  expect(seen.before + seen.after).toBe(KILLS);
  if (process.env.FELTWORTH_SLOW) console.error(seen);
});

it("a killed process leaves no file behind that the next one does not take away", async () => {
  expect(Object.keys(contentsOf(workspace)).sort()).toEqual(["facts.duckdb", "feltworth-workspace.json"]);
});
