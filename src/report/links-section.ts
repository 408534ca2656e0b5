import type { Finding } from "../findings/finding.ts";
import { chainOf } from "./chain.ts";
import { chartView } from "./chart-view.ts";
import { assumed, gradeBadge, openFigure } from "./figure-view.ts";
import { type Html, html } from "./html.ts";
import { besideLink } from "./link-figures.ts";
import { findingTitle, saysLink, verdictChip } from "./names.ts";
import { scrolling, tableView } from "./table-view.ts";
import { anchor, type Look, type View } from "./view.ts";

export function linksSection(view: View): Html {
  const { input, texts } = view;
  const [intro, body] =
    input.links.length === 0
      ? [texts.t("report.links.none"), null]
      : [
          texts.t("report.links.intro"),
          html`${linkMatrix(input.links, view)}${linkChain(input.links, view)}<h3>${texts.t("report.links.detail")}</h3>${input.links.map((finding) => linkDetails(finding, view))}`,
        ];
  return html`<section id="links" aria-labelledby="links-title"><h2 id="links-title">${texts.t("report.nav.links")}</h2>
<p class="intro">${intro}</p>${body}</section>`;
}

/** Experience by outcome: each cell a verdict in words, its size and what it rests on. */
export function linkMatrix(links: readonly Finding[], view: Look): Html {
  const { texts } = view;
  const designs = links.flatMap((finding) => finding.design ?? []);
  const experiences = [...new Set(designs.map((design) => design.experience))];
  const outcomes = [...new Set(designs.map((design) => design.outcome))];
  const title = texts.t("report.links.table");
  return scrolling(
    title,
    view,
    html`<table class="matrix"><caption class="sr">${title}</caption><thead><tr><th scope="col">${texts.t("report.links.experience")}</th>${outcomes.map(
      (outcome) => html`<th scope="col">${texts.capital(texts.word("outcome", outcome))}</th>`,
    )}</tr></thead><tbody>${experiences.map(
      (experience) =>
        html`<tr><th scope="row">${texts.word("measure", experience, ".short")}</th>${outcomes.map((outcome) => {
          const finding = links.find((f) => f.design?.experience === experience && f.design.outcome === outcome);
          return finding
            ? matrixCell(finding, view)
            : html`<td class="cell-none"><span class="quiet">${texts.t("report.links.not_asked")}</span></td>`;
        })}</tr>`,
    )}</tbody></table>`,
  );
}

/** Experience, behaviour and money as one picture, with the figures in a table. */
export function linkChain(links: readonly Finding[], view: Look): Html | null {
  const chain = chainOf(links);
  return (
    chain &&
    html`<div class="broad chain" id="link-chain">${chartView(chain.chart, view)}${tableView(chain.table, view)}</div>`
  );
}

function matrixCell(finding: Finding, view: Look): Html {
  const { headline } = finding;
  const size =
    headline.state === "estimate"
      ? html`<strong>${view.texts.difference(headline)}</strong><span class="range">${view.texts.differenceRange(headline)}</span>`
      : html`<span class="range">${view.texts.figureValue(headline)}</span>`;
  return html`<td><a href="#${anchor("link", finding.id)}">${verdictChip(finding, view)}${size}<span class="range">${view.texts.t("figure.n", { n: headline.n })}${assumed(headline, view)}</span>${saysLink(finding) && gradeBadge(headline.grade, view)}<span class="sr">: ${findingTitle(finding, view)}</span></a></td>`;
}

/** The size of a link that was found, with its interval; elsewhere n alone, so that nobody takes a number home. */
function sizeOf(finding: Finding, { texts }: Look): Html {
  const { headline } = finding;
  return saysLink(finding) && headline.state === "estimate"
    ? html`<strong>${texts.difference(headline)}</strong> <span class="range">${texts.differenceRange(headline)}</span>`
    : html`<span class="range">${texts.t("figure.n", { n: headline.n })}</span>`;
}

export function linkDetails(finding: Finding, view: Look): Html {
  const { headline, design } = finding;
  const { texts } = view;
  const title = findingTitle(finding, view);
  const explanation = `${finding.verdict.code}.explanation`;
  const beside = besideLink(finding, texts).map(
    ({ name, phrase, grade }) =>
      html`<li>${name}: ${phrase} ${grade !== headline.grade && gradeBadge(grade, view)}</li>`,
  );
  return html`<details class="link" id="${anchor("link", finding.id)}"><summary><h4>${title}</h4>${verdictChip(finding, view)}<span class="size">${sizeOf(finding, view)}${assumed(headline, view)}</span>${saysLink(finding) && gradeBadge(headline.grade, view)}</summary>
<div class="body"><p class="statement">${texts.say(finding.verdict)}</p>
${headline.state !== "estimate" && html`<p>${texts.figure(headline)}</p>`}
${texts.has(explanation) && html`<p class="support">${texts.t(explanation)}</p>`}
${saysLink(finding) && html`<p class="support">${texts.t(`grade.${headline.grade}.explanation`)}</p>`}
${beside.length > 0 && html`<ul class="related">${beside}</ul>`}
<div class="pair">${finding.charts.map((chart) => chartView(chart, view))}${finding.tables.map((table) => tableView(table, view, title))}</div>
${openFigure(headline, view, { title, ...(design ? { design } : {}) })}</div></details>`;
}
