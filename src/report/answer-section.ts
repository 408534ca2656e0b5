import type { Finding } from "../findings/finding.ts";
import { figureSupport, figureValue, gradeBadge, openFigure, strip } from "./figure-view.ts";
import { type Html, html } from "./html.ts";
import { findingTitle, nameOf, saysLink, verdictChip } from "./names.ts";
import { caveatsOf, linksAnswered, pointedAt, sourcesOf, worthQuestion } from "./one-page.ts";
import type { Answer, StepLadder, Withheld } from "./report-input.ts";
import { stepsBar } from "./steps-bar.ts";
import { anchor, type Look, type View } from "./view.ts";

/**
 * The first page: how we are doing, what it goes with, where customers stand, and what cannot be said.
 * `alone` adds what somebody must know who reads nothing else, and keeps to what fits on one sheet.
 */
export function answerSection(view: View, { alone = false, withSteps = true } = {}): Html {
  const { input, texts } = view;
  const { answer, measures } = input;
  const shown = { ...answer, scores: pointedAt(answer.scores, measures), links: linksAnswered(input) };
  return html`<section id="answer" aria-labelledby="answer-title"><h2 id="answer-title" class="sr">${texts.t("report.nav.answer")}</h2>
<div class="answer${withSteps ? null : " no-steps"}">
${answerPanels(shown, view, { alone, withSteps })}
${alone && panel("caveats", texts.t("report.answer.caveats"), caveatsPanel(view))}
${alone && panel("sources", texts.t("report.answer.sources"), html`${sourcesOf(input, texts).map((line) => html`<p class="note">${line}</p>`)}`)}
</div></section>`;
}

/** The answer with its findings in the place of their ids. */
export interface ShownAnswer extends Omit<Answer, "scores" | "links"> {
  scores: Finding[];
  links: Finding[];
}

export function answerPanels(
  { scores, links, steps, withheld }: ShownAnswer,
  view: Look,
  { alone = false, withSteps = true } = {},
): Html {
  const { texts } = view;
  return html`${panel("score", texts.t("report.answer.score"), scorePanel(scores, view))}
${panel("worth", texts.t(worthQuestion(links)), worthPanel(links, view))}
${withSteps && panel("steps", texts.t("report.answer.steps"), steps ? stepsPanel(steps, view) : html`<p class="empty">${texts.t("report.answer.no_steps")}</p>`)}
${panel("withheld", texts.t("report.answer.withheld"), withheldPanel(withheld, view, alone))}`;
}

const CAVEATS_SHOWN = 5;

function caveatsPanel({ input, texts }: View): Html {
  const caveats = caveatsOf(input, texts);
  if (caveats.length === 0) return html`<p class="empty">${texts.t("report.answer.no_caveats")}</p>`;
  const more = caveats.length - CAVEATS_SHOWN;
  return html`<ul class="plain">${caveats.slice(0, CAVEATS_SHOWN).map((caveat) => html`<li>${caveat}</li>`)}</ul>${
    more > 0 && html`<p class="note">${texts.t("report.answer.more_in_report", { n: more })}</p>`
  }`;
}

const panel = (name: string, title: string, content: Html): Html =>
  html`<section class="panel panel-${name}" aria-labelledby="panel-${name}"><h3 id="panel-${name}">${title}</h3>${content}</section>`;

function scorePanel([main, ...others]: Finding[], view: Look): Html {
  const { texts } = view;
  if (!main) return html`<p class="empty">${texts.t("report.answer.no_score")}</p>`;
  return html`<p class="label">${nameOf(main.headline, view)}</p>
${figureValue(main.headline, view, "hero")}${strip(main.headline)}
${figureSupport(main.headline, view)}
${main.headline.state === "estimate" && html`<p class="verdict">${texts.say(main.verdict)}</p>`}
${
  others.length > 0 &&
  html`<ul class="scores">${others.map(
    (finding) => html`<li>${view.inPage(anchor("measure", finding.id), nameOf(finding.headline, view, "short"))}
<strong class="${finding.headline.state === "estimate" ? "" : "quiet"}">${texts.figureValue(finding.headline)}</strong>
<span class="support">${supportInShort(finding, view)}</span></li>`,
  )}</ul>`
}
${openFigure(main.headline, view, { title: nameOf(main.headline, view) })}`;
}

function supportInShort({ headline }: Finding, { texts }: Look): string {
  const range = texts.figureRange(headline);
  const n = texts.t("figure.n", { n: headline.n });
  return range === undefined ? n : `${range} · ${n}`;
}

function worthPanel([strongest, ...others]: Finding[], view: Look): Html {
  const { texts } = view;
  if (!strongest) return html`<p class="empty">${texts.t("report.answer.no_link")}</p>`;
  const { headline } = strongest;
  return html`<p class="statement">${texts.say(strongest.verdict)}</p>
${
  saysLink(strongest)
    ? html`<p class="evidence">${gradeBadge(headline.grade, view)} <span>${texts.t(`grade.${headline.grade}.explanation`)}</span></p>`
    : html`<p class="evidence">${verdictChip(strongest, view)} <span>${texts.t(`${strongest.verdict.code}.explanation`)}</span></p>`
}
${
  others.length > 0 &&
  html`<h4>${texts.t("report.answer.more_links")}</h4><ul class="links-short">${others.map(
    (finding) =>
      html`<li>${verdictChip(finding, view)}${view.inPage(anchor(finding.kind, finding.id), findingTitle(finding, view))}
<span class="support">${supportOfLink(finding, view)}</span></li>`,
  )}</ul>`
}
${openFigure(headline, view, { title: findingTitle(strongest, view), ...(strongest.design ? { design: strongest.design } : {}) })}`;
}

function supportOfLink({ headline }: Finding, { texts }: Look): string {
  const n = texts.t("figure.n", { n: headline.n });
  if (headline.state !== "estimate") return n;
  return `${texts.difference(headline)} (${texts.differenceRange(headline)}) · ${n}`;
}

function stepsPanel(ladder: StepLadder, view: Look): Html {
  const { texts } = view;
  const n = ladder.steps.reduce((sum, step) => sum + step.customers, 0);
  const outcome = ladder.outcome;
  return html`<p class="label">${texts.t("report.steps.summary", { experience: ladder.experience, n })} <span class="dot" aria-hidden="true">·</span> ${texts.period(ladder.window)}</p>
${stepsBar(ladder)}
<ol class="steps">${ladder.steps.map(
    (
      step,
    ) => html`<li class="tone-${step.tone}"><span class="mark" aria-hidden="true"></span><span class="band">${texts.capital(texts.word("band", step.band))}</span>
<span class="count"><strong>${texts.number(step.customers)}</strong> ${n > 0 && html`<span class="quiet">${texts.share(step.customers / n, 0)}</span>`}</span>
${
  step.perCustomer &&
  html`<span class="worth"><strong>${texts.figureValue(step.perCustomer)}</strong> <span class="support">${texts.figureRange(step.perCustomer) ?? texts.figure(step.perCustomer)}</span></span>`
}</li>`,
  )}</ol>
${outcome !== undefined && html`<p class="note">${texts.capital(texts.word("outcome", outcome, ".phrase"))}. ${texts.t("report.steps.association")}</p>`}`;
}

// What does not fit on the first screen opens on demand.
const WITHHELD_SHOWN = 3;

function withheldPanel(withheld: readonly Withheld[], view: Look, alone: boolean): Html {
  const { texts } = view;
  if (withheld.length === 0) return html`<p class="empty">${texts.t("report.answer.nothing_withheld")}</p>`;
  const list = (some: readonly Withheld[]) =>
    html`<ul class="withheld">${some.map((each) => withheldItem(each, view))}</ul>`;
  const more = withheld.slice(WITHHELD_SHOWN);
  if (alone)
    return html`${list(withheld.slice(0, WITHHELD_SHOWN))}${
      more.length > 0 && html`<p class="note">${texts.t("report.answer.more_in_report", { n: more.length })}</p>`
    }`;
  return html`${list(withheld.slice(0, WITHHELD_SHOWN))}${
    more.length > 0 &&
    html`<details class="open-figure"><summary><span>${texts.t("report.answer.more_withheld", { n: more.length })}</span></summary>${list(more)}</details>`
  }`;
}

const withheldItem = ({ what, why, needs }: Withheld, { texts }: Look): Html =>
  html`<li><strong>${texts.capital(texts.say(what))}</strong> <span>${texts.say(why)}</span>${
    needs.length > 0 &&
    html` <span class="needs"><b>${texts.t("report.answer.to_get_it")}</b> ${texts.list(needs.map((need) => texts.say(need)))}</span>`
  }</li>`;
