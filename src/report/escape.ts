import { withoutControls } from "../charts/escape-xml.ts";

/** Blanks that may not break become plain ones: they matter on a page, and disturb who searches in text. */
const withPlainBlanks = (text: string): string => text.replace(/[\u00a0\u2009\u202f]/g, " ");

/** Text for one line of Markdown, in tables too. */
export const escapeMarkdown = (text: string): string =>
  withPlainBlanks(withoutControls(text))
    .replace(/\s*[\r\n]+\s*/g, " ")
    .replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&")
    .replace(/^(\s*)([-+]|\d+[.)])(?=\s)/, "$1\\$2");

/** Text for one line of a terminal: no escape sequence of the data reaches it. */
export const escapeTerminal = (text: string): string =>
  withPlainBlanks(withoutControls(text.replace(/[\t\r\n]+/g, " ")));
