import type { Figure } from "../findings/figure.ts";
import { isEstimate } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import type { Texts } from "../texts/texts.ts";
import { onlyText } from "./about.ts";
import { escapeMarkdown as md } from "./escape.ts";
import { figureSupport } from "./figure-view.ts";
import { type Html, html } from "./html.ts";
import { findingTitle } from "./names.ts";
import { linksAnswered } from "./one-page.ts";
import type { ReportInput } from "./report-input.ts";
import { rowsCsv } from "./rows-csv.ts";
import type { View } from "./view.ts";

/** The questions of a month, each with the findings that answer it. */
export interface Digest {
  /** Has the texts `report.digest.<id>` and `report.digest.<id>.none`. */
  id: "changed" | "worth" | "needs";
  findings: Finding[];
}

/** As many as leave it on one page. */
const MOST = { changed: 6, worth: 3, needs: 4 };

const MOVED = /^change\.(up|down)$/;
const SHORT = /^target\.(missed|short|unmoved|receding)$/;

/** What changed since the month before, what it is worth, and who needs us: findings of the report, few enough for one page. */
export function digestOf(input: ReportInput): Digest[] {
  const chapter = (id: string) => input.chapters.find((one) => one.id === id)?.findings ?? [];
  const known = ({ headline }: Finding) => isEstimate(headline);
  return [
    {
      id: "changed",
      findings: input.measures.filter((each) => MOVED.test(each.verdict.code) && known(each)).slice(0, MOST.changed),
    },
    { id: "worth", findings: linksAnswered(input).slice(0, MOST.worth) },
    {
      id: "needs",
      findings: [
        ...chapter("risk").slice(0, 1),
        ...input.targets.filter(({ verdict }) => SHORT.test(verdict.code)).slice(0, 1),
        ...chapter("problems").slice(0, 2),
      ].slice(0, MOST.needs),
    },
  ];
}

/** The digest as a part of a page. */
export function digestSections(view: View): Html {
  const { input, texts } = view;
  return html`${digestOf(input).map(
    ({
      id,
      findings,
    }) => html`<section class="panel digest" aria-labelledby="digest-${id}"><h2 id="digest-${id}">${texts.t(`report.digest.${id}`)}</h2>
${
  findings.length === 0
    ? html`<p class="empty">${texts.t(`report.digest.${id}.none`)}</p>`
    : findings.map(
        (
          finding,
        ) => html`<article class="line"><h3>${findingTitle(finding, view)}: ${valueText(finding.headline, texts)}</h3>
<p class="verdict">${texts.say(finding.verdict)}</p>${figureSupport(finding.headline, view)}</article>`,
      )
}</section>`,
  )}`;
}

export const valueText = (figure: Figure, texts: Texts): string =>
  figure.unit === "money_per_customer"
    ? texts.t("unit.per_customer", { value: texts.figureValue(figure) })
    : texts.figureValue(figure);

export function digestMarkdown(input: ReportInput, texts: Texts): string {
  const { window, only = [] } = input.settings;
  const head = [
    texts.period(window),
    ...(only.length > 0 ? [`${texts.t("report.meta.only")} ${onlyText(only, texts)}`] : []),
  ];
  return `${[
    `# ${md(texts.t("report.digest.title"))}`,
    md(head.join(" · ")),
    ...digestOf(input).flatMap(({ id, findings }) => [
      `## ${md(texts.t(`report.digest.${id}`))}`,
      findings.length === 0
        ? md(texts.t(`report.digest.${id}.none`))
        : findings
            .map(
              (finding) =>
                `- **${md(findingTitle(finding, { texts }))}: ${md(valueText(finding.headline, texts))}** ${md(texts.say(finding.verdict))} ${md(texts.figure(finding.headline))}`,
            )
            .join("\n"),
    ]),
  ].join("\n\n")}\n`;
}

const COLUMNS = [
  ...["question", "finding", "text", "value", "low", "high", "n", "unit", "currency", "grade", "from", "to"],
  ...["verdict", "verdict_text"],
] as const;

/** One row a finding: numbers bare, codes as they are; `text` and `verdict_text` in the reader's language. */
export const digestCsv = (input: ReportInput, texts: Texts): string =>
  rowsCsv(
    COLUMNS,
    digestOf(input).flatMap(({ id, findings }) =>
      findings.map((finding) => {
        const { headline } = finding;
        const known = isEstimate(headline) ? headline : null;
        return {
          ...{ question: id, finding: finding.id, text: findingTitle(finding, { texts }), value: known?.value ?? null },
          ...{
            low: known?.interval?.low ?? null,
            high: known?.interval?.high ?? null,
            n: headline.n,
            unit: headline.unit,
          },
          ...{
            currency: headline.currency ?? null,
            grade: headline.grade,
            from: headline.window.from,
            to: headline.window.to,
          },
          ...{ verdict: finding.verdict.code, verdict_text: texts.say(finding.verdict) },
        };
      }),
    ),
  );
