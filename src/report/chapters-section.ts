import type { Finding, Table } from "../findings/finding.ts";
import { chartView } from "./chart-view.ts";
import { figureSupport, figureValue, openFigure, strip } from "./figure-view.ts";
import { type Html, html } from "./html.ts";
import { findingTitle } from "./names.ts";
import type { Chapter } from "./report-input.ts";
import { tableView } from "./table-view.ts";
import { anchor, type View } from "./view.ts";

/** A table of more columns than this takes the whole width. */
export const NARROW_COLUMNS = 4;

/** A chapter is drawn from its findings alone: what each asks, its answer in words, and what that rests on. */
export function chapterSection({ id, findings }: Chapter, view: View): Html {
  const { texts } = view;
  const title = texts.t(`report.chapter.${id}.title`);
  return html`<section id="${id}" class="chapter" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
<p class="intro">${texts.t(`report.chapter.${id}.${findings.length > 0 ? "intro" : "none"}`)}</p>
${findings.map((finding) => article(finding, view))}</section>`;
}

function article(finding: Finding, view: View): Html {
  const { headline, verdict, notes = [], charts, tables } = finding;
  const { texts } = view;
  const id = anchor(finding.kind, finding.id);
  const title = findingTitle(finding, view);
  const isNarrow = ({ columns }: Table) => columns.length <= NARROW_COLUMNS;
  const grid = (name: string, parts: readonly Html[]) => parts.length > 0 && html`<div class="${name}">${parts}</div>`;
  return html`<article id="${id}" aria-labelledby="${id}-title" class="measure"><header><div><h3 id="${id}-title">${title}</h3>
<p class="window">${texts.period(headline.window)}</p></div>
<div>${figureValue(headline, view)}${strip(headline)}${figureSupport(headline, view)}</div>
<div><p class="verdict">${texts.say(verdict)}</p>${notes.length > 0 && html`<ul class="notes">${notes.map((note) => html`<li>${texts.say(note)}</li>`)}</ul>`}</div></header>
${grid(
  "slims",
  charts.filter(({ type }) => type === "bands").map((chart) => chartView(chart, view)),
)}${grid("pair", [
  ...charts.filter(({ type }) => type !== "bands").map((chart) => chartView(chart, view)),
  ...tables.filter(isNarrow).map((table) => tableView(table, view)),
])}${grid(
  "broad",
  tables.filter((table) => !isNarrow(table)).map((table) => tableView(table, view)),
)}
${openFigure(headline, view, { title })}</article>`;
}
