import { escapeXml } from "../charts/escape-xml.ts";

/** Markup that is already safe. Everything else that enters a page is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | null | undefined | false | readonly Part[];

/** `html\`<p>${text}</p>\``: texts are escaped, lists joined, and what is missing leaves nothing behind. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((all, string, index) => all + written(parts[index - 1]) + string));
}

/** For markup made by our own code alone, such as a chart. */
export const trusted = (text: string): Html => new Html(text);

function written(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "string" || typeof part === "number") return escapeXml(keptTogether(String(part)));
  return part.map(written).join("");
}

/** A number stays with the n that it is, and a sign with the currency that it stands before: no line ends between them. */
const keptTogether = (text: string): string =>
  text.replace(/\bn = (?=\d)/g, "n\u00a0=\u00a0").replace(/([+−])(?=\p{Sc})/gu, "$1\u2060");
