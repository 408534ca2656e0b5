import { GRADES } from "../findings/figure.ts";
import { gradeBadge } from "./figure-view.ts";
import { type Html, html } from "./html.ts";
import { anchor, type View } from "./view.ts";

export function methodSection(view: View): Html {
  const { input, texts } = view;
  return html`<section id="method" aria-labelledby="method-title"><h2 id="method-title">${texts.t("report.nav.method")}</h2>
<p class="intro">${texts.t("report.method.intro")}</p>
<div class="method">${input.method.map(
    ({ code, values }) =>
      html`<article><h3>${texts.t(`${code}.title`, values)}</h3><p>${texts.t(`${code}.text`, values)}</p></article>`,
  )}</div>
<h3>${texts.t("report.method.grades")}</h3><p>${texts.t("report.method.grades_intro")}</p>
<dl class="grades">${GRADES.map(
    (grade) => html`<div><dt>${gradeBadge(grade, view)}</dt><dd>${texts.t(`grade.${grade}.explanation`)}</dd></div>`,
  )}</dl>
${
  input.evidence.length > 0 &&
  html`<h3>${texts.t("report.method.evidence")}</h3><ul class="plain">${input.evidence.map(
    ({ file, what }) => html`<li>${view.evidenceLink(file)} – ${texts.t(what)}</li>`,
  )}</ul>`
}
${queries(view)}</section>`;
}

/** The text of each query that a figure of the page refers to, once. */
function queries({ input, texts }: View): Html | null {
  const figures = [...input.measures, ...input.links].flatMap(({ headline, figures: others }) => [
    headline,
    ...Object.values(others),
  ]);
  const ids = [...new Set(figures.flatMap((figure) => figure.query?.id ?? []))].sort();
  const known = ids.flatMap((id) => {
    const text = input.queries?.[id];
    return text === undefined ? [] : [{ id, text }];
  });
  if (known.length === 0) return null;
  return html`<h3>${texts.t("report.method.queries")}</h3><div class="queries">${known.map(
    ({ id, text }) =>
      html`<details class="open-figure" id="${anchor("query", id)}"><summary><code>${id}</code></summary><pre tabindex="0"><code>${text}</code></pre></details>`,
  )}</div>`;
}
