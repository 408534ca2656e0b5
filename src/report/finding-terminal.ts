import type { Finding, Table } from "../findings/finding.ts";
import type { Texts } from "../texts/texts.ts";
import { cellText } from "./cell-text.ts";
import { findingTitle } from "./names.ts";

/** A finding for a terminal: what was asked, the answer in words, its tables, and what else is to be known. */
export function findingTerminal(
  finding: Finding,
  texts: Texts,
  table: (head: readonly string[], rows: readonly (readonly string[])[]) => string,
): string {
  const { headline, verdict, notes = [], tables } = finding;
  const why = headline.state === "estimate" ? [] : [texts.figure(headline)];
  const shown = tables.map(
    (each: Table) =>
      `\n${texts.capital(texts.say(each.title))}\n${table(
        each.columns.map(({ title }) => texts.say(title)),
        each.rows.map((row) => each.columns.map(({ id }) => cellText(row[id], texts))),
      )}${each.note ? `${texts.say(each.note)}\n` : ""}`,
  );
  const lines = [texts.say(verdict), ...why, ...notes.map((note) => `- ${texts.say(note)}`)];
  return `${findingTitle(finding, { texts })}\n${lines.join("\n")}\n${shown.join("")}`;
}
