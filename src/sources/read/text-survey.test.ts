import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { surveyText } from "./text-survey.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-survey-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const survey = (text: string, delimiter = ",") => {
  const path = join(folder, "text.csv");
  writeFileSync(path, text);
  return surveyText(path, false, { delimiter, quote: '"' });
};

/** The same text after a first line of each length up to four: bytes are looked at four at a time. */
const shifted = (text: string) => [text, ...[0, 1, 2, 3, 4].map((length) => `${"q".repeat(length)}\n${text}`)];

describe("blanks at the edges of cells", () => {
  it.each([
    ["a,b\n1,2\n"],
    ["a,b\r\n1,2\r\n"],
    ["a,b\n1,2"],
    ["a b,c d\n"],
    ['"a, b","c\nd"\n"e",f\n'],
    ["a,,b\n,,\n"],
    ["voilà,ß¿\n"],
    ['"a","b"\r\n"c","d"\r\n'],
  ])("finds none in %j", async (text) => {
    for (const each of shifted(text)) expect((await survey(each)).isTrimmed).toBe(true);
  });

  it("takes a mark of byte order at the beginning for none", async () => {
    expect((await survey("\ufeffa,b\n")).isTrimmed).toBe(true);
  });

  it.each([
    [" a,b\n"],
    ["a ,b\n"],
    ["a, b\n"],
    ["a,b \n"],
    ["a,b "],
    ["a,b\t\n"],
    ['"a ","b"\n'],
    ['" a","b"\n'],
    ['"a\n","b"\n'],
    ['"\na","b"\n'],
    ["a\u00a0,b\n"],
    ["a,\u202fb\n"],
    ["a,\ufeffb\n"],
    ["a,\rb\n"],
    ["a,b\r"],
    ["a,\u0001b\n"],
  ])("finds one, or is not sure, in %j", async (text) => {
    for (const each of shifted(text)) expect((await survey(each)).isTrimmed).toBe(false);
  });

  it("takes a tab for what it is there", async () => {
    expect((await survey("a\tb\n1\t2\n", "\t")).isTrimmed).toBe(true);
    expect((await survey('"a\t"\tb\n', "\t")).isTrimmed).toBe(false);
  });

  it("says the same wherever a stretch of the text ends", async () => {
    const long = (edge: string) => `${"x".repeat((1 << 20) - 1)}${edge}y,z\n`;
    expect((await survey(long(","))).isTrimmed).toBe(true);
    expect((await survey(long(", "))).isTrimmed).toBe(false);
    expect((await survey(long(" ,"))).isTrimmed).toBe(false);
    expect((await survey(long("\u00a0"))).isTrimmed).toBe(false);
    expect((await survey(long("\r\n"))).isTrimmed).toBe(true);
  });
});

it("counts lines, blank ones at the end left out", async () => {
  expect((await survey("a\nb\n\n\r\n")).lines).toBe(2);
  expect((await survey("a\n\nb")).lines).toBe(3);
  expect((await survey("a \nb\r\nc,\r\n\n")).lines).toBe(3);
  expect((await survey("a\0b\n")).lines).toBe(-1);
});
