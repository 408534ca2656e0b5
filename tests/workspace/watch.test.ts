import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { contentsOf, files, orders, someOrders, workFolder } from "../cli/command.ts";
import { begun, statusOf } from "./process.ts";

const at = workFolder();

it("a watched folder is imported file by file once each is complete, and Ctrl-C ends it cleanly", async () => {
  const inbox = files(at("inbox"), { "orders.csv": orders(someOrders(10)) });
  const workspace = at("workspace");
  initWorkspace(workspace, new Date());
  const { child, said, ended } = begun([
    "watch",
    inbox,
    "--workspace",
    workspace,
    "--every",
    "0.3",
    "--format",
    "json",
  ]);
  const until = async (count: number) => {
    for (let i = 0; i < 600 && imports().length < count; i += 1) await wait(50);
    return imports()[count - 1];
  };
  const imports = () =>
    said.out
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  expect(await until(1)).toMatchObject({ imported: 1, gained: { purchase: 10 } });
  // What grows from look to look is not complete; nor is what still has the name of something unfinished.
  writeFileSync(join(inbox, "later.csv.part"), orders(someOrders(99, 500)));
  const growing = join(inbox, "more.csv");
  writeFileSync(growing, orders(someOrders(5, 11)));
  for (let i = 0; i < 8; i += 1) {
    await wait(100);
    appendFileSync(growing, `${someOrders(1, 16 + i)[0]}\n`);
  }
  expect(await until(2)).toMatchObject({ imported: 2, gained: { purchase: 13 } });
  expect(imports()).toHaveLength(2);
  renameSync(join(inbox, "later.csv.part"), join(inbox, "later.csv"));
  expect(await until(3)).toMatchObject({ gained: { purchase: 99 } });
  // Between two imports others may look.
  expect(await statusOf(workspace)).toMatchObject({ version: 3, sources: [{ facts: { purchase: 122 } }] });
  writeFileSync(join(inbox, "notes.csv"), "a,b\n1,2\n");
  for (let i = 0; i < 600 && !said.err.includes("notes.csv"); i += 1) await wait(50);
  child.kill("SIGINT");
  expect(await ended).toBe(0);
  expect(said.err).toContain("Watching ");
  expect(said.err).toMatch(/notes\.csv: /);
  expect(Object.keys(contentsOf(workspace))).toEqual(["facts.duckdb", "feltworth-workspace.json"]);
});
