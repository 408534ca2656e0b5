import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { CHROMIUM, faultsOf, MISSING, openBrowser } from "../browser.ts";
import { type Started, started } from "./started.ts";

describe.skipIf(CHROMIUM === undefined)(`the door in a browser${CHROMIUM ? "" : ` (${MISSING})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
  const workspace = join(folder, "workspace");
  let at: Started;
  let browser: Browser;
  beforeAll(async () => {
    initWorkspace(workspace, new Date());
    at = await started(workspace, folder);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await at?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const said = (page: Page) => page.locator(".wrong:not(:empty)").textContent();

  it.each(["light", "dark"] as const)(
    "leads a newcomer in, in their language, and out again (%s)",
    async (colorScheme) => {
      const context = await browser.newContext({ colorScheme, locale: "pl-PL", viewport: { width: 360, height: 740 } });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on("pageerror", ({ message }) => faults.push(message));
      page.on("console", (message) => {
        // A refusal is a status that the browser writes down by itself.
        if (message.type() === "error" && !/status of (401|409)/.test(message.text())) faults.push(message.text());
      });
      const looksRight = async () => {
        expect(await page.getAttribute("html", "lang")).toBe("pl");
        expect(await faultsOf(context, page)).toEqual([]);
      };
      await page.goto(at.address);
      if (!(await at.server.access.isSetUp())) {
        await page.waitForURL("**/set-up");
        await looksRight();
        await page.fill("[name=code]", "guess");
        await page.fill("[name=name]", "Ada");
        await page.fill("[name=email]", "ada@example.com");
        await page.fill("[name=password]", "correct horse battery");
        await page.click("button");
        expect(await said(page)).toBe("To nie jest kod, który serwer pokazał przy uruchomieniu.");
        await page.fill("[name=code]", at.server.access.setUpCode);
        await page.click("button");
      }
      await page.waitForURL("**/sign-in");
      await looksRight();
      await page.fill("[name=email]", "ada@example.com");
      await page.fill("[name=password]", "wrong");
      await page.click("button");
      expect(await said(page)).toBe("Adres lub hasło jest nieprawidłowe.");
      await page.fill("[name=password]", "correct horse battery");
      await page.click("button");
      await page.waitForURL(`${at.address}/`);
      await page.getByRole("heading", { name: "Witamy" }).waitFor();
      await looksRight();
      await page.getByRole("button", { name: "Ekrany" }).click();
      await page.getByRole("button", { name: "Wyloguj się" }).click();
      await page.waitForURL("**/sign-in");
      expect(faults).toEqual([]);
      await context.close();
    },
  );
});
