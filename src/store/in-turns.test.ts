import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DuckDb } from "./duckdb/engine.ts";
import { inTurns } from "./in-turns.ts";
import { raw } from "./sql/sql.ts";

it("asks no more than so many questions at once, each in its turn, also after one that failed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
  const engine = await DuckDb.open({ path: ":memory:", tempDirectory: folder, memoryLimitMb: 256, threads: 1 });
  let [now, most] = [0, 0];
  const begun: string[] = [];
  const answering = engine.rows.bind(engine);
  engine.rows = async (query) => {
    begun.push(query.strings.join(""));
    now += 1;
    most = Math.max(most, now);
    try {
      return await answering(query);
    } finally {
      now -= 1;
    }
  };
  try {
    const store = inTurns(engine, 2);
    const asked = ["select 1 as n", "select n from nowhere", "select 3 as n", "select 4 as n", "select 5 as n"];
    const answers = await Promise.allSettled(asked.map((text) => store.rows(raw(text))));
    expect(answers.map((answer) => (answer.status === "fulfilled" ? answer.value[0]!.n : null))).toEqual([
      1,
      null,
      3,
      4,
      5,
    ]);
    expect([most, begun]).toEqual([2, asked]);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
