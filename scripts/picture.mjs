// Takes the pictures of docs/images: the report of the sample company on a desk, and on a phone in the dark; the first screen of the dashboard.
// Needs what the tests need, and a Chromium (CHROMIUM names another than /usr/bin/chromium).
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = process.env.FELTWORTH_BIN ?? join(root, "bin/feltworth.cjs");
const { chromium } = createRequire(join(root, "tests/package.json"))("playwright-core");
const images = join(root, "docs/images");
mkdirSync(images, { recursive: true });
const work = mkdtempSync(join(tmpdir(), "feltworth-picture-"));
try {
  feltworth("sample", join(work, "sample"));
  feltworth("report", join(work, "sample"), "--out", join(work, "report"), "--company", "Sample company");
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
  const shots = [
    { file: "report.png", viewport: { width: 1280, height: 1200 }, colorScheme: "light" },
    { file: "report-phone.png", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
  ];
  for (const { file, ...look } of shots) {
    const context = await browser.newContext(look);
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(work, "report/report.html")).href);
    await taken(page, file);
    await context.close();
  }
  await dashboard(browser);
  await browser.close();
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function taken(page, file) {
  await page.screenshot({ path: join(images, file) });
  console.log(`docs/images/${file}: ${Math.round(statSync(join(images, file)).size / 1000)} kB`);
}

/** The first screen of whoever set the server up. */
async function dashboard(browser) {
  const args = ["serve", join(work, "sample"), "--port", "0", "--data", join(work, "server"), "--quiet"];
  const server = spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  try {
    const [address, code] = await new Promise((resolve, reject) => {
      let said = "";
      server.once("exit", (status) => reject(new Error(`feltworth serve ended with ${status}.`)));
      server.stderr.on("data", (chunk) => {
        said += chunk;
        const [, at, secret] = /listens at (\S+)[\s\S]*set-up code: (\S+)/.exec(said) ?? [];
        if (secret) resolve([at, secret]);
      });
    });
    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 1200 } });
    const ada = { email: "ada@example.com", password: "correct horse battery" };
    await context.request.post(`${address}/api/v1/setup`, { data: { ...ada, name: "Ada", language: null, code } });
    await context.request.post(`${address}/api/v1/session`, { data: ada });
    const page = await context.newPage();
    page.setDefaultTimeout(300_000);
    await page.goto(address);
    await page.locator("main h1").first().waitFor();
    await page.locator(".waiting, .bone, [aria-busy=true]").first().waitFor({ state: "detached" });
    await taken(page, "dashboard.png");
    await context.close();
  } finally {
    server.kill();
  }
}

function feltworth(...args) {
  const { status } = spawnSync(process.execPath, [bin, ...args], { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`feltworth ${args[0]} ended with ${status}.`);
}
