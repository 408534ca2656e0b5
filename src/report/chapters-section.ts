import { isSlim } from "../findings/chart-spec.ts";
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
/** Where they are folded, so many are seen at once. */
const NOTES_SEEN = 4;

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
  const list = (some: typeof notes) =>
    html`<ul class="notes${areBelow && " below"}">${some.map((note) => html`<li>${texts.say(note)}</li>`)}</ul>`;
  // One alone that is folded away saves nothing.
  const isFolded = view.foldsNotes === true && notes.length > NOTES_SEEN + 1;
  const seen = isFolded ? notes.slice(0, NOTES_SEEN) : notes;
  const folded =
    isFolded &&
    html`<details class="open-figure"><summary><span>${texts.t("report.notes.more", { n: notes.length - NOTES_SEEN })}</span><span class="sr">: ${title}</span></summary>${list(notes.slice(NOTES_SEEN))}</details>`;
  const said = notes.length > 0 && html`${list(seen)}${folded}`;
  return html`<article id="${id}" aria-labelledby="${id}-title" class="measure"><header><div><h3 id="${id}-title">${title}</h3>
<p class="window">${texts.period(headline.window)}</p></div>
<div>${figureValue(headline, view)}${strip(headline)}${figureSupport(headline, view)}</div>
<div><p class="verdict">${texts.say(verdict)}</p>${!areBelow && said}</div></header>
${areBelow && said}
${evidence(finding, view, title)}
${openFigure(headline, view, { title })}</article>`;
}

/**
 * One picture of groups stands beside the table that it is drawn from; one wide picture beside the picture of groups, or beside a table
 * that is narrow enough; narrow tables stand side by side.
 */
function evidence({ charts, tables }: Finding, view: Look, title: string): Html {
  const groups = charts.filter(isSlim).map((chart) => chartView(chart, view));
  const others = charts.filter((chart) => !isSlim(chart)).map((chart) => chartView(chart, view));
  const grid = (name: string, parts: readonly Html[]) => parts.length > 0 && html`<div class="${name}">${parts}</div>`;
  const drawn = (some: readonly Table[]) =>
    grid(
      some.every(isNarrow) ? "pair" : "broad",
      some.map((table) => tableView(table, view, title)),
    );
  if (others.length === 1 && groups.length === 1)
    return html`${grid("lead wide-first", [others[0]!, groups[0]!])}${drawn(tables)}`;
  if (others.length === 1 && groups.length === 0) {
    const small = tables.find(({ columns, rows }) => columns.length <= BESIDE_COLUMNS && rows.length <= BESIDE_ROWS);
    if (small)
      return html`${grid("lead wide-first", [others[0]!, tableView(small, view, title)])}${drawn(tables.filter((table) => table !== small))}`;
  }
  const [first, ...rest] = tables;
  if (groups.length === 1 && first)
    return html`${grid("pair", others)}${grid("lead", [groups[0]!, tableView(first, view, title)])}${drawn(rest)}`;
  return html`${grid("pair", others)}${grid("slims", groups)}${drawn(tables)}`;
}

/** What of a table has room beside a wide picture. */
const BESIDE_COLUMNS = 4;
const BESIDE_ROWS = 9;
