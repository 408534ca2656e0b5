import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, it } from "vitest";
import { anchor, PAGES, prose, ROOT } from "./pages.ts";

/** Links of a page, pictures included. */
const linksOf = (text: string): string[] => [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to!);

const anchorsOf = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!));

it.each(PAGES)("every link of $path leads somewhere", ({ path, text }) => {
  const broken = linksOf(text).filter((to) => {
    if (/^https?:/.test(to)) return false;
    const [file = "", heading] = to.split("#");
    const target = file === "" ? path : normalize(join(dirname(path), file));
    if (target.startsWith("..") || !existsSync(join(ROOT, target))) return true;
    return heading !== undefined && !anchorsOf(PAGES.find((p) => p.path === target)?.text ?? "").includes(heading);
  });
  expect(broken).toEqual([]);
});

it("every page of docs is reached from another one", () => {
  const reached = new Set(
    PAGES.flatMap(({ path, text }) =>
      linksOf(text).map((to) => normalize(join(dirname(path), to.split("#")[0] || path.split("/").at(-1)!))),
    ),
  );
  expect(PAGES.map(({ path }) => path).filter((path) => path !== "README.md" && !reached.has(path))).toEqual([]);
});

it("no page names a registry's host or a path of somebody's machine", () => {
  const named =
    /registry\.[a-z-]+\.[a-z]|npmjs|pypi|\/(?:home|Users|root|work|tmp|mnt)\/|[A-Z]:\\|(?:localhost|127\.0\.0\.1):(?!4747)\d/;
  for (const { path, text } of PAGES) expect(named.exec(text)?.[0], path).toBeUndefined();
});
