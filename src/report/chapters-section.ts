import type { Finding, Table } from "../findings/finding.ts";
import { chartView } from "./chart-view.ts";
import { figureSupport, figureValue, openFigure, strip } from "./figure-view.ts";
import { type Html, html } from "./html.ts";
import { findingTitle } from "./names.ts";
import type { Chapter } from "./report-input.ts";
import { tableView } from "./table-view.ts";
import { anchor, type Look, type View } from "./view.ts";

/** A table of more columns than three takes the whole width. */
export const isNarrow = ({ columns }: Table): boolean => columns.length <= 3;

/** More notes than these stand below the answer, over the whole width. */
const NOTES_BESIDE = 2;

/** A chapter is drawn from its findings alone: what each asks, its answer in words, and what that rests on. */
export function chapterSection({ id, findings }: Chapter, view: View): Html {
  const { texts } = view;
  const title = texts.t(`report.chapter.${id}.title`);
  return html`<section id="${id}" class="chapter" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
<p class="intro">${texts.t(`report.chapter.${id}.${findings.length > 0 ? "intro" : "none"}`)}</p>
${findings.map((finding) => findingArticle(finding, view))}</section>`;
}

/** One finding: what it asks, its answer in words, and what that rests on. */
export function findingArticle(finding: Finding, view: Look): Html {
  const { headline, verdict, notes = [] } = finding;
  const { texts } = view;
  const id = anchor(finding.kind, finding.id);
  const title = findingTitle(finding, view);
  const areBelow = notes.length > NOTES_BESIDE;
  const said =
    notes.length > 0 &&
    html`<ul class="notes${areBelow && " below"}">${notes.map((note) => html`<li>${texts.say(note)}</li>`)}</ul>`;
  return html`<article id="${id}" aria-labelledby="${id}-title" class="measure"><header><div><h3 id="${id}-title">${title}</h3>
<p class="window">${texts.period(headline.window)}</p></div>
<div>${figureValue(headline, view)}${strip(headline)}${figureSupport(headline, view)}</div>
<div><p class="verdict">${texts.say(verdict)}</p>${!areBelow && said}</div></header>
${areBelow && said}
${evidence(finding, view)}
${openFigure(headline, view, { title })}</article>`;
}

/** One picture of groups stands beside the table that it is drawn from; narrow tables stand side by side. */
function evidence({ charts, tables }: Finding, view: Look): Html {
  const groups = charts.filter(({ type }) => type === "bands").map((chart) => chartView(chart, view));
  const others = charts.filter(({ type }) => type !== "bands").map((chart) => chartView(chart, view));
  const numbers = tables.map((table) => tableView(table, view));
  const grid = (name: string, parts: readonly Html[]) => parts.length > 0 && html`<div class="${name}">${parts}</div>`;
  const areBeside = groups.length === 1 && numbers.length > 0;
  const [beside, below] = areBeside ? [[groups[0]!, numbers[0]!], numbers.slice(1)] : [[], numbers];
  const tablesAs = tables.every(isNarrow) ? "pair" : "broad";
  return html`${grid("pair", others)}${areBeside ? grid("lead", beside) : grid("slims", groups)}${grid(tablesAs, below)}`;
}
