import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, vi } from "vitest";

// A command takes a second or two; on a machine that does much else it may take many times that.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** The command as it is installed; another build can be named to try it before it is the one in `dist`. */
const BIN = process.env.FELTWORTH_BIN ?? fileURLToPath(new URL("../../bin/feltworth.cjs", import.meta.url));

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface HowToRun {
  cwd?: string;
  env?: Record<string, string>;
  /** File descriptor that takes the place of the pipe. */
  stdout?: number;
  /** Called once the process runs. */
  started?: (child: ChildProcess, tempFolder: string) => void;
}

/**
 * Runs the real command without a terminal and waits for its end. Whatever it did, it must not have shown a stack or
 * called itself broken, and its temporary folder must be empty afterwards.
 */
export async function feltworth(args: readonly string[], how: HowToRun = {}): Promise<Outcome> {
  const temp = mkdtempSync(join(tmpdir(), "feltworth-cli-temp-"));
  try {
    const outcome = await run(args, temp, how);
    refuseCrash(outcome, args);
    const left = readdirSync(temp);
    if (left.length > 0) throw new Error(`${args.join(" ")} left ${left.join(", ")} behind.`);
    return outcome;
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

function run(args: readonly string[], temp: string, { cwd, env, stdout, started }: HowToRun): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: cwd ?? temp,
      env: { ...process.env, NODE_OPTIONS: "", FELTWORTH_TEMP: temp, TMPDIR: temp, FELTWORTH_THREADS: "2", ...env },
      stdio: ["ignore", stdout ?? "pipe", "pipe"],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on("data", (bytes: Buffer) => out.push(bytes));
    child.stderr!.on("data", (bytes: Buffer) => err.push(bytes));
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString("utf8"), stderr: Buffer.concat(err).toString("utf8") }),
    );
    started?.(child, temp);
  });
}

function refuseCrash({ code, stdout, stderr }: Outcome, args: readonly string[]): void {
  const text = `${stdout}\n${stderr}`;
  const crash = /^\s+at .+:\d+:\d+\)?$|This is a bug|\[object Object\]|UnhandledPromise|Something went wrong/m.exec(
    text,
  );
  if (crash || code === 1 || code === null)
    throw new Error(`${args.join(" ")} ended with ${code} and said:\n${stderr.slice(0, 4000)}`);
}

/** The one JSON document that a command wrote for a program; fails where there was more, or an error. */
export async function answer<T = Record<string, unknown>>(args: readonly string[], how: HowToRun = {}): Promise<T> {
  const { code, stdout, stderr } = await feltworth([...args, "--format", "json"], how);
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${stderr}`);
  if (!stdout.endsWith("}\n")) throw new Error(`${args.join(" ")} did not end its document with a line end.`);
  return JSON.parse(stdout) as T;
}

export interface MeasureRow {
  state: string;
  value: number | null;
  interval: { low: number; high: number; level: number } | null;
  n: number;
  unit: string;
  grade: string;
  excluded: { reason: string; n: number }[];
  required?: number;
  [more: string]: unknown;
}

export interface Measured {
  schema: number;
  measure: string;
  definition: string;
  asOf: string | null;
  window: { from: string | null; to: string | null; zone: string };
  currency?: string;
  rows: MeasureRow[];
}

/** One measure of the files. */
export const measured = (measure: string, ...args: string[]): Promise<Measured> =>
  answer<Measured>(["measure", measure, ...args]);

/** The only row of a measure that was not cut. */
export async function whole(measure: string, ...args: string[]): Promise<MeasureRow> {
  const { rows } = await measured(measure, ...args);
  if (rows.length !== 1) throw new Error(`${measure} has ${rows.length} rows.`);
  return rows[0]!;
}

/** A folder of this test file, gone after it. */
export function workFolder(): (...parts: string[]) => string {
  const folder = mkdtempSync(join(tmpdir(), "feltworth-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (...parts) => join(folder, ...parts);
}

/** Writes files into a folder that is made for them; a text stands for its UTF-8. */
export function files(folder: string, contents: Readonly<Record<string, string | Uint8Array>>): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Every file below a folder: path to content. */
export function contentsOf(folder: string): Record<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}

export const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8")) as T;

/** Writes a small company with known truth. */
export async function sampleCompany(folder: string, customers: number, ...more: string[]): Promise<string> {
  await answer(["sample", folder, "--customers", String(customers), ...more]);
  return folder;
}

/** Orders as rows of a file that is recognised without help. */
export const orders = (rows: readonly string[]): string =>
  `${["order_id,customer_id,order_date,amount,currency", ...rows].join("\n")}\n`;

/** As many orders as asked, one a day by ten customers, each of 10 euro. */
export const someOrders = (n: number, first = 1): string[] =>
  Array.from({ length: n }, (_, i) => {
    const day = new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10);
    return `O${first + i},C${i % 10},${day},10.00,EUR`;
  });

/** Tests that take minutes run where `FELTWORTH_SLOW` or `CI` says so. */
export const slow = Boolean(process.env.FELTWORTH_SLOW) || process.env.CI === "true";
