import { withoutControls } from "../charts/escape-xml.ts";

/** Text for one line of Markdown, in tables too. */
export const escapeMarkdown = (text: string): string =>
  withoutControls(text)
    .replace(/\s*[\r\n]+\s*/g, " ")
    .replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&")
    .replace(/^(\s*)([-+]|\d+[.)])(?=\s)/, "$1\\$2");

/** Text for one line of a terminal: no escape sequence of the data reaches it. */
export const escapeTerminal = (text: string): string => withoutControls(text.replace(/[\t\r\n]+/g, " "));
