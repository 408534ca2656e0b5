import { spawnSync } from "node:child_process";

/** Debian's readers of PDF: what they find in a document is what any reader finds. */
const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });

export const MISSING = "no readers of PDF: apt-get install poppler-utils";
export const HAS_TOOLS = ["pdfinfo", "pdftotext", "pdffonts", "pdfimages"].every(
  (command) => run(command, ["-v"]).error === undefined,
);

function asked(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = run(command, args);
  if (status !== 0 || /Syntax (Error|Warning)/.test(stderr)) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

export function infoOf(path: string): Record<string, string> {
  const lines = asked("pdfinfo", [path]).split("\n");
  return Object.fromEntries(lines.map((line) => [line.split(":")[0]!, line.slice(line.indexOf(":") + 1).trim()]));
}

export const pagesOf = (path: string): number => Number(infoOf(path).Pages);

/** The tree that readers of screens follow, one element a line. */
export const structureOf = (path: string): string => asked("pdfinfo", ["-struct", path]);

/** The tree with what stands in each element, as it is read aloud; every kind of blank is a plain one. */
export const spokenIn = (path: string): string => plain(asked("pdfinfo", ["-struct-text", path]));

export const plain = (text: string): string => text.replace(/[\s\u00a0\u202f\u2009]+/g, " ");

/** Text of one page, or of all of them, with every blank taken out: lines and columns break it anywhere. */
export const textOf = (path: string, page?: number): string =>
  squeezed(asked("pdftotext", [...(page ? ["-f", String(page), "-l", String(page)] : []), "-raw", path, "-"]));

export const squeezed = (text: string): string => text.replace(/[\s\u00a0\u202f\u2009]/g, "");

/** Name of each font and whether it is in the file. */
export const fontsOf = (path: string): { name: string; embedded: boolean }[] =>
  asked("pdffonts", [path])
    .trimEnd()
    .split("\n")
    .slice(2)
    .map((line) => ({
      name: line.split(/\s+/)[0]!,
      embedded: /\s(yes|no)\s+(yes|no)\s+(yes|no)\s/.exec(line)?.[1] === "yes",
    }));

export const picturesIn = (path: string): number =>
  asked("pdfimages", ["-list", path]).trimEnd().split("\n").length - 2;

export interface Word {
  page: number;
  text: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Where each word stands, in points from the top left corner of its page. */
export function wordsOf(path: string): Word[] {
  const words: Word[] = [];
  let page = 0;
  for (const line of asked("pdftotext", ["-bbox", path, "-"]).split("\n")) {
    if (line.includes("<page ")) page += 1;
    const found = /<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)<\/word>/.exec(line);
    if (!found) continue;
    const [left = 0, top = 0, right = 0, bottom = 0] = found.slice(1, 5).map(Number);
    words.push({ page, text: found[5] ?? "", left, top, right, bottom });
  }
  return words;
}
