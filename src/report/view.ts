import type { Texts } from "../texts/texts.ts";
import { type Html, html } from "./html.ts";
import type { ReportInput } from "./report-input.ts";

/** What every part of the page draws with. */
export interface View {
  input: ReportInput;
  texts: Texts;
  /** The name of an evidence file, as a link where the report lies beside its evidence folder. */
  evidenceLink(file: string): Html;
  /** A query's name, leading to its text further down where the report has it. */
  queryLink(id: string): Html;
}

export function viewOf(input: ReportInput, texts: Texts): View {
  const folder = input.settings.evidenceFolder;
  return {
    input,
    texts,
    queryLink: (id) =>
      input.queries?.[id] === undefined
        ? html`<code>${id}</code>`
        : html`<a href="#${anchor("query", id)}"><code>${id}</code></a>`,
    evidenceLink: (file) =>
      folder === undefined || /(^|\/)\.\.(\/|$)|^[a-z]+:/i.test(file)
        ? html`<code>${file}</code>`
        : html`<a href="${[folder, ...file.split("/")].map(encodeURIComponent).join("/")}"><code>${file}</code></a>`,
  };
}

/** An id for an element, from an id of the data. */
export const anchor = (prefix: string, id: string): string => `${prefix}-${id.replace(/[^A-Za-z0-9_-]/g, "-")}`;
