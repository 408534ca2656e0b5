import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { commandLine, everyCommand } from "../../src/cli/program.ts";

// A command takes a second or two; on a machine that does much else it may take many times that.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

const BIN = fileURLToPath(new URL("../../bin/feltworth.cjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
const workspace = join(folder, "shop");
let server: ChildProcess;
let said = "";

/** A command called in the folder around the workspace, whose output goes into a pipe. */
function called(args: readonly string[], input = ""): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

function answered<T>(args: readonly string[], input = ""): T {
  const { code, out, err } = called([...args, "--format", "json"], input);
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${err}${said}`);
  return JSON.parse(out) as T;
}

async function serve(): Promise<void> {
  said = "";
  const args = ["serve", "shop", "--port", "0", "--data", "server", "--quiet"];
  server = spawn(process.execPath, [BIN, ...args], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  await new Promise<void>((listening, failed) => {
    server.stderr!.on("data", (part) => {
      said += String(part);
      if (/http:\/\/[\d.:]+/.test(said)) listening();
    });
    server.once("exit", (code) => failed(new Error(`ended with ${code}: ${said}`)));
  });
}

async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill(signal);
  await gone;
}

const orders = (from: number, n: number): string =>
  [
    "order_id,customer_id,order_date,amount,currency",
    ...Array.from({ length: n }, (_, i) => `${from + i},C${i % 4},2026-0${1 + (i % 5)}-03,${10 + i},EUR`),
  ].join("\n");

beforeAll(async () => {
  mkdirSync(join(folder, "files"));
  writeFileSync(join(folder, "files/orders.csv"), orders(1, 20));
  called(["init", "shop"]);
  answered(["import", "files", "--workspace", "shop"]);
  await serve();
});
afterAll(async () => {
  if (server) await end("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const count = () => answered<{ rows: { value: number }[] }>(["measure", "orders", "shop"]).rows[0]!.value;

it("does what is asked of a workspace that it holds: look, measure, report, explain", () => {
  expect(JSON.parse(readFileSync(join(workspace, "holder.json"), "utf8"))).toMatchObject({
    ...{ pid: server.pid, doing: "serve", socket: join(folder, "server/control.sock") },
  });
  expect(statSync(join(folder, "server/control.sock")).mode & 0o777).toBe(0o600);
  expect(answered(["status", "shop"])).toMatchObject({ sources: [{ facts: { purchase: 20 } }] });
  expect(count()).toBe(20);
  const made = answered<{ report: string }>(["report", "shop", "--out", "told", "--evidence", "full"]);
  expect(made.report).toBe(join(folder, "told/report.html"));
  expect(existsSync(join(folder, "told/report.html"))).toBe(true);
  expect(answered(["people", "explain", "customer:C1", "shop"])).toMatchObject({
    identifiers: expect.arrayContaining(["customer:C1"]),
  });
});

it("writes as the command itself does: tables, mistakes, exit codes, help", () => {
  const table = called(["measure", "orders", "shop", "--format", "table"]);
  expect([table.code, table.out]).toEqual([0, expect.stringContaining("20")]);
  const wrong = called(["measure", "orders", "shop", "--period", "never"]);
  expect([wrong.code, wrong.out, wrong.err]).toEqual([2, "", expect.stringContaining('"never"')]);
});

it("takes in what commands bring, from files and from what they read, and shows it", async () => {
  writeFileSync(join(folder, "files/more.csv"), orders(100, 5));
  expect(answered(["import", "files/more.csv", "--workspace", "shop"])).toMatchObject({ gained: { purchase: 5 } });
  expect(count()).toBe(25);
  const messages = [
    {
      ...{ type: "SCHEMA", stream: "orders", key_properties: ["order_id"] },
      schema: {
        properties: Object.fromEntries(
          orders(0, 0)
            .split(",")
            .map((name) => [name, { type: "string" }]),
        ),
      },
    },
    ...[900, 901].map((id) => ({
      ...{ type: "RECORD", stream: "orders" },
      record: { order_id: `${id}`, customer_id: "C9", order_date: "2026-05-03", amount: "7", currency: "EUR" },
    })),
    { type: "STATE", value: { at: 901 } },
  ];
  const input = messages.map((message) => `${JSON.stringify(message)}\n`).join("");
  const read = called(["import", "--singer=tap-shop", "--workspace", "shop"], input);
  expect([read.code, JSON.parse(read.out || "null")]).toEqual([0, { at: 901 }]);
  expect(count()).toBe(27);
  const decided = ["people", "merge", "customer:C1", "customer:C2", "--reason", "the same", "--in", "shop"];
  expect(answered(decided)).toMatchObject({ written: true });
  expect(answered<{ identifiers: string[] }>(["people", "explain", "customer:C1", "shop"]).identifiers).toEqual(
    expect.arrayContaining(["customer:C1", "customer:C2"]),
  );
});

it("says what to do instead where a command makes no sense beside a server", () => {
  const watched = called(["watch", "files", "--workspace", "shop"]);
  expect([watched.code, watched.err]).toEqual([4, expect.stringContaining("feltworth import")]);
  const erased = called(["people", "erase", "customer:C1", "--reason", "asked", "--yes", "--in", "shop"]);
  expect([erased.code, erased.err]).toEqual([4, expect.stringContaining("--data")]);
  const second = called(["serve", "shop", "--port", "0", "--data", "other"]);
  expect([second.code, second.err]).toEqual([4, expect.stringContaining(String(server.pid))]);
});

it("is not asked once it is gone, whether it ended by itself or was killed", async () => {
  await end("SIGKILL");
  expect(existsSync(join(workspace, "holder.json"))).toBe(true);
  expect(count()).toBe(27);
  await serve();
  expect(count()).toBe(27);
  await end("SIGTERM");
  expect(existsSync(join(workspace, "holder.json"))).toBe(false);
  expect(count()).toBe(27);
});

it("knows of every command which of its words are files and folders", () => {
  const words = everyCommand(commandLine()).flatMap((command) => [
    ...command.registeredArguments.map((argument) => argument.name()),
    ...command.options.flatMap(({ flags }) => /[<[]([^>\].]+)/.exec(flags)?.[1] ?? []),
  ]);
  const others =
    /^(measure|address|amount|band|chapters|code|date|days|dimension|direction|format|grain|id|identifier|ids|key=value|language|months|n|name|names|number|order|outcome|percent|seconds|source|tap|text|unit|what|x|zone)$/;
  const places = /^(path|file|folder|workspace|dir|backup)$/;
  expect(words.filter((word) => !others.test(word) && !places.test(word))).toEqual([]);
});
