import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium } from "playwright-core";

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
