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

it("answers that wait for their questions are taken in once these appear in the folder", async () => {
  const question = {
    ...{ id: "1", family: "matrix", subtype: "rating", headings: [{ heading: "How likely are you to recommend us?" }] },
    answers: { choices: Array.from({ length: 11 }, (_, i) => ({ id: `1${i}`, position: i + 1, text: `${i}` })) },
  };
  const page = { id: "90", title: "", description: "", position: 1, question_count: 1, questions: [question] };
  const response = {
    ...{ id: "5", survey_id: "9", collector_id: "7", response_status: "completed", total_time: 9 },
    ...{ date_created: "2026-02-01T08:00:00+00:00", date_modified: "2026-02-01T09:00:00+00:00" },
    pages: [{ id: "90", questions: [{ id: "1", answers: [{ choice_id: "19" }] }] }],
  };
  const inbox = files(at("surveys"), { "bulk.json": JSON.stringify({ data: [response], page: 1 }) });
  const workspace = at("surveyed");
  initWorkspace(workspace, new Date());
  const { child, said, ended } = begun([
    ...["watch", inbox, "--workspace", workspace, "--every", "0.3", "--format", "json"],
  ]);
  for (let i = 0; i < 600 && !said.err.includes("bulk.json"); i += 1) await wait(50);
  expect(said.err).toContain("put the details of the survey");
  writeFileSync(join(inbox, "details.json"), JSON.stringify({ id: "9", title: "Tea", pages: [page] }));
  for (let i = 0; i < 600 && !said.out.includes("\n"); i += 1) await wait(50);
  expect(JSON.parse(said.out.split("\n")[0]!)).toMatchObject({
    files: [
      { name: "bulk.json", state: "new" },
      { name: "details.json", state: "without_facts" },
    ],
    gained: { answer: 1 },
  });
  // Once they are there, what comes later is read with them.
  writeFileSync(join(inbox, "more.json"), JSON.stringify({ data: [{ ...response, id: "6" }], page: 2 }));
  for (let i = 0; i < 600 && said.out.split("\n").length < 3; i += 1) await wait(50);
  expect(JSON.parse(said.out.split("\n")[1]!)).toMatchObject({ gained: { answer: 1 } });
  child.kill("SIGINT");
  expect(await ended).toBe(0);
});
