import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** A real browser for the tests of pages; undefined where there is none. */
export const CHROMIUM = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));
const FLAGS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
/** Source of the checks of accessibility. */
export const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
export const MISSING = "no Chromium: apt-get install chromium, or name one in CHROMIUM";

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM ?? "", args: FLAGS.split(" ") });

/** What is wrong with a page for those who do not see it, or see it on a narrow screen: one line a fault, none where all is well. */
export async function faultsOf(context: BrowserContext, page: Page): Promise<string[]> {
  // In a world of its own, which the policy of the page does not reach.
  const session = await context.newCDPSession(page);
  const { frameTree } = (await session.send("Page.getFrameTree")) as { frameTree: { frame: { id: string } } };
  const world = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
  const run = (expression: string) =>
    session.send("Runtime.evaluate", {
      ...{ expression, contextId: world.executionContextId, awaitPromise: true, returnByValue: true },
    });
  await run(readFileSync(AXE, "utf8"));
  const { result } = await run(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html.slice(0, 300)))",
  );
  await session.detach();
  const beyond = Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth"));
  return [...(result.value as string[]), ...(beyond > 0 ? [`wider than the screen by ${beyond} px`] : [])];
}
