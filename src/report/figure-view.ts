import { intervalStrip } from "../charts/interval-strip.ts";
import { type Figure, GRADES, type Grade, type Message } from "../findings/figure.ts";
import type { StudyDesign } from "../findings/finding.ts";
import { measureOf } from "../texts/texts.ts";
import { type Html, html, trusted } from "./html.ts";
import { valueClass } from "./value-class.ts";
import type { Look } from "./view.ts";

/** A figure's value in large type, or the plainly different sign that there is none. */
export function figureValue(figure: Figure, { texts }: Look, size: "hero" | "large" | "medium" = "large"): Html {
  if (figure.state !== "estimate") {
    return html`<p class="value value-${size} state state-${figure.state}"><span>${texts.figureValue(figure)}</span></p>`;
  }
  const per = figure.unit === "money_per_customer" ? texts.t("unit.per_customer", { value: "" }).trim() : "";
  const value = texts.figureValue(figure);
  return html`<p class="${valueClass(value, size)}">${value}${per && html` <small>${per}</small>`}</p>`;
}

/** Interval and n, or why there is no value and what would make it possible. */
export function figureSupport(figure: Figure, { texts }: Look): Html {
  if (figure.state !== "estimate") return html`<p class="support">${texts.figure(figure)}</p>`;
  const range = texts.figureRange(figure);
  const interval =
    range === undefined || !figure.interval
      ? texts.t("figure.no_interval", { basis: figure.basis })
      : texts.t("figure.interval", { level: figure.interval.level, range });
  return html`<p class="support">${interval} <span class="dot" aria-hidden="true">·</span> ${texts.t("figure.n", { n: figure.n })}${assumed(figure, { texts })}</p>`;
}

/** The word that an assumption stands behind the figure; nothing where it was recorded. */
export const assumed = ({ basis }: Figure, { texts }: Pick<Look, "texts">): Html | null =>
  basis === "assumption"
    ? html` <span class="dot" aria-hidden="true">·</span> <strong class="assumed">${texts.t("basis.assumption.short")}</strong>`
    : null;

export function strip(figure: Figure): Html | null {
  const svg = intervalStrip(figure);
  return svg === undefined ? null : trusted(svg);
}

/** The words that the evidence allows, with its place on the ladder. */
export function gradeBadge(grade: Grade, { texts }: Look): Html {
  const words = texts.t(`grade.${grade}`);
  const steps = grade === "recorded" ? 0 : GRADES.indexOf(grade) + 1;
  const pips =
    steps === 0
      ? null
      : html`<span class="pips" aria-hidden="true">${[1, 2, 3, 4, 5].map((n) => html`<i${n <= steps ? html` class="on"` : null}></i>`)}</span>`;
  return html`<span class="grade">${pips}<span class="sr">${texts.t("report.grade.label", { text: "" }).trim()} </span>${words}</span>`;
}

const gradeInFull = (grade: Grade, view: Look): Html | string => {
  const explanation = view.texts.t(`grade.${grade}.explanation`);
  return grade === "recorded" ? explanation : html`${gradeBadge(grade, view)}<br>${explanation}`;
};

/** Closed at first: definition, n, exclusions, cautions and query, exclusions, cautions of a figure. */
export function openFigure(figure: Figure, view: Look, about: { design?: StudyDesign; title: string }): Html {
  const { texts } = view;
  const records = view.recordsLink?.(figure);
  const rows: [string, Html | string][] = [
    ["definition", definitionOf(figure, view, about.design)],
    ["value", about.design ? differencePhrase(figure, view) : texts.figure(figure)],
    ["window", texts.period(figure.window)],
    ["grade", gradeInFull(figure.grade, view)],
    ["basis", texts.t(`basis.${figure.basis}`)],
    ["n", html`${texts.number(figure.n)}${records && html` · ${records}`}`],
    ["excluded", exclusions(figure, view)],
  ];
  if (about.design) rows.push(["reading", designOf(about.design, view)]);
  const needs = `measure.${measureOf(figure)}.needs`;
  if (texts.has(needs)) rows.push(["needs", texts.t(needs)]);
  if (figure.cautions.length > 0) rows.push(["cautions", list(figure.cautions, view)]);
  if (figure.query) rows.push(["query", view.queryLink(figure.query.id)]);
  rows.push(["version", html`<code>${figure.definition}</code>`]);
  return html`<details class="open-figure"><summary><span>${texts.t("report.figure.open")}</span><span class="sr">: ${about.title}</span></summary>
<dl class="facts">${rows.map(([key, content]) => html`<div><dt>${texts.t(`report.figure.${key}`)}</dt><dd>${content}</dd></div>`)}</dl></details>`;
}

function definitionOf(figure: Figure, { texts }: Look, design?: StudyDesign): string {
  if (design) {
    const [lowBand = "", highBand = ""] = [design.bands[0], design.bands.at(-1)];
    return texts.capital(texts.t("report.figure.link_definition", { outcome: design.outcome, lowBand, highBand }));
  }
  const key = `measure.${measureOf(figure)}.definition`;
  const good = `measure.${measureOf(figure)}.good`;
  if (!texts.has(key)) return figure.definition;
  return texts.has(good) ? `${texts.t(key)} ${texts.t(good)}` : texts.t(key);
}

/** Value, interval and n of a figure that is a difference. */
export function differencePhrase(figure: Figure, { texts }: Pick<Look, "texts">): string {
  if (figure.state !== "estimate" || !figure.interval) return texts.figure(figure);
  const difference = texts.difference(figure);
  const value = figure.unit === "money_per_customer" ? texts.t("unit.per_customer", { value: difference }) : difference;
  const { level } = figure.interval;
  return texts.t("figure.estimate", { value, range: texts.differenceRange(figure), level, n: figure.n });
}

const list = (messages: readonly Message[], { texts }: Look): Html =>
  html`<ul>${messages.map((message) => html`<li>${texts.say(message)}</li>`)}</ul>`;

function exclusions(figure: Figure, { texts }: Look): Html | string {
  if (figure.excluded.length === 0) return texts.t("report.figure.nothing_excluded");
  return html`<ul>${figure.excluded.map(
    ({ reason, n }) =>
      html`<li>${texts.capital(texts.t("report.figure.exclusion", { text: texts.t(`exclude.${reason}`), n }))}</li>`,
  )}</ul>`;
}

const designOf = (design: StudyDesign, { texts }: Look): Html =>
  html`<ul>${[
    texts.t("report.links.horizon", { horizonDays: design.horizonDays ?? 0 }),
    texts.t("report.links.gap", { gapDays: design.gapDays }),
    texts.t("report.links.band_minimum", { n: design.bandMinimum }),
    texts.t("report.links.useful_effect", { share: design.smallestUsefulEffect.share }),
  ].map((line) => html`<li>${texts.capital(line)}</li>`)}</ul>`;
