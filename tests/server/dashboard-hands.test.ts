import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, MISSING } from "../browser.ts";
import { type Dashboard, dashboard, faultsOfScreen, PATIENTLY, settled } from "./dashboard.ts";
import { isWriting, keepLayout, keptLayout, type Layout, layoutOf, TOLERANCE } from "./dashboard-layout.ts";

/** Everything that can be worked with the hand, as the keyboard should reach it. */
const CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex='0']";

/** What has the focus, by a mark that it is given; and whether it shows that it has. */
const focused = (page: Page): Promise<{ mark: string; isShown: boolean; text: string }> =>
  page.evaluate(`(() => {
    const at = document.activeElement;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
    const isShown = (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
    return { mark: at.dataset.mark ?? "", isShown, text: at.tagName + " " + (at.textContent ?? "").slice(0, 40) };
  })()`);

/** Marks all that can be worked with and is there to be seen, and says how many. */
const markControls = (page: Page): Promise<number> =>
  page.evaluate(`(() => {
    const seen = [...document.querySelectorAll(${JSON.stringify(CONTROLS)})].filter(
      (each) => each.checkVisibility({ visibilityProperty: true }) && !each.matches(":disabled") && each.tabIndex >= 0,
    );
    seen.forEach((each, index) => { each.dataset.mark = String(index); });
    return seen.length;
  })()`);

const tabTo = async (page: Page, text: string) => {
  for (let step = 0; step < 200; step += 1) {
    await page.keyboard.press("Tab");
    if ((await focused(page)).text.includes(text)) return;
  }
  throw new Error(`The keyboard does not reach "${text}".`);
};

describe.skipIf(CHROMIUM === undefined)(
  `the dashboard under the hand${CHROMIUM ? "" : ` (${MISSING})`}`,
  PATIENTLY,
  () => {
    let there: Dashboard;
    beforeAll(async () => {
      there = await dashboard("sample");
    });
    afterAll(() => there?.close());

    it("reaches everything with the keyboard, in its order, and shows where it is", async () => {
      const { context, page } = await there.signedIn("ada");
      for (const screen of ["/", "/worth", "/customers", "/settings"]) {
        await page.goto(there.at.address + screen);
        await settled(page);
        const all = await markControls(page);
        const reached: string[] = [];
        const unseen: string[] = [];
        for (let step = 0; step < all; step += 1) {
          await page.keyboard.press("Tab");
          const { mark, isShown, text } = await focused(page);
          reached.push(mark);
          if (!isShown) unseen.push(text);
        }
        expect({ screen, unseen }).toEqual({ screen, unseen: [] });
        expect({ screen, reached }).toEqual({
          screen,
          reached: Array.from({ length: all }, (_, index) => String(index)),
        });
      }
      await context.close();
    });

    it("opens a screen, what is chosen from, and the menu of a phone with Enter, and leaves them with Escape", async () => {
      const { context, page } = await there.signedIn("ada");
      await settled(page);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      expect(await page.evaluate("document.activeElement.id")).toBe("main");
      await page.reload();
      await settled(page);
      await tabTo(page, "Measures");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/measures");
      await settled(page);
      for (const name of ["Customers: ", "Period: "]) {
        await tabTo(page, name);
        await page.keyboard.press("Enter");
        await page.locator(".popover:popover-open").waitFor();
        await page.keyboard.press("Tab");
        expect(await page.evaluate("document.activeElement.closest('.popover') !== null")).toBe(true);
        expect(await faultsOfScreen(page)).toEqual([]);
        await page.keyboard.press("Escape");
        await page.locator(".popover:popover-open").waitFor({ state: "detached" });
        expect((await focused(page)).text).toContain(name);
      }
      await page.setViewportSize({ width: 390, height: 800 });
      await page.reload();
      await settled(page);
      await tabTo(page, "Screens");
      await page.keyboard.press("Enter");
      await page.locator("dialog[open]").waitFor();
      expect(await page.evaluate("document.activeElement.closest('dialog') !== null")).toBe(true);
      expect(await faultsOfScreen(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.locator("dialog[open]").waitFor({ state: "detached" });
      expect((await focused(page)).text).toContain("Screens");
      await page.keyboard.press("Enter");
      await tabTo(page, "Customers at risk");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/risk");
      await page.locator("dialog[open]").waitFor({ state: "detached" });
      await context.close();
    });

    it("takes back what was done by a slip: a key, a user's rights, a note", async () => {
      const { context, page } = await there.signedIn("ada");
      const undo = async (text: string) => {
        const offer = page.locator(".undo-offer", { hasText: text });
        await offer.waitFor();
        expect(await faultsOfScreen(page)).toEqual([]);
        await offer.getByRole("button", { name: "Undo" }).click();
        await offer.waitFor({ state: "detached" });
      };
      await page.goto(`${there.at.address}/settings`);
      await page.getByText("Make a key").first().click();
      await page.locator("form", { hasText: "Make a key" }).getByLabel("Name").fill("Web shop");
      await page.getByRole("button", { name: "Make a key" }).click();
      const secret = await page.locator(".secret code").textContent();
      const key = page.locator("tr", { hasText: "Web shop" }).first();
      await key.getByRole("button", { name: "Revoke" }).click();
      await page.locator("tr.gone", { hasText: "Web shop" }).waitFor();
      expect(await there.at.server.access.ofKey(secret!)).toBeNull();
      await undo("“Web shop” is revoked");
      await page.locator("tr.gone", { hasText: "Web shop" }).waitFor({ state: "detached" });
      expect(await there.at.server.access.ofKey(secret!)).not.toBeNull();
      const agent = page.locator("tr", { hasText: "agent@example.com" });
      await agent.getByRole("checkbox").click();
      await undo("agent: changed");
      await expect.poll(() => agent.getByRole("checkbox").isChecked()).toBe(true);
      await page.goto(`${there.at.address}/customers`);
      await page.locator(".long-row a").first().click();
      await page.getByPlaceholder("Write a note").fill("Called back.");
      await page.getByRole("button", { name: "Add" }).click();
      const note = page.locator(".notes-list li", { hasText: "Called back." });
      await note.getByRole("button").click();
      await note.waitFor({ state: "detached" });
      await undo("The note was taken away");
      await note.waitFor();
      await context.close();
    });

    it("says that figures are on their way, keeps those that are there meanwhile, and what to do when none come", async () => {
      const { context, page } = await there.signedIn("ada");
      let release = () => {};
      const hold = () => {
        const held = new Promise<void>((resolve) => {
          release = resolve;
        });
        return page.route(/\/api\/v1\/findings/, async (route) => {
          await held;
          await route.continue();
        });
      };
      await settled(page);
      await hold();
      await page.getByRole("link", { name: "Measures", exact: true }).first().click();
      const waiting = page.locator("main .waiting[role=status]");
      await waiting.waitFor();
      expect(await waiting.textContent()).toContain("Loading");
      release();
      await settled(page);
      const nps = page.locator(".card", { hasText: "Net Promoter Score" }).first();
      const all = await nps.textContent();
      await page.unrouteAll({ behavior: "wait" });
      await hold();
      await page.getByRole("button", { name: /Period/ }).click();
      await page.getByRole("button", { name: "2025", exact: true }).click();
      await page.locator("main [aria-busy=true]").waitFor();
      expect(await nps.textContent()).toBe(all);
      release();
      await settled(page);
      expect(await nps.textContent()).not.toBe(all);
      await page.unrouteAll({ behavior: "wait" });
      await page.route(/\/api\/v1\/findings/, (route) =>
        route.fulfill({ status: 503, contentType: "application/problem+json", json: { title: "Busy.", status: 503 } }),
      );
      await page.getByRole("link", { name: "Published claims" }).click();
      const trouble = page.locator("main .trouble[role=alert]");
      await trouble.waitFor();
      expect(await trouble.textContent()).toContain("Busy.");
      expect(await faultsOfScreen(page)).toEqual([]);
      await page.unrouteAll({ behavior: "wait" });
      await trouble.getByRole("button", { name: "Try again" }).click();
      await trouble.waitFor({ state: "detached" });
      await settled(page);
      await context.close();
    });

    it("finds one of very many groups by its letters", async () => {
      const { context, page } = await there.signedIn("ada");
      await page.route(/\/api\/v1\/groups$/, async (route) => {
        const response = await route.fetch();
        const answer = await response.json();
        const many = Array.from({ length: 200 }, (_, index) => ({ value: `Group ${index}`, n: 1 }));
        const items = answer.items.map((item: { by: string; values: object[] }) =>
          item.by === "segment" ? { ...item, values: many } : item,
        );
        await route.fulfill({ response, json: { ...answer, items } });
      });
      await page.goto(`${there.at.address}/measures`);
      await settled(page);
      await page.getByRole("button", { name: /Customers/ }).click();
      await page.getByLabel("Told apart by").selectOption("segment");
      await page.getByLabel("Which").pressSequentially("hom");
      // Not among the two hundred that are known: the server finds it.
      await page.locator("datalist option[value=home]").waitFor({ state: "attached" });
      await page.getByLabel("Which").fill("home");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/measures?where=segment%3Ahome");
      await settled(page);
      await page.unrouteAll({ behavior: "wait" });
      await context.close();
    });

    it("weighs retention against costs from the records, and with what is written in their place", async () => {
      const { context, page } = await there.signedIn("ada");
      await page.goto(`${there.at.address}/worth`);
      await settled(page);
      const calculator = page.locator("section[aria-labelledby=equivalence]");
      // In the records, as stated, and as it is used.
      const costsAre = (figures: string) =>
        expect
          .poll(() => calculator.textContent(), { timeout: 120_000 })
          .toMatch(new RegExp(`Costs of a year${figures}Profit`, "u"));
      await costsAre("(€[0-9,.]+)–\\1");
      await calculator.getByLabel("Costs of a year").fill("900000");
      await costsAre("€[0-9,.]+(€900,000(?:\\.00)?)\\1");
      await calculator.getByLabel("Points of retention more").fill("3");
      await calculator.getByText("3 percentage points more of retention").waitFor();
      // Where customers are narrowed down, costs and profit would be those of others too.
      await page.goto(`${there.at.address}/worth?where=segment%3Ahome`);
      await settled(page);
      expect(await calculator.count()).toBe(0);
      await context.close();
    });

    it("keeps the places of what its screens are made of, from a phone to a wide screen", async () => {
      const { context, page } = await there.signedIn("ada");
      const found: Layout = {};
      const faults: string[] = [];
      for (const screen of ["/", "/measures", "/measures/nps", "/worth", "/relate", "/risk", "/customers", "/data"]) {
        await page.goto(there.at.address + screen);
        await settled(page);
        found[screen] = {};
        for (const width of [360, 768, 1280, 1920]) {
          await page.setViewportSize({ width, height: 900 });
          await settled(page);
          const { boxes, faults: own } = await layoutOf(page);
          found[screen][width] = boxes;
          faults.push(...own.map((fault) => `${screen} at ${width}: ${fault}`));
        }
      }
      expect(faults).toEqual([]);
      if (isWriting) keepLayout(found);
      const moved: string[] = [];
      for (const [screen, widths] of Object.entries(keptLayout()))
        for (const [width, boxes] of Object.entries(widths)) {
          const now = found[screen]?.[width] ?? {};
          expect({ screen, width, of: Object.keys(now) }).toEqual({ screen, width, of: Object.keys(boxes) });
          for (const [landmark, places] of Object.entries(boxes)) {
            const near = places.every((place, index) =>
              place.every((value, side) => Math.abs(value - (now[landmark]?.[index]?.[side] ?? -1e9)) <= TOLERANCE),
            );
            if (!near)
              moved.push(
                `${screen} at ${width}: ${landmark} ${JSON.stringify(now[landmark])}, was ${JSON.stringify(places)}`,
              );
          }
        }
      expect(moved).toEqual([]);
      await context.close();
    });
  },
);
