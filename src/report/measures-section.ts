import type { Finding } from "../findings/finding.ts";
import { cellText } from "./cell-text.ts";
import { chartView } from "./chart-view.ts";
import { figureSupport, figureValue, openFigure, strip } from "./figure-view.ts";
import { type Html, html } from "./html.ts";
import { nameOf, relatedOf } from "./names.ts";
import { tableView } from "./table-view.ts";
import { targetsTable } from "./targets-table.ts";
import { UNLOCKS } from "./unlocks.ts";
import { anchor, type Look, type View } from "./view.ts";

export function measuresSection(view: View): Html {
  const { input, texts } = view;
  const rich = input.measures.filter((finding) => finding.charts.length + finding.tables.length > 0);
  const plain = input.measures.filter((finding) => !rich.includes(finding));
  return html`<section id="measures" aria-labelledby="measures-title"><h2 id="measures-title">${texts.t("report.nav.measures")}</h2>
<p class="intro">${input.measures.length > 0 ? texts.t("report.measures.intro") : texts.t("report.measures.none")}</p>
${targets(view)}
${rich.map((finding) => measureArticle(finding, view))}
${plain.length > 0 && html`${rich.length > 0 && html`<h3 class="more">${texts.t("report.measures.more")}</h3>`}<div class="cards">${plain.map((finding) => measureCard(finding, view, rich.length > 0))}</div>`}
${input.measures.length === 0 && unlockList(view)}</section>`;
}

/** What to add where there is nothing yet. */
export const unlockList = ({ texts }: Look): Html =>
  html`<h3>${texts.t("report.measures.unlock")}</h3><dl class="method unlock">${UNLOCKS.map(
    ([fact, measures]) =>
      html`<div><dt>${texts.capital(texts.word("fact", fact))}</dt><dd>${texts.list(
        measures.map((measure) => texts.t(`measure.${measure}.name`)),
      )}</dd></div>`,
  )}</dl>`;

function targets(view: View): Html | null {
  const { input, texts } = view;
  if (input.targets.length === 0) return null;
  const { rows, columns } = targetsTable(input.targets);
  return html`<h3 id="targets">${texts.t("report.targets.title")}</h3><p class="intro">${texts.t("report.targets.intro")}</p>
<div class="cards">${rows.map(
    (row) => html`<article class="card"><h4>${texts.capital(cellText(row.measure, texts))}</h4>
<p class="verdict">${cellText(row.status, texts)}</p><dl class="target">${columns
      .filter(({ id }) => id !== "measure" && id !== "status")
      .map(
        ({ id, title }) => html`<div><dt>${texts.say(title)}</dt><dd>${cellText(row[id], texts)}</dd></div>`,
      )}</dl></article>`,
  )}</div>`;
}

/** A measure in full. */
export function measureArticle(finding: Finding, view: Look): Html {
  const { headline } = finding;
  const id = anchor("measure", finding.id);
  const name = nameOf(headline, view);
  return html`<article id="${id}" aria-labelledby="${id}-title" class="measure${isSingle(finding) ? " single" : ""}"><header><div><h3 id="${id}-title">${name}</h3>
<p class="window">${view.texts.period(headline.window)}</p></div>
<div>${figureValue(headline, view)}${strip(headline)}${figureSupport(headline, view)}</div>
<div>${verdict(finding, view)}${notes(finding, view)}${related(finding, view)}</div></header>
${items(finding, view, name)}
${openFigure(headline, view, { title: name })}</article>`;
}

const isSingle = ({ charts, tables }: Finding): boolean =>
  charts.length === 0 ? tables.length === 1 : charts.filter(({ type }) => type !== "bands").length === 1;

/** What it is and how it moves is open; groups and numbers are one step away, so that the page can be read at a walk. */
function items({ charts, tables }: Finding, view: Look, name: string): Html {
  const open = charts.filter(({ type }) => type !== "bands").map((chart) => chartView(chart, view));
  const groups = charts.filter(({ type }) => type === "bands").map((chart) => chartView(chart, view));
  const numbers = tables.map((table) => tableView(table, view, name));
  const grid = (kind: string, parts: readonly Html[]) => parts.length > 0 && html`<div class="${kind}">${parts}</div>`;
  if (open.length === 0) return html`${grid("slims", groups)}${grid("pair", numbers)}`;
  return html`${grid("pair", open)}${
    groups.length + numbers.length > 0 &&
    html`<details class="open-figure"><summary><span>${view.texts.t("report.measures.cuts")}</span></summary>${grid("slims", groups)}${grid("pair", numbers)}</details>`
  }`;
}

function measureCard(finding: Finding, view: Look, below: boolean): Html {
  const { headline } = finding;
  const id = anchor("measure", finding.id);
  const name = nameOf(headline, view);
  const title = below ? html`<h4 id="${id}-title">${name}</h4>` : html`<h3 id="${id}-title">${name}</h3>`;
  return html`<article id="${id}" aria-labelledby="${id}-title" class="card card-${headline.state}">${title}
${figureValue(headline, view, "medium")}${figureSupport(headline, view)}<p class="window">${view.texts.period(headline.window)}</p>
${verdict(finding, view)}${related(finding, view)}${openFigure(headline, view, { title: name })}</article>`;
}

/** A verdict speaks about a value: where there is none, the reason stands in its place already. */
const verdict = (finding: Finding, { texts }: Look): Html | null =>
  finding.headline.state === "estimate" &&
  (finding.headline.interval !== null || finding.verdict.code === "change.recorded")
    ? html`<p class="verdict">${texts.say(finding.verdict)}</p>`
    : null;

/** How it moves over longer stretches, what moved it, and whether any month stands out. */
const notes = ({ notes: said = [], headline }: Finding, { texts }: Look): Html | null =>
  said.length > 0 && headline.state === "estimate"
    ? html`<ul class="notes">${said.map((note) => html`<li>${texts.say(note)}</li>`)}</ul>`
    : null;

function related(finding: Finding, view: Look): Html | null {
  const others = relatedOf(finding);
  if (others.length === 0) return null;
  return html`<ul class="related">${others.map(
    (figure) => html`<li>${nameOf(figure, view)}: ${view.texts.figure(figure)}</li>`,
  )}</ul>`;
}
