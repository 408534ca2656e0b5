import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, MISSING } from "../browser.ts";
import { type Dashboard, dashboard, faultsOfScreen, LONG, PATIENTLY, settled } from "./dashboard.ts";

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

describe.skipIf(CHROMIUM === undefined)(
  `the dashboard in a browser${CHROMIUM ? "" : ` (${MISSING})`}`,
  PATIENTLY,
  () => {
    let there: Dashboard;
    beforeAll(async () => {
      there = await dashboard("empty workspace");
    });
    afterAll(() => there?.close());

    it("leads a newcomer from an empty workspace through their files to what a step is worth", async () => {
      const { context, page } = await there.signedIn("ada");
      await page.getByRole("heading", { name: "Welcome" }).waitFor();
      await page.getByRole("link", { name: "Bring files" }).click();
      const names = readdirSync(there.files).filter((name) => !name.endsWith(".md") && name !== "truth.json");
      await page.locator("input[type=file]").setInputFiles(names.map((name) => join(there.files, name)));
      await page.getByRole("heading", { name: "Taken for" }).waitFor();
      expect(await page.locator(".table-taken").count()).toBeGreaterThanOrEqual(names.length - 1);
      await page
        .locator(".table-taken", { hasText: "orders.csv" })
        .getByText("Why, and what each column becomes")
        .click();
      expect(await faultsOfScreen(page)).toEqual([]);
      await page.getByRole("button", { name: "Import", exact: true }).click();
      await page.getByText("Imported:").waitFor();
      await page.getByRole("link", { name: "Home" }).click();
      await page.getByText("Net Promoter Score").first().waitFor();
      await page.getByRole("link", { name: "Worth of a step" }).first().click();
      await page.locator("article.measure", { hasText: "NPS" }).first().waitFor();
      expect(await page.locator("article.measure").first().textContent()).toContain("NPS");
      await context.close();
    });

    it("opens every screen without a fault for whoever sees it or hears it, on a desk and on a phone", async () => {
      const desk = await there.signedIn("ada");
      const phone = await there.signedIn("ada", {
        ...{ locale: "pl-PL", colorScheme: "dark", viewport: { width: 390, height: 844 } },
      });
      const found: string[] = [];
      for (const [index, screen] of SCREENS.entries()) {
        const { page } = index % 2 === 0 ? desk : phone;
        await page.goto(there.at.address + screen);
        found.push(...(await faultsOfScreen(page)).map((fault) => `${screen}: ${fault}`));
        if ((await page.locator(".trouble").count()) > 0)
          found.push(`${screen}: ${await page.textContent(".trouble")}`);
      }
      expect(found).toEqual([]);
      expect(there.faults).toEqual([]);
      await desk.context.close();
      await phone.context.close();
    });

    it("has a study declared in three steps before its result is shown, and keeps it in a list", async () => {
      const { context, page } = await there.signedIn("ada");
      await page.goto(`${there.at.address}/relate`);
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
      expect(await faultsOfScreen(page)).toEqual([]);
      await page.getByRole("button", { name: "Declare another study" }).click();
      await page.getByRole("button", { name: "nps-orders-1" }).click();
      await page.locator("article.measure, article.finding, .study").first().waitFor();
      await context.close();
    });

    it("keeps the days in its address, opens a figure to its query, and finds a customer", async () => {
      const { context, page } = await there.signedIn("ada");
      await page.goto(`${there.at.address}/measures`);
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
      expect(await faultsOfScreen(page)).toEqual([]);
      // On paper stands what the bar says on the screen, and nothing that only a hand could use.
      await page.emulateMedia({ media: "print" });
      expect(await page.locator(".printed").textContent()).toMatch(
        /All customers · 2025 · Figures as of .+ · Printed on /,
      );
      for (const hidden of [".side", ".head", ".tools", ".choices"])
        expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
      await page.emulateMedia({ media: null });
      await page.goto(`${there.at.address}/customers`);
      const first = page.locator(".long-row a").first();
      const name = (await first.textContent())!;
      await page.getByRole("searchbox").fill(name);
      await page.waitForURL("**/customers?q=*");
      const table = page.getByRole("link", { name: "Download: Customers, CSV" });
      await expect.poll(() => table.getAttribute("href"), { timeout: LONG }).toContain("q=");
      const [download] = await Promise.all([page.waitForEvent("download"), table.click()]);
      expect(download.suggestedFilename()).toBe("feltworth-customers.csv");
      expect(readFileSync(await download.path(), "utf8")).toContain(name);
      await page.locator(".long-row a", { hasText: name }).first().click();
      await page.getByRole("heading", { name, exact: true }).waitFor();
      await page.getByPlaceholder("Write a note").fill("Called back.");
      await page.getByRole("button", { name: "Add" }).click();
      await page.locator(".notes-list", { hasText: "Called back." }).waitFor();
      expect(await page.locator(".timeline > li").count()).toBeGreaterThan(0);
      expect(await faultsOfScreen(page)).toEqual([]);
      await context.close();
    });

    it("tells of a group alone, which stands in the address of every screen, and says what cannot be told of one", async () => {
      const { context, page } = await there.signedIn("ada");
      await page.goto(`${there.at.address}/measures`);
      await settled(page);
      const card = page.locator(".card", { hasText: "Net Promoter Score" }).first();
      const all = await card.textContent();
      await page.getByRole("button", { name: /Customers/ }).click();
      await page.getByLabel("Told apart by").selectOption("segment");
      await page.getByLabel("Which").selectOption("home");
      await page.waitForURL("**/measures?where=segment%3Ahome");
      await expect.poll(() => card.textContent(), { timeout: LONG }).not.toBe(all);
      expect(await faultsOfScreen(page)).toEqual([]);
      await page.getByRole("link", { name: "Customer value" }).first().click();
      await page.getByText("This screen is about all customers").waitFor();
      expect(await faultsOfScreen(page)).toEqual([]);
      await page.locator("main").getByRole("button", { name: "All customers" }).click();
      await page.waitForURL(`${there.at.address}/clv`);
      await context.close();
    });

    it("shows what customers wrote beside their scores, and gives a report to take away", async () => {
      const { context, page } = await there.signedIn("ada");
      await page.goto(`${there.at.address}/measures/nps`);
      await page.locator(".verbatims > li").first().waitFor();
      await page.locator(".filters select").first().selectOption("detractor");
      await page.locator(".verbatims .tone-bad").first().waitFor();
      await expect.poll(() => page.locator(".verbatims .tone-good").count(), { timeout: LONG }).toBe(0);
      await page.goto(`${there.at.address}/reports`);
      const month = page.locator("article", { hasText: "The month on one page" });
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        month.getByRole("button", { name: "PDF" }).click(),
      ]);
      expect(download.suggestedFilename()).toBe("feltworth-digest.pdf");
      await context.close();
    });

    it("asks what a table is that nobody knows, shows what would come of it, and remembers", async () => {
      const { context, page } = await there.signedIn("ada");
      await page.goto(`${there.at.address}/data`);
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
      expect(await faultsOfScreen(page)).toEqual([]);
      // The second look takes so long that the page has to wait for it: what was said of the columns is still there after it.
      let isLooking = true;
      await page.route("**/api/v1/imports/*", async (route) => {
        const response = await route.fetch();
        const answer = await response.json();
        await route.fulfill({ response, json: isLooking ? { ...answer, state: "looking" } : answer });
      });
      await page.getByRole("button", { name: "See what would be imported" }).click();
      await page.locator("main progress").waitFor();
      expect(await form.count()).toBe(0);
      isLooking = false;
      await form.waitFor();
      await page.unrouteAll({ behavior: "wait" });
      expect(await form.getByLabel("aa: Becomes").inputValue()).toBe("who.customer");
      expect(await page.getByLabel("Currency of all amounts").inputValue()).toBe("EUR");
      await page.getByText("31 rows · 1 set aside").waitFor();
      await page.getByText("Not a date: 1").waitFor();
      await page.getByRole("button", { name: "Import", exact: true }).click();
      await page.getByText("30 orders").waitFor();
      expect(readFileSync(join(there.folder, "workspace", "feltworth.yaml"), "utf8")).toContain("mystery.csv");
      await context.close();
    });

    it("shows each role what it may see", async () => {
      const places = async (who: string) => {
        const { context, page } = await there.signedIn(who);
        await settled(page);
        const all = await page.locator(".side nav a").allTextContents();
        const [first] = await page.locator("main h2").allTextContents();
        await context.close();
        return { all, first };
      };
      expect((await places("agent")).all).toEqual(["Home", "Customers", "Settings"]);
      // What somebody looks at first depends on who looks.
      expect((await places("ada")).first).toBe("The answer");
      const { all: finance, first } = await places("finance");
      expect(first).toBe("What it is worth");
      expect(finance).toContain("Customer value");
      expect(finance).not.toContain("Customers");
    });

    it("asks for little program before the first screen stands", async () => {
      const { context, page } = await there.signedIn("ada");
      const scripts: Promise<Buffer>[] = [];
      page.on("response", (response) => {
        if (response.url().endsWith(".js")) scripts.push(response.body());
      });
      await page.goto(`${there.at.address}/reports`);
      await settled(page);
      const bytes = (await Promise.all(scripts)).reduce((sum, script) => sum + gzipSync(script).length, 0);
      expect(bytes).toBeGreaterThan(50_000);
      expect(bytes).toBeLessThan(MOST_SCRIPT);
      await context.close();
    });

    it("keeps what it shows when the server is gone, and says so", async () => {
      const { context, page } = await there.signedIn("ada");
      await page.goto(`${there.at.address}/measures`);
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
    });
  },
);
