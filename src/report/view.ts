import type { Figure } from "../findings/figure.ts";
import type { Texts } from "../texts/texts.ts";
import { type Html, html } from "./html.ts";
import type { ReportInput } from "./report-input.ts";

/** What a finding is drawn with, wherever it stands. */
export interface Look {
  texts: Texts;
  /** A link to an element of this page: plain text where the page does not have it. */
  inPage(id: string, content: Html | string): Html;
  /** The name of an evidence file, as a link where the report lies beside its evidence folder. */
  evidenceLink(file: string): Html;
  /** A query's name, leading to its text further down where the report has it. */
  queryLink(id: string): Html;
  /** Whether a long list of notes is folded after the first of them: where the reader can open it. */
  foldsNotes?: boolean;
  /** The way to the records behind a figure, where there is one. */
  recordsLink?(figure: Figure): Html | null;
}

/** What every part of the report draws with. */
export interface View extends Look {
  input: ReportInput;
}

/** @param parts.answerOnly the page holds the answer and nothing that it could lead to */
export function viewOf(input: ReportInput, texts: Texts, { answerOnly = false } = {}): View {
  const folder = input.settings.evidenceFolder;
  return {
    input,
    texts,
    inPage: (id, content) => (answerOnly ? html`<span>${content}</span>` : html`<a href="#${id}">${content}</a>`),
    queryLink: (id) =>
      answerOnly || input.queries?.[id] === undefined
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
