import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { departmentInput } from "../../src/report/department.ts";
import { departmentHtml, onePageHtml, reportHtml } from "../../src/report/report-html.ts";
import type { ReportInput } from "../../src/report/report-input.ts";
import { emptyReport, hostileReport, reportFixture, smallReport } from "../../src/report/testing/fixture.ts";
import { LANGUAGES } from "../../src/texts/language.ts";
import { type Texts, texts } from "../../src/texts/texts.ts";
import { AXE, CHROMIUM, MISSING, openBrowser } from "../browser.ts";

if (CHROMIUM === undefined && process.env.CI === "true") {
  it("needs a browser", () => expect.fail(MISSING));
}

describe.skipIf(CHROMIUM === undefined)(`the report in a browser${CHROMIUM ? "" : ` (${MISSING})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "feltworth-report-"));
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const makers = { full: reportFixture, small: smallReport, empty: emptyReport, hostile: hostileReport };
  const support = {
    id: "support",
    measures: ["csat", "ces", "aht"],
    lead: ["csat"],
    links: ["csat-margin"],
    facts: ["contact"],
    chapters: ["problems"],
  };
  const faces = {
    report: reportHtml,
    onepage: onePageHtml,
    support: (input: ReportInput, words: Texts) => departmentHtml(departmentInput(input, support), "support", words),
  };
  const fileOf = (
    name: keyof typeof makers,
    language: (typeof LANGUAGES)[number],
    face: keyof typeof faces = "report",
  ): string => {
    const path = join(folder, `${face}-${name}-${language}.html`);
    if (!existsSync(path)) writeFileSync(path, faces[face](makers[name](language), texts(language)));
    return pathToFileURL(path).href;
  };
  const visit = async (
    url: string,
    options: { width: number; scheme?: "light" | "dark"; bypassCSP?: boolean; javaScriptEnabled?: boolean },
    look: (page: Page, context: BrowserContext) => Promise<void>,
  ) => {
    const { width, scheme = "light", ...rest } = options;
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme, ...rest });
    try {
      const page = await context.newPage();
      await page.goto(url);
      await look(page, context);
    } finally {
      await context.close();
    }
  };
  const openAll = (page: Page) =>
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })");

  it("requests nothing but itself and breaks no rule of its own policy", async () => {
    const requests: string[] = [];
    const messages: string[] = [];
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(error.message));
    await page.goto(fileOf("full", "en"));
    await page.getByRole("button", { name: "Open all details" }).click();
    expect(requests).toEqual([fileOf("full", "en")]);
    expect(messages).toEqual([]);
    await context.close();
  });

  it("runs nothing that stands in the data", async () => {
    await visit(fileOf("hostile", "en"), { width: 1280 }, async (page) => {
      const dialogs: string[] = [];
      page.on("dialog", (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await page.reload();
      expect(dialogs).toEqual([]);
      expect(await page.locator("script").count()).toBe(1);
    });
  });

  it.each([360, 390, 768, 1280])(
    "has no sideways scrolling at %i px, opened or closed, in any language",
    async (width) => {
      for (const language of LANGUAGES) {
        await visit(fileOf("full", language), { width }, async (page) => {
          const overflow = () => page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth");
          expect(await overflow(), `${language} closed`).toBeLessThanOrEqual(0);
          await openAll(page);
          expect(await overflow(), `${language} opened`).toBeLessThanOrEqual(0);
        });
      }
      for (const name of ["small", "empty", "hostile"] as const) {
        await visit(fileOf(name, "pl"), { width }, async (page) => {
          await openAll(page);
          expect(
            await page.evaluate("document.documentElement.scrollWidth - window.innerWidth"),
            name,
          ).toBeLessThanOrEqual(0);
        });
      }
    },
  );

  it.each(["light", "dark"] as const)("has no violation that axe finds, in %s", async (scheme) => {
    for (const [name, width] of [
      ["full", 1280],
      ["full", 390],
      ["small", 1280],
      ["empty", 390],
    ] as const) {
      await visit(fileOf(name, "en"), { width, scheme, bypassCSP: true }, async (page) => {
        await openAll(page);
        await page.addScriptTag({ path: AXE });
        const violations = await page.evaluate<string[]>(
          "axe.run().then(({ violations }) => violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target).slice(0, 3).join(' | ')))",
        );
        expect(violations, `${name} at ${width}`).toEqual([]);
      });
    }
  });

  it("gives the answer on the first screen of a desk, in every language", async () => {
    for (const language of LANGUAGES) {
      await visit(fileOf("full", language), { width: 1280 }, async (page) => {
        const end = await page.evaluate<number>("document.querySelector('.answer').getBoundingClientRect().bottom");
        // 800 px, and a little for languages with longer words: the last line of a note may fall below.
        expect(end, language).toBeLessThanOrEqual(language === "en" ? 800 : 860);
      });
    }
  });

  it("prints with all details open, on white, without navigation", async () => {
    await visit(fileOf("full", "en"), { width: 1280, scheme: "dark", javaScriptEnabled: false }, async (page) => {
      await page.emulateMedia({ media: "print" });
      // What a change of medium shows stands in the frame after it.
      const printed = () =>
        page.evaluate(`({
          hidden: [...document.querySelectorAll("main article details > :not(summary), main .link > :not(summary)")]
            .filter((e) => !e.checkVisibility({ contentVisibilityAuto: true }) || e.getBoundingClientRect().height === 0).length,
          background: getComputedStyle(document.body).backgroundColor,
          nav: getComputedStyle(document.querySelector("nav")).display,
        })`);
      await expect.poll(printed).toEqual({ hidden: 0, background: "rgb(255, 255, 255)", nav: "none" });
    });
  });

  it("reads without a script", async () => {
    await visit(fileOf("full", "en"), { width: 390, javaScriptEnabled: false }, async (page) => {
      await page.locator("#link-nps-margin > summary").click();
      expect(await page.locator("#link-nps-margin table").isVisible()).toBe(true);
      expect(await page.locator("#all").isVisible()).toBe(false);
    });
  });

  it("follows a cell of the link table to its opened link", async () => {
    await visit(fileOf("full", "en"), { width: 1280 }, async (page) => {
      await page.locator('.matrix a[href="#link-nps-churn"]').click();
      expect(await page.locator("#link-nps-churn .body").isVisible()).toBe(true);
    });
  });

  it("draws the words of charts at 11 px or more on a small phone", async () => {
    await visit(fileOf("full", "en"), { width: 360 }, async (page) => {
      await openAll(page);
      const smallest = await page.evaluate<number>(`Math.min(...[...document.querySelectorAll(".fw-chart text")]
        .filter((t) => t.checkVisibility())
        .map((t) => Number(t.getAttribute("font-size")) * (t.ownerSVGElement.getBoundingClientRect().width / t.ownerSVGElement.viewBox.baseVal.width)))`);
      expect(smallest).toBeGreaterThanOrEqual(10.9);
    });
  });

  it("prints its answer on one sheet, in every language, whatever there is to say", async () => {
    for (const language of LANGUAGES)
      for (const name of ["full", "small", "empty", "hostile"] as const)
        await visit(fileOf(name, language, "onepage"), { width: 1280 }, async (page) => {
          const printed = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
          expect([...printed.matchAll(/\/Type \/Page\b(?!s)/g)].length, `${name} ${language}`).toBe(1);
        });
  });

  it("fits a telephone and has no violation that axe finds, as one sheet and as the page of a department", async () => {
    for (const face of ["onepage", "support"] as const)
      for (const [name, width] of [
        ["full", 1280],
        ["full", 360],
        ["empty", 390],
      ] as const)
        await visit(fileOf(name, "ru", face), { width, bypassCSP: true }, async (page) => {
          await openAll(page);
          expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).toBeLessThanOrEqual(
            0,
          );
          await page.addScriptTag({ path: AXE });
          const violations = await page.evaluate<string[]>(
            "axe.run().then(({ violations }) => violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target).slice(0, 3).join(' | ')))",
          );
          expect(violations, `${face} ${name} at ${width}`).toEqual([]);
        });
  });
});
