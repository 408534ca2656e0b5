// Measures the server as it is started by its command: what it takes in, and how soon it answers.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";

const here = fileURLToPath(new URL(".", import.meta.url));
const cli = join(here, "..", "bin", "feltworth.cjs");
const PASSWORD = "a password of the bench";
/** Seconds of each load. */
const SECONDS = { warm: 5, load: 10, steady: 20 };
const BATCHES = { batch: 100, connections: 8 };
const SINGLES = { batch: 1, connections: 64 };
/** Ten in a request, as libraries send what comes in half a second. */
/** What the engine may keep in memory during the soak. */
const SOAK_MEMORY_MB = 400;
const STEADY = { batch: 10, connections: 16, rate: 5_000 };

/** @param orders how many orders the figures are asked of @param say tells how far it is */
export async function measureServer({ orders, memoryMb, threads, say }) {
  const work = mkdtempSync(join(tmpdir(), "feltworth-bench-"));
  try {
    const bare = await measureBare(work);
    say(
      `bare: ${Math.round(bare.batches.rate)} events a second in batches, ${Math.round(bare.singles.rate)} one by one`,
    );
    const taken = await measureIngest(work, say);
    const figures = await measureFigures(work, { orders, memoryMb, threads, say });
    return { bare, ...taken, figures };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The same senders against a server of Node's own parts alone. */
async function measureBare(work) {
  const child = spawn(process.execPath, [join(here, "child", "bare.mjs"), join(work, "bare.ndjson")], {
    stdio: ["pipe", "pipe", "inherit", "ipc"],
  });
  const port = await new Promise((told) => child.stdout.once("data", (text) => told(Number(text))));
  const usage = () =>
    new Promise((told) => {
      child.once("message", ({ user, system }) => told((user + system) / 1e6));
      child.send("usage");
    });
  const of = async (how, seconds) => {
    const before = await usage();
    const sent = await send(port, "none", how, seconds);
    return { ...sent, processor: ((await usage()) - before) / sent.events };
  };
  try {
    await of(BATCHES, SECONDS.warm);
    const batches = await of(BATCHES, SECONDS.load);
    await of(SINGLES, SECONDS.warm);
    const singles = await of(SINGLES, SECONDS.load);
    return {
      batches,
      singles,
      steady: await of(STEADY, SECONDS.load),
      look: await looks(`http://127.0.0.1:${port}/`, {}),
    };
  } finally {
    child.stdin.end();
  }
}

async function measureIngest(work, say) {
  const folder = join(work, "empty");
  call(["init", folder]);
  const server = await serve(folder, join(work, "empty-server"));
  try {
    const of = async (how, seconds) => {
      const before = await server.figure("process_cpu_seconds_total");
      const sent = await send(server.port, server.writeKey, how, seconds);
      const processor = ((await server.figure("process_cpu_seconds_total")) - before) / sent.events;
      return { ...sent, processor };
    };
    await of(BATCHES, SECONDS.warm);
    const batches = await of(BATCHES, SECONDS.load);
    const settling = await server.atRest();
    say(`batches: ${Math.round(batches.rate)} events a second, all facts ${settling.toFixed(1)} s later`);
    await of(SINGLES, SECONDS.warm);
    const singles = await of(SINGLES, SECONDS.load);
    say(`one by one: ${Math.round(singles.rate)} requests a second`);
    await server.atRest();
    const steady = await of(STEADY, SECONDS.steady);
    say(`at ${STEADY.rate} events a second: p99 ${steady.p99} ms`);
    await server.atRest();
    const fresh = await freshness(server);
    say(`in the figures after ${Math.max(...fresh).toFixed(2)} s at most`);
    const memoryMb = (await server.figure("process_resident_memory_bytes")) / 2 ** 20;
    return { batches, singles, steady, settling, fresh, memoryMb };
  } finally {
    await server.end();
  }
}

/** Seconds from the acknowledgement of an event until a figure counts it; each time once. */
async function freshness(server) {
  const seconds = [];
  const orders = async () => (await server.ask("/api/v1/measures/orders")).rows[0].value;
  for (let i = 0; i < 10; i++) {
    const before = await orders();
    const event = { type: "track", event: "Order Completed", userId: "fresh", messageId: `fresh-${i}` };
    const properties = { order_id: `fresh-${i}`, revenue: 1, currency: "EUR" };
    await server.post("/v1/track", { ...event, properties }, server.writeKey);
    const began = performance.now();
    while ((await orders()) <= before) await wait(20);
    seconds.push((performance.now() - began) / 1000);
  }
  return seconds;
}

/** Measures that nobody asked before, over millions of orders; and a finding that is known. */
async function measureFigures(work, { orders, memoryMb, threads, say }) {
  const folder = join(work, "shop");
  const file = join(work, "orders.csv");
  call([join(here, "child", "orders.mjs"), file, String(orders), String(memoryMb), String(threads)], false);
  call(["init", folder]);
  call(["import", file, "--workspace", folder, "--format", "json"]);
  rmSync(file);
  const baseline = await sums(join(folder, "facts.duckdb"), { memoryMb, threads });
  const server = await serve(folder, join(work, "shop-server"));
  try {
    // The screen that comes first is computed when a server starts; here it must not run beside what is measured.
    while ((await server.figure("feltworth_data_opened_timestamp_seconds")) === 0) await wait(1_000);
    await server.quiet();
    const asked = [
      "order-value",
      "orders",
      "revenue",
      "order-value?by=channel",
      "order-value?grain=month",
      "repeat-rate",
    ];
    const fresh = [];
    for (const path of asked) {
      const began = performance.now();
      await server.ask(`/api/v1/measures/${path}`);
      fresh.push({ path, seconds: (performance.now() - began) / 1000 });
    }
    const known = await looks(`${server.address}/api/v1/measures/order-value`, server.signedIn);
    say(
      `new measures: ${fresh.map(({ path, seconds }) => `${path} ${seconds.toFixed(2)} s`).join(", ")}; known: ${known.p99} ms`,
    );
    return { orders, baseline, fresh, known };
  } finally {
    await server.end();
  }
}

/** Seconds of what DuckDB itself needs for count, mean and spread of the same orders, by channel and in all: the median of five. */
async function sums(path, { memoryMb, threads }) {
  const instance = await DuckDBInstance.create(path, {
    ...{ access_mode: "READ_ONLY", memory_limit: `${memoryMb}MB`, threads: String(threads) },
  });
  const connection = await instance.connect();
  const seconds = [];
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    await connection.runAndReadAll(
      "select channel, count(*), avg(amount), var_samp(amount) from fact_purchase group by channel",
    );
    seconds.push((performance.now() - began) / 1000);
  }
  connection.closeSync();
  instance.closeSync();
  return seconds.sort((a, b) => a - b)[2];
}

/**
 * A steady load while reports are asked for again and again.
 * @returns what the senders saw, and the memory after each tenth of the time
 */
export async function measureSoak({ seconds, say }) {
  const work = mkdtempSync(join(tmpdir(), "feltworth-bench-"));
  const folder = join(work, "soak");
  call(["init", folder]);
  // What is read before is kept in memory up to the engine's limit: only with a low one does what grows without end show.
  const server = await serve(folder, join(work, "soak-server"), { FELTWORTH_MEMORY_MB: String(SOAK_MEMORY_MB) });
  try {
    await send(server.port, server.writeKey, STEADY, SECONDS.warm);
    await server.atRest();
    const memory = [];
    const reports = { n: 0, errors: [] };
    let isOn = true;
    const reporting = (async () => {
      while (isOn) {
        const answer = await server.get("/api/v1/findings?of=measures");
        const text = await answer.text();
        reports.n += 1;
        if (!answer.ok) reports.errors.push(`${answer.status} ${text.slice(0, 200)}`);
        await wait(1_000);
      }
    })();
    const watching = (async () => {
      for (let tenth = 1; tenth <= 10 && isOn; tenth++) {
        await wait((seconds * 1000) / 10);
        const mb = (await server.figure("process_resident_memory_bytes")) / 2 ** 20;
        const waiting = await server.figure("feltworth_facts_waiting");
        memory.push({ mb, waiting });
        say(`${tenth}0 %: ${Math.round(mb)} MB, ${waiting} facts wait, ${reports.n} reports`);
      }
    })();
    const sent = await send(server.port, server.writeKey, STEADY, seconds);
    await watching;
    isOn = false;
    await reporting;
    const settling = await server.atRest();
    return { ...sent, seconds, memory, reports, settling };
  } finally {
    await server.end();
    rmSync(work, { recursive: true, force: true });
  }
}

/** Does a command of the product, or a script of the bench, to its end. */
function call(args, isCommand = true) {
  const { status, stderr } = spawnSync(process.execPath, isCommand ? [cli, ...args] : args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
}

/** Starts the server by its command, makes the first administrator, and a key that writes. */
async function serve(folder, data, environment = {}) {
  const log = openSync(`${data}.log`, "w");
  const child = spawn(process.execPath, [cli, "serve", folder, "--data", data, "--port", "0"], {
    stdio: ["ignore", log, "pipe"],
    env: { ...process.env, ...environment },
  });
  let said = "";
  const [address, code] = await new Promise((told, failed) => {
    child.stderr.on("data", (part) => {
      said += part;
      const found = [/http:\/\/[\d.:]+/.exec(said)?.[0], /: ([\w-]{20,})\s/.exec(said)?.[1]];
      if (found[0] && found[1]) told(found);
    });
    child.once("exit", (status) => failed(new Error(`The server ended with ${status}: ${said}`)));
  });
  const post = async (path, body, bearer) => {
    const headers = {
      "content-type": "application/json",
      ...(bearer ? { authorization: `Bearer ${bearer}` } : signedIn),
    };
    const answer = await fetch(address + path, { method: "POST", body: JSON.stringify(body), headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  let signedIn = {};
  await post("/api/v1/setup", { code, email: "bench@example.com", name: "Bench", password: PASSWORD });
  const session = await post("/api/v1/session", { email: "bench@example.com", password: PASSWORD });
  signedIn = { cookie: session.headers.getSetCookie()[0].split(";")[0] };
  const { secret: writeKey } = await (await post("/api/v1/keys", { name: "bench", kind: "write" })).json();
  const get = (path) => fetch(address + path, { headers: signedIn });
  const figure = async (name) => {
    const text = await (await get("/metrics")).text();
    return Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1] ?? 0);
  };
  return {
    ...{ address, port: Number(new URL(address).port), writeKey, signedIn, post, get, figure },
    async ask(path) {
      const answer = await get(path);
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    /** @returns seconds until all that was taken in is facts */
    async atRest() {
      const began = performance.now();
      while ((await figure("feltworth_facts_waiting")) > 0) await wait(100);
      return (performance.now() - began) / 1000;
    },
    /** Waits until the server does nothing by itself any more. */
    async quiet() {
      for (let [before, isBusy] = [Number.NaN, true]; isBusy; ) {
        const now = await figure("process_cpu_seconds_total");
        isBusy = !(now - before < 0.2);
        before = now;
        await wait(2_000);
      }
    },
    async end() {
      const gone = new Promise((ended) => child.once("exit", ended));
      child.kill("SIGTERM");
      await gone;
    },
  };
}

let first = 0;

/** @returns what the senders saw; rate: events a second that were acknowledged */
async function send(port, key, { batch, connections, rate = 0 }, seconds) {
  first += 1e8;
  const args = [port, key, batch, connections, seconds, rate, first].map(String);
  const child = spawn(process.execPath, [join(here, "child", "senders.mjs"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  child.stdout.on("data", (part) => (told += part));
  await new Promise((ended) => child.once("close", ended));
  const sent = JSON.parse(told);
  return { ...sent, rate: sent.events / sent.seconds };
}

/** Milliseconds of 200 looks at the same address, one after another. */
async function looks(url, headers) {
  const taken = [];
  for (let i = 0; i < 220; i++) {
    const began = performance.now();
    const answer = await fetch(url, { headers });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    // The first ones still warm up.
    if (i >= 20) taken.push(performance.now() - began);
  }
  taken.sort((a, b) => a - b);
  return { p50: rounded(taken[100]), p99: rounded(taken[198]) };
}

const rounded = (value) => Number(value.toFixed(2));

/** The tables of the page, from what was measured. @param table makes one of a head and rows */
export function serverTable({ server: made, soak }, table) {
  if (!made) return "Not measured yet.";
  const { bare, batches, singles, steady, settling, fresh, figures } = made;
  const row = (what, of, base) => [
    ...[what, `${Math.round(of.rate).toLocaleString("en")}/s`, `${rounded(of.processor * 1e6)} µs`],
    ...[`${of.p50} ms`, `${of.p99} ms`, `${Math.round(base.rate).toLocaleString("en")}/s`],
    ...[`${rounded(of.processor / base.processor)} ×`, made.load.toFixed(1), made.date],
  ];
  const head = [
    "events",
    "acknowledged",
    "processor time an event",
    "p50",
    "p99",
    "bare",
    "processor time, of the bare",
  ];
  const asked = figures.fresh.map(({ path, seconds }) => [
    ...[`\`${path}\``, `${rounded(seconds)} s`, `${rounded(seconds / figures.baseline)} ×`],
  ]);
  const soaked = soak
    ? `${Math.round(soak.rate).toLocaleString("en")} events a second for ${Math.round(soak.seconds)} s beside ${soak.reports.n} reports: p99 ${soak.p99} ms, ${soak.failed + soak.refused + soak.reports.errors.length} errors, ${soak.memory.map(({ mb }) => Math.round(mb)).join(", ")} MB after each tenth, of which the engine may keep ${SOAK_MEMORY_MB} MB (load average ${soak.load.toFixed(1)}, ${soak.date}).`
    : "The soak was not measured yet: `npm run bench -- soak`.";
  return `${table(
    [...head, "load average", "date"],
    [
      row("in batches of 100", batches, bare.batches),
      row("one by one", singles, bare.singles),
      row("5,000 a second", steady, bare.steady),
    ],
  )}

All were facts ${rounded(settling)} s after the last batch; a single event was in a figure after ${rounded(Math.max(...fresh))} s at most (median ${rounded([...fresh].sort((a, b) => a - b)[5])} s);
the process held ${Math.round(made.memoryMb)} MB at the end.

${table([`measure over ${figures.orders.toLocaleString("en")} orders, asked for the first time`, "time", "of DuckDB's own sums by channel"], asked)}

A figure that is known: ${figures.known.p50} ms (p99 ${figures.known.p99} ms); the bare server answers within ${bare.look.p50} ms (p99 ${bare.look.p99} ms).

${soaked}`;
}

/** @param check makes a line of the contract of a name, a value, its limit and how it is shown */
export function serverChecks({ server: made, soak }, check) {
  const checks = [];
  const least = (name, value, limit, unit) => [
    ...[name, `≥ ${limit.toLocaleString("en")} ${unit}`, `${Math.round(value).toLocaleString("en")} ${unit}`],
    value >= limit ? "pass" : "**fail**",
  ];
  const ms = (value) => `${rounded(value)} ms`;
  const seconds = (value) => `${rounded(value)} s`;
  if (made) {
    const { batches, singles, steady, fresh, figures } = made;
    checks.push(
      least("durable events in batches of 100", batches.rate, 80_000, "a second"),
      least("requests of one event", singles.rate, 10_000, "a second"),
      check("ingest at 5,000 events a second, p99", steady.p99, 250, ms),
      check("an event in the figures", Math.max(...fresh), 2, seconds),
      check("a finding that is known, p99", figures.known.p99, 20, ms),
      check("a new measure over 10⁷ orders", Math.max(...figures.fresh.map((one) => one.seconds)), 1, seconds),
    );
  }
  if (soak) {
    const errors = soak.failed + soak.refused + soak.reports.errors.length;
    const [early, late] = [soak.memory[1], soak.memory.at(-1)].map((one) => one.mb);
    checks.push(
      check(`soak of ${Math.round(soak.seconds)} s: ingest, p99`, soak.p99, 250, ms),
      check("errors of it", errors, 0, String),
      check("memory at its end, of that after a fifth", late / early, 1.25, (value) => `${rounded(value)} ×`),
    );
  }
  return checks;
}
