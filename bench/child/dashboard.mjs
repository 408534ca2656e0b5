// The dashboard in a real browser against a real server on the files of a folder. `screens` measures how long screens take to stand and how
// soon they answer the hand; `list` how a list of all customers scrolls and jumps.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openServer } from "../../dist/app/server/open-server.js";
import { silent } from "../../dist/base/logger.js";
import { buildServer } from "../../dist/http/server.js";

const { chromium } = createRequire(fileURLToPath(new URL("../../tests/package.json", import.meta.url)))(
  "playwright-core",
);
const [folder, what] = process.argv.slice(2);
const SCREENS = ["/", "/measures", "/worth", "/customers"];
const LOADS = 5;
const JUMPS = 40;
/** Milliseconds that anything may take before the run is given up. */
const PATIENCE = 900_000;
const ADA = { email: "ada@example.com", name: "Ada", password: "correct horse battery", language: null };
const UNDERWAY = ".opening, .waiting, .bone, main progress, [aria-busy=true]";

let session;
const own = mkdtempSync(join(tmpdir(), "feltworth-bench-"));
const server = await openServer({
  company: {
    ...{ paths: [folder], files: { config: null, dates: null, money: null, ask: null }, analysis: {} },
    ...{ language: null, progress: silent },
  },
  ...{ openId: null, folder: own, database: null, now: () => new Date() },
  onTrouble: (error) => {
    throw error;
  },
});
const app = await buildServer(server, { version: "0.0.0", behindProxy: false, logger: false, mostPerMinute: 1e6 });
const address = await app.listen({ port: 0, host: "127.0.0.1" });
await server.access.setUp(server.access.setUpCode, ADA);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  process.stdout.write(JSON.stringify(await (what === "list" ? list() : screens())));
} finally {
  await browser.close();
  await app.close();
  await server.close();
  rmSync(own, { recursive: true, force: true });
}

/** A browser that has nothing of the dashboard yet, in which somebody is signed in. */
async function signedIn() {
  const context = await browser.newContext({
    ...{ locale: "en-GB", viewport: { width: 1280, height: 900 } },
    ...(session ? { storageState: session } : {}),
  });
  // Once for all: nobody may sign in dozens of times a minute.
  if (!session) {
    const { email, password } = ADA;
    const answer = await context.request.post(`${address}/api/v1/session`, { data: { email, password } });
    if (!answer.ok()) throw new Error(`Nobody could sign in: ${answer.status()}`);
    session = await context.storageState();
  }
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.setDefaultNavigationTimeout(PATIENCE);
  return { context, page };
}

async function settled(page) {
  await page.locator("main h1").first().waitFor();
  await page.locator(UNDERWAY).first().waitFor({ state: "detached" });
}

async function screens() {
  // What the server has to compute once for everybody is computed before.
  const first = await signedIn();
  for (const screen of SCREENS) {
    await first.page.goto(address + screen);
    await settled(first.page);
  }
  await first.context.close();
  const paints = {};
  for (const screen of SCREENS) {
    const times = [];
    for (let i = 0; i < LOADS; i += 1) {
      const { context, page } = await signedIn();
      await page.goto(address + screen);
      await settled(page);
      times.push(
        await page.evaluate(`new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
          .observe({ type: "largest-contentful-paint", buffered: true }))`),
      );
      await context.close();
    }
    paints[screen] = times;
  }
  return { paints, interactions: await interactions() };
}

/** Milliseconds from each press to the next frame that was painted, as the browser counts them. */
async function interactions() {
  const { context, page } = await signedIn();
  await page.addInitScript(`window.pressed = [];
    new PerformanceObserver((list) => {
      for (const { name, duration, interactionId } of list.getEntries())
        if (interactionId) window.pressed.push({ name, duration });
    }).observe({ type: "event", durationThreshold: 16, buffered: true });`);
  await page.goto(address);
  await settled(page);
  const link = (name) => page.getByRole("link", { name, exact: true }).first().click();
  const steps = [
    () => link("Measures"),
    () => page.getByRole("button", { name: /Period/ }).click(),
    () => page.getByRole("button", { name: "2025", exact: true }).click(),
    () => link("Net Promoter Score"),
    () => page.getByText("How this figure is made").first().click(),
    () => page.getByRole("button", { name: "Country", exact: true }).click(),
    () => link("Worth of a step"),
    () => page.getByRole("slider").press("ArrowRight"),
    () => link("Customers"),
    () => page.getByRole("searchbox").pressSequentially("an", { delay: 60 }),
    () => link("Home"),
  ];
  for (const step of steps) {
    await step();
    await settled(page);
  }
  // Presses that were painted within 16 ms are not told of.
  const pressed = await page.evaluate("window.pressed");
  await context.close();
  return { steps: steps.length, slow: pressed.map(({ duration }) => duration) };
}

async function list() {
  const { context, page } = await signedIn();
  await page.goto(`${address}/customers`);
  await settled(page);
  await page.locator(".long-row a").first().waitFor();
  const total = Number(await page.locator("[role=table]").getAttribute("aria-rowcount")) - 1;
  // From the jump until every row that can be seen is there.
  const jump = (share) =>
    page.evaluate(`(async () => {
      const frame = document.querySelector(".long-frame");
      const frames = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const began = performance.now();
      frame.scrollTop = ${share} * (frame.scrollHeight - frame.clientHeight);
      await frames();
      await frames();
      while (frame.querySelector(".bone") || !frame.querySelector(".long-row a")) await frames();
      return performance.now() - began;
    })()`);
  await jump(0.5);
  const before = process.cpuUsage();
  const jumps = [];
  // Places far apart, none twice: the golden section.
  for (let i = 1; i <= JUMPS; i += 1) jumps.push(await jump((i * 0.618034) % 1));
  const { user, system } = process.cpuUsage(before);
  await jump(0);
  const frames = await page.evaluate(`(async () => {
    const frame = document.querySelector(".long-frame");
    const times = [];
    let last = performance.now();
    for (let i = 0; i < 120; i += 1) {
      frame.scrollTop += 40;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    return times;
  })()`);
  // Customers from all over the list, nobody twice: the first page of everything that is known of each.
  const timelines = [];
  for (let i = 1; i <= JUMPS; i += 1) {
    await jump((i * 0.618034) % 1);
    const href = await page.locator(".long-row a").first().getAttribute("href");
    const began = performance.now();
    const answer = await context.request.get(`${address}/api/v1${href.split("?")[0]}/timeline`);
    await answer.body();
    if (!answer.ok()) throw new Error(`${href}: ${answer.status()}`);
    timelines.push(performance.now() - began);
  }
  await context.close();
  return { total, jumps, frames, timelines, processorMsPerJump: (user + system) / 1000 / JUMPS };
}
