import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { makeSample } from "../../src/app/make-sample.ts";
import type { Role } from "../../src/app/server/roles.ts";
import { CHROMIUM, faultsOf, MISSING, openBrowser } from "../browser.ts";
import { type Started, started } from "./started.ts";

const PASSWORD = "correct horse battery";
const LONG = 60_000;
/** Bytes of program that the first screen may ask for, compressed. */
const MOST_SCRIPT = 200_000;

const SCREENS = [
  ...[
    "/",
    "/measures",
    "/measures/nps?by=country",
    "/problems",
    "/coverage",
    "/fairness",
    "/relate",
    "/links",
    "/worth",
  ],
  ...[
    "/drivers",
    "/contest",
    "/lag",
    "/claims",
    "/clv",
    "/churn",
    "/forecast",
    "/risk",
    "/customers",
    "/data",
    "/reports",
  ],
  "/settings",
];

describe.skipIf(CHROMIUM === undefined)(`the dashboard in a browser${CHROMIUM ? "" : ` (${MISSING})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
  const files = join(folder, "exports");
  let at: Started;
  let browser: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    await makeSample({ dir: files, options: { customers: 400, months: 24, seed: 9 } });
    initWorkspace(join(folder, "workspace"), new Date());
    at = await started(join(folder, "workspace"), folder, { isHeld: false, mostPerMinute: 100_000 });
    const ada = { email: "ada@example.com", name: "Ada", password: PASSWORD, language: null };
    const made = await at.server.access.setUp(at.server.access.setUpCode, ada);
    const by = { kind: "user", user: made, role: made.role, id: made.id, session: "" } as never;
    for (const role of ["agent", "finance"] as const satisfies readonly Role[])
      await at.server.access.addUser(by, {
        ...{ email: `${role}@example.com`, name: role, password: PASSWORD, role, language: null },
      });
    browser = await openBrowser();
  }, LONG);
  afterAll(async () => {
    await browser?.close();
    await at?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A browser in which somebody is signed in. */
  async function signedIn(
    who: string,
    options: Parameters<Browser["newContext"]>[0] = {},
  ): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(LONG);
    page.on("pageerror", ({ message }) => faults.push(message));
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of (401|403|409|422)|ERR_/.test(message.text()))
        faults.push(message.text());
    });
    await page.goto(`${at.address}/sign-in`);
    await page.fill("[name=email]", `${who}@example.com`);
    await page.fill("[name=password]", PASSWORD);
    await page.click("button");
    await page.waitForURL(`${at.address}/`);
    return { context, page };
  }

  const settled = async (page: Page) => {
    await page.locator("h1").first().waitFor();
    await page.locator(".waiting, .opening, .bone").first().waitFor({ state: "detached" });
  };

  it(
    "leads a newcomer from an empty workspace through their files to what a step is worth",
    async () => {
      const { context, page } = await signedIn("ada");
      await page.getByRole("heading", { name: "Welcome" }).waitFor();
      await page.getByRole("link", { name: "Bring files" }).click();
      const names = readdirSync(files).filter((name) => !name.endsWith(".md") && name !== "truth.json");
      await page.locator("input[type=file]").setInputFiles(names.map((name) => join(files, name)));
      await page.getByRole("heading", { name: "Taken for" }).waitFor();
      expect(await page.locator(".table-taken").count()).toBeGreaterThanOrEqual(names.length - 1);
      await page
        .locator(".table-taken", { hasText: "orders.csv" })
        .getByText("Why, and what each column becomes")
        .click();
      expect(await faultsOf(context, page)).toEqual([]);
      await page.getByRole("button", { name: "Import", exact: true }).click();
      await page.getByText("Imported:").waitFor();
      await page.getByRole("link", { name: "Home" }).click();
      await page.getByText("Net Promoter Score").first().waitFor();
      await page.getByRole("link", { name: "Worth of a step" }).first().click();
      await page.locator("article.measure").first().waitFor();
      const before = await page.locator("article.measure").first().textContent();
      expect(before).toContain("NPS");
      await context.close();
    },
    2 * LONG,
  );

  it(
    "opens every screen without a fault for whoever sees it or hears it, on a desk and on a phone",
    async () => {
      const desk = await signedIn("ada");
      const phone = await signedIn("ada", {
        ...{ locale: "pl-PL", colorScheme: "dark", viewport: { width: 390, height: 844 } },
      });
      const found: string[] = [];
      for (const [index, screen] of SCREENS.entries()) {
        const { context, page } = index % 2 === 0 ? desk : phone;
        await page.goto(at.address + screen);
        await settled(page);
        found.push(...(await faultsOf(context, page)).map((fault) => `${screen}: ${fault}`));
        if ((await page.locator(".trouble").count()) > 0)
          found.push(`${screen}: ${await page.textContent(".trouble")}`);
      }
      expect(found).toEqual([]);
      expect(faults).toEqual([]);
      await desk.context.close();
      await phone.context.close();
    },
    3 * LONG,
  );

  it(
    "has a study declared in three steps before its result is shown, and keeps it in a list",
    async () => {
      const { context, page } = await signedIn("ada");
      await page.goto(`${at.address}/relate`);
      await page.getByText("No study was declared").waitFor();
      expect(await page.getByRole("button", { name: "Declare it and show the result" }).isDisabled()).toBe(true);
      await page.getByRole("button", { name: "Orders", exact: true }).click();
      await page.getByRole("button", { name: "Net Promoter Score", exact: true }).click();
      await page.getByLabel("Which step of the score?").selectOption("passive");
      await page.getByLabel("What do you expect").selectOption("more");
      await page.getByLabel("Which goal does it serve?").fill("More orders");
      await page.getByRole("button", { name: "Declare it and show the result" }).click();
      await page.waitForURL("**/relate?study=nps-orders-1");
      await page.locator(".study", { hasText: "Why: More orders" }).waitFor();
      expect(await page.locator(".study").textContent()).toContain("Ada declared on");
      await page.locator("#studies tbody tr", { hasText: "nps-orders-1" }).waitFor();
      expect(await faultsOf(context, page)).toEqual([]);
      await page.getByRole("button", { name: "Declare another study" }).click();
      await page.getByRole("button", { name: "nps-orders-1" }).click();
      await page.locator("article.measure, article.finding, .study").first().waitFor();
      await context.close();
    },
    LONG,
  );

  it(
    "keeps the days in its address, opens a figure to its query, and finds a customer",
    async () => {
      const { context, page } = await signedIn("ada");
      await page.goto(`${at.address}/measures`);
      await page.getByRole("button", { name: /Period/ }).click();
      await page.getByRole("button", { name: "2025", exact: true }).click();
      await page.waitForURL("**/measures?period=2025");
      await page.getByRole("link", { name: "Orders", exact: true }).click();
      await page.waitForURL("**/measures/orders?period=2025");
      const article = page.locator("article.measure");
      await article.getByText("How this figure is made").click();
      await article.locator(".query > summary").first().click();
      expect(await article.locator(".query pre").first().textContent()).toContain("panel_order");
      await page.getByRole("button", { name: "Show the records" }).last().click();
      await page.locator("#records tbody tr").first().waitFor();
      expect(await faultsOf(context, page)).toEqual([]);
      await page.goto(`${at.address}/customers`);
      const first = page.locator(".long-row a").first();
      const name = (await first.textContent())!;
      await page.getByRole("searchbox").fill(name);
      await page.waitForURL("**/customers?q=*");
      await page.locator(".long-row a", { hasText: name }).first().click();
      await page.getByRole("heading", { name, exact: true }).waitFor();
      await page.getByPlaceholder("Write a note").fill("Called back.");
      await page.getByRole("button", { name: "Add" }).click();
      await page.locator(".notes-list", { hasText: "Called back." }).waitFor();
      expect(await page.locator(".timeline > li").count()).toBeGreaterThan(0);
      expect(await faultsOf(context, page)).toEqual([]);
      await context.close();
    },
    LONG,
  );

  it(
    "tells of a group alone, which stands in the address of every screen, and says what cannot be told of one",
    async () => {
      const { context, page } = await signedIn("ada");
      await page.goto(`${at.address}/measures`);
      await settled(page);
      const card = page.locator(".card", { hasText: "Net Promoter Score" }).first();
      const all = await card.textContent();
      await page.getByRole("button", { name: /Customers/ }).click();
      await page.getByLabel("Told apart by").selectOption("segment");
      await page.getByLabel("Which").selectOption("home");
      await page.waitForURL("**/measures?where=segment%3Ahome");
      await expect.poll(() => card.textContent(), { timeout: LONG }).not.toBe(all);
      await page.locator(".told:not(.stale)").first().waitFor();
      expect(await faultsOf(context, page)).toEqual([]);
      await page.getByRole("link", { name: "Customer value" }).first().click();
      await page.getByText("This screen is about all customers").waitFor();
      expect(await faultsOf(context, page)).toEqual([]);
      await page.locator("main").getByRole("button", { name: "All customers" }).click();
      await page.waitForURL(`${at.address}/clv`);
      await context.close();
    },
    LONG,
  );

  it(
    "shows what customers wrote beside their scores, and gives a report to take away",
    async () => {
      const { context, page } = await signedIn("ada");
      await page.goto(`${at.address}/measures/nps`);
      await page.locator(".verbatims > li").first().waitFor();
      await page.locator(".filters select").first().selectOption("detractor");
      await page.locator(".verbatims .tone-bad").first().waitFor();
      await expect.poll(() => page.locator(".verbatims .tone-good").count(), { timeout: LONG }).toBe(0);
      await page.goto(`${at.address}/reports`);
      const month = page.locator("article", { hasText: "The month on one page" });
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        month.getByRole("button", { name: "PDF" }).click(),
      ]);
      expect(download.suggestedFilename()).toBe("feltworth-digest.pdf");
      await context.close();
    },
    LONG,
  );

  it(
    "asks what a table is that nobody knows, shows what would come of it, and remembers",
    async () => {
      const { context, page } = await signedIn("ada");
      await page.goto(`${at.address}/data`);
      const rows = Array.from({ length: 30 }, (_, i) => `K${i};${1 + (i % 28)}.02.2026;${i},50`);
      await page.locator("input[type=file]").setInputFiles({
        ...{ name: "mystery.csv", mimeType: "text/csv" },
        buffer: Buffer.from(["aa;bb;cc", ...rows, "K99;no day;1,00"].join("\n")),
      });
      await page.getByLabel("One row is one of the").selectOption("purchase");
      const form = page.locator(".own-mapping");
      await form.getByLabel("aa: Becomes").selectOption("who.customer");
      await form.getByLabel("bb: Becomes").selectOption("at");
      await form.getByLabel("cc: Becomes").selectOption("field.amount");
      await page.getByLabel("Dates are written").selectOption("dmy");
      await page.getByLabel("Currency of all amounts").fill("EUR");
      expect(await faultsOf(context, page)).toEqual([]);
      await page.getByRole("button", { name: "See what would be imported" }).click();
      await page.getByText("31 rows · 1 set aside").waitFor();
      await page.getByText("Not a date: 1").waitFor();
      await page.getByRole("button", { name: "Import", exact: true }).click();
      await page.getByText("30 orders").waitFor();
      expect(readFileSync(join(folder, "workspace", "feltworth.yaml"), "utf8")).toContain("mystery.csv");
      await context.close();
    },
    LONG,
  );

  it(
    "shows each role what it may see",
    async () => {
      const places = async (who: string) => {
        const { context, page } = await signedIn(who);
        await settled(page);
        const all = await page.locator(".side nav a").allTextContents();
        await context.close();
        return all;
      };
      expect(await places("agent")).toEqual(["Home", "Customers", "Settings"]);
      const finance = await places("finance");
      expect(finance).toContain("Customer value");
      expect(finance).not.toContain("Customers");
    },
    LONG,
  );

  it(
    "asks for little program before the first screen stands",
    async () => {
      const { context, page } = await signedIn("ada");
      const scripts: Promise<Buffer>[] = [];
      page.on("response", (response) => {
        if (response.url().endsWith(".js")) scripts.push(response.body());
      });
      await page.goto(`${at.address}/reports`);
      await settled(page);
      const bytes = (await Promise.all(scripts)).reduce((sum, script) => sum + gzipSync(script).length, 0);
      expect(bytes).toBeGreaterThan(50_000);
      expect(bytes).toBeLessThan(MOST_SCRIPT);
      await context.close();
    },
    LONG,
  );

  it(
    "keeps what it shows when the server is gone, and says so",
    async () => {
      const { context, page } = await signedIn("ada");
      await page.goto(`${at.address}/measures`);
      await settled(page);
      const cards = await page.locator(".card").count();
      await context.setOffline(true);
      await page.getByRole("link", { name: "Forecast" }).click();
      await page
        .getByRole("alert")
        .filter({ hasText: "cannot be reached" })
        .or(page.getByText("cannot be reached"))
        .first()
        .waitFor();
      await page.getByRole("link", { name: "Measures" }).first().click();
      await page.locator(".card").first().waitFor();
      expect(await page.locator(".card").count()).toBe(cards);
      await context.setOffline(false);
      await context.close();
    },
    LONG,
  );
});
