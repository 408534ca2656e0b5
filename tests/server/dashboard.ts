import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { makeSample } from "../../src/app/make-sample.ts";
import type { Role } from "../../src/app/server/roles.ts";
import { faultsOf, openBrowser } from "../browser.ts";
import { describedBy } from "./described.ts";
import { type Started, started } from "./started.ts";

const PASSWORD = "correct horse battery";
/** Milliseconds that any one thing may take on a machine that is busy with other things. */
export const LONG = 90_000;

/** A test is many such things. */
export const PATIENTLY = { timeout: 10 * LONG };

export interface Dashboard {
  at: Started;
  /** Of the workspace and everything else that the test makes. */
  folder: string;
  /** Files of a made-up company. */
  files: string;
  /** What went wrong in any page of this browser. */
  faults: string[];
  /** A browser in which somebody is signed in. */
  signedIn(
    who: string,
    options?: Parameters<Browser["newContext"]>[0],
  ): Promise<{ context: BrowserContext; page: Page }>;
  close(): Promise<void>;
}

/** A real server and a real browser: on an empty workspace that can take files, or on the files of a made-up company. */
export async function dashboard(on: "empty workspace" | "sample"): Promise<Dashboard> {
  const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
  const files = join(folder, "exports");
  await makeSample({ dir: files, options: { customers: 400, months: 24, seed: 9 } });
  const workspace = join(folder, "workspace");
  if (on === "empty workspace") initWorkspace(workspace, new Date());
  const at = await started(on === "sample" ? files : workspace, folder, {
    mostPerMinute: 100_000,
  });
  const held = await describedBy(at.address);
  const ada = { email: "ada@example.com", name: "Ada", password: PASSWORD, language: null };
  const made = await at.server.access.setUp(at.server.access.setUpCode, ada);
  const by = { kind: "user", user: made, role: made.role, id: made.id, session: "" } as never;
  for (const role of ["agent", "finance"] as const satisfies readonly Role[])
    await at.server.access.addUser(by, {
      ...{ email: `${role}@example.com`, name: role, password: PASSWORD, role, language: null },
    });
  const browser = await openBrowser();
  const faults: string[] = [];

  async function signedIn(who: string, options: Parameters<Browser["newContext"]>[0] = {}) {
    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 }, ...options });
    // What the pages were told is held against the description as well; what a page left behind is gone with it.
    context.on("response", (answer) => {
      const [url, type] = [new URL(answer.url()), answer.headers()["content-type"] ?? ""];
      if (url.origin !== at.address) return;
      const json = async () => JSON.parse(await answer.text()) as unknown;
      held({ method: answer.request().method(), url, status: answer.status(), type, json }).catch(
        ({ message }: Error) => {
          if (/is not (as )?described/.test(message)) faults.push(message);
        },
      );
    });
    const page = await context.newPage();
    page.setDefaultTimeout(LONG);
    page.setDefaultNavigationTimeout(LONG);
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

  const close = async () => {
    await browser.close();
    await at.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { at, folder, files, faults, signedIn, close };
}

/** What stands on a page as long as something is on its way. */
const UNDERWAY = ".opening, .waiting, .bone, main progress, [aria-busy=true]";

/** Waits until a screen stands and nothing is on its way to it any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator("main h1").first().waitFor();
  await page.locator(UNDERWAY).first().waitFor({ state: "detached" });
}

/** What is wrong with a screen, once it stands: for those who do not see it, or see it on a narrow screen. */
export async function faultsOfScreen(page: Page): Promise<string[]> {
  await settled(page);
  return faultsOf(page.context(), page);
}
