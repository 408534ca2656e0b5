import { createHash } from "node:crypto";
import type { Texts } from "../texts/texts.ts";
import { aboutRows } from "./about.ts";
import { answerSection } from "./answer-section.ts";
import { chapterSection } from "./chapters-section.ts";
import { digestSections } from "./digest.ts";
import { type Html, html, trusted } from "./html.ts";
import { linksSection } from "./links-section.ts";
import { measuresSection } from "./measures-section.ts";
import { methodSection } from "./method-section.ts";
import { qualitySection } from "./quality-section.ts";
import type { ReportInput } from "./report-input.ts";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";
import { type View, viewOf } from "./view.ts";

/** The parts of a report in their order, each with the name under which the page leads to it. */
const sectionsOf = ({ chapters }: ReportInput, { texts }: View): Section[] =>
  ["answer", "measures", "links", ...chapters.map(({ id }) => id), "quality", "method"].map((id) => ({
    id,
    name: texts.t(`report.nav.${id}`),
  }));

/** The report as one HTML document. */
export function reportHtml(input: ReportInput, texts: Texts): string {
  const view = viewOf(input, texts);
  const company = companyOf(input);
  return page(view, {
    title: texts.t("report.document_title", company),
    sections: sectionsOf(input, view),
    main: html`<div class="title"><h1>${texts.t("report.title", company)}</h1>${settings(view)}</div>
${answerSection(view)}
${measuresSection(view)}
${linksSection(view)}
${input.chapters.map((chapter) => chapterSection(chapter, view))}
${qualitySection(view)}
${methodSection(view)}`,
  });
}

/** The answer alone, with what it rests on: one sheet for somebody who reads no more, complete without the report. */
export function onePageHtml(input: ReportInput, texts: Texts): string {
  const view = viewOf(input, texts, { answerOnly: true });
  const company = companyOf(input);
  return page(view, {
    title: texts.t("report.document_title", company),
    sections: [],
    main: html`<div class="title"><h1>${texts.t("report.title", company)}</h1>${settings(view)}</div>
${answerSection(view, { alone: true })}`,
  });
}

/** What changed since the month before, what it is worth, and who needs us, on one sheet. */
export function digestHtml(input: ReportInput, texts: Texts): string {
  const view = viewOf(input, texts, { answerOnly: true });
  const title = texts.t("report.digest.title");
  return page(view, {
    title: `${title} – ${texts.t("report.document_title", companyOf(input))}`,
    sections: [],
    main: html`<div class="title" id="answer"><h1>${title}</h1>${settings(view)}</div>
${digestSections(view)}`,
  });
}

/** The report of one department: see `department.ts`. */
export function departmentHtml(input: ReportInput, department: string, texts: Texts): string {
  const view = viewOf(input, texts);
  const title = texts.t("report.department.title", { ...companyOf(input), text: texts.t(`department.${department}`) });
  const hasFiles = input.quality.files.length > 0;
  return page(view, {
    title,
    sections: sectionsOf(input, view).filter(({ id }) => id !== "quality" || hasFiles),
    main: html`<div class="title"><h1>${title}</h1>${settings(view)}</div>
<p class="intro">${texts.t("report.department.intro")}</p>
${answerSection(view, { withSteps: input.answer.steps !== null })}
${measuresSection(view)}
${linksSection(view)}
${input.chapters.map((chapter) => chapterSection(chapter, view))}
${hasFiles && qualitySection(view)}
${methodSection(view)}`,
  });
}

interface Section {
  id: string;
  name: string;
}

interface Page {
  title: string;
  sections: readonly Section[];
  main: Html;
}

/**
 * A page that asks nothing of the network and reads without a script. Its policy allows exactly its own style and
 * script, so that no text of the data can ever run or load anything.
 */
function page({ input, texts }: View, { title, sections, main }: Page): string {
  const one = sections.length === 0;
  const policy = `default-src 'none'; style-src ${hashOf(STYLE)}; ${one ? "" : `script-src ${hashOf(SCRIPT)}; `}base-uri 'none'; form-action 'none'`;
  const nav = html`<nav aria-label="${texts.t("report.contents")}"><ul>${sections.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<button type="button" class="all" id="all" hidden data-close="${texts.t("report.close_all")}">${texts.t("report.open_all")}</button>`;
  return html`<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Feltworth ${input.settings.version}">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body${one && trusted(' class="one"')}>
<a class="skip" href="#answer">${texts.t("report.skip")}</a>
<header class="top"><div class="bar"><p class="brand"><svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><rect x="1" y="12" width="5" height="7" rx="1"/><rect x="7.5" y="7" width="5" height="12" rx="1"/><rect x="14" y="1" width="5" height="18" rx="1"/></svg>Feltworth</p>
${!one && nav}</div></header>
<main>
${main}
</main>
<footer><p>${texts.t("report.footer.made", { version: input.settings.version, code: input.settings.dataVersion })}</p><p>${texts.t("report.footer.nps")}</p></footer>
${
  !one &&
  html`<script>${trusted(SCRIPT)}</script>
`
}</body>
</html>
`.text;
}

const companyOf = ({ company }: ReportInput) => ({ company: company === "" ? "none" : "given", name: company });

function settings({ input, texts }: View) {
  return html`<dl class="meta">${aboutRows(input, texts).map(([key, value]) => html`<div><dt>${texts.t(`report.meta.${key}`)}</dt><dd>${value}</dd></div>`)}</dl>`;
}

const hashOf = (content: string): string => `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
