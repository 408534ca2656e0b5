import type { Figure } from "../findings/figure.ts";
import type { Finding, Table } from "../findings/finding.ts";
import type { Texts } from "../texts/texts.ts";
import { onlyText } from "./about.ts";
import { cellText } from "./cell-text.ts";
import { chainOf } from "./chain.ts";
import { escapeMarkdown as md } from "./escape.ts";
import { differencePhrase } from "./figure-view.ts";
import { findingTitle, nameOf, relatedOf, saysLink } from "./names.ts";
import { linksAnswered, worthQuestion } from "./one-page.ts";
import type { Chapter, ReportInput } from "./report-input.ts";
import { suspicionCells } from "./suspicion-cells.ts";
import { targetsTable } from "./targets-table.ts";

/** The report as Markdown, for a wiki or a pull request: the same findings and sentences, without pictures. */
export function reportMarkdown(input: ReportInput, texts: Texts): string {
  const company = { company: input.company === "" ? "none" : "given", name: input.company };
  const { asOf, window, currency, only = [] } = input.settings;
  const head = [
    texts.period(window),
    asOf === null ? texts.t("report.meta.undated") : `${texts.t("report.meta.as_of")} ${texts.day(asOf)}`,
    window.zone,
    currency ?? "",
    only.length === 0 ? "" : `${texts.t("report.meta.only")} ${onlyText(only, texts)}`,
  ];
  const blocks = [
    `# ${md(texts.t("report.title", company))}`,
    md(head.filter((part) => part !== "").join(" · ")),
    ...answer(input, texts),
    `## ${md(texts.t("report.nav.measures"))}`,
    ...(input.measures.length === 0 ? [md(texts.t("report.measures.none"))] : []),
    ...(input.targets.length > 0
      ? [`### ${md(texts.t("report.targets.title"))}`, tableBlock(targetsTable(input.targets), texts)]
      : []),
    ...input.measures.flatMap((finding) => measure(finding, texts)),
    `## ${md(texts.t("report.nav.links"))}`,
    ...(input.links.length === 0 ? [md(texts.t("report.links.none"))] : []),
    ...chain(input.links, texts),
    ...input.links.flatMap((finding) => link(finding, texts)),
    ...input.chapters.flatMap((each) => chapter(each, texts)),
    `## ${md(texts.t("report.nav.quality"))}`,
    ...quality(input, texts),
    `## ${md(texts.t("report.nav.method"))}`,
    ...input.method.flatMap(({ code, values }) => [
      `### ${md(texts.t(`${code}.title`, values))}`,
      md(texts.t(`${code}.text`, values)),
    ]),
    "---",
    md(
      `${texts.t("report.footer.made", { version: input.settings.version, code: input.settings.dataVersion })} ${texts.t("report.footer.nps")}`,
    ),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function answer(input: ReportInput, texts: Texts): string[] {
  const { scores, steps, withheld } = input.answer;
  const find = (ids: readonly string[], findings: readonly Finding[]) =>
    ids.flatMap((id) => findings.find((finding) => finding.id === id) ?? []);
  const scoreLines = find(scores, input.measures).map(
    (finding) => `- **${md(nameOf(finding.headline, { texts }))}**: ${md(spoken(finding, texts))}`,
  );
  const linkLines = linksAnswered(input).map((finding) => `- ${md(texts.say(finding.verdict))}`);
  const stepLines = (steps?.steps ?? []).map((step) => {
    const worth = step.perCustomer ? `; ${texts.figure(step.perCustomer)}` : "";
    return `- ${md(`${texts.capital(texts.word("band", step.band))}: ${texts.number(step.customers)}${worth}`)}`;
  });
  const withheldLines = withheld.map(({ what, why, needs }) => {
    const wanted = needs.map((need) => texts.say(need));
    const ending = wanted.length === 0 ? "" : ` ${texts.t("report.answer.to_get_it")} ${texts.list(wanted)}.`;
    return `- **${md(texts.capital(texts.say(what)))}** – ${md(`${texts.say(why)}${ending}`)}`;
  });
  const block = (title: string, lines: string[], empty: string) => [
    `## ${md(texts.t(title))}`,
    lines.length > 0 ? lines.join("\n") : md(texts.t(empty)),
  ];
  return [
    ...block("report.answer.score", scoreLines, "report.answer.no_score"),
    ...block(worthQuestion(linksAnswered(input)), linkLines, "report.answer.no_link"),
    ...block("report.answer.steps", stepLines, "report.answer.no_steps"),
    ...block("report.answer.withheld", withheldLines, "report.answer.nothing_withheld"),
  ];
}

/** A figure in full, and the verdict where there is a value for it to speak of. */
function spoken({ headline, verdict }: Finding, texts: Texts): string {
  const speaks = headline.state === "estimate" && headline.interval !== null;
  return speaks ? `${texts.figure(headline)}. ${texts.say(verdict)}` : texts.figure(headline);
}

function measure(finding: Finding, texts: Texts): string[] {
  const { headline } = finding;
  const definition = `measure.${headline.definition.split("@")[0]}.definition`;
  const others = relatedOf(finding).map((figure) => `- ${md(nameOf(figure, { texts }))}: ${md(texts.figure(figure))}`);
  return [
    `### ${md(nameOf(headline, { texts }))}`,
    `${md(spoken(finding, texts))}`,
    others.join("\n"),
    (finding.notes ?? []).map((note) => `- ${md(texts.say(note))}`).join("\n"),
    texts.has(definition) ? md(texts.t(definition)) : "",
    details(headline, texts),
    ...finding.tables.map((table) => tableBlock(table, texts)),
  ];
}

/** Experience, behaviour and money beside each other. */
function chain(links: readonly Finding[], texts: Texts): string[] {
  const found = chainOf(links);
  return found ? [`### ${md(texts.capital(texts.say(found.table.title)))}`, tableBlock(found.table, texts)] : [];
}

function link(finding: Finding, texts: Texts): string[] {
  const { headline } = finding;
  const grade = saysLink(finding) ? ` (${texts.t(`grade.${headline.grade}`)})` : "";
  return [
    `### ${md(findingTitle(finding, { texts }))}`,
    md(texts.say(finding.verdict)),
    saysLink(finding) ? md(texts.t(`grade.${headline.grade}.explanation`)) : "",
    `- ${md(`${texts.t("figure.difference")}: ${differencePhrase(headline, { texts })}${grade}`)}`,
    details(headline, texts),
    ...finding.tables.map((table) => tableBlock(table, texts)),
  ];
}

function chapter({ id, findings }: Chapter, texts: Texts): string[] {
  return [
    `## ${md(texts.t(`report.chapter.${id}.title`))}`,
    md(texts.t(`report.chapter.${id}.${findings.length > 0 ? "intro" : "none"}`)),
    ...findings.flatMap((finding) => [
      `### ${md(findingTitle(finding, { texts }))}`,
      md(texts.figure(finding.headline)),
      [finding.verdict, ...(finding.notes ?? [])].map((said) => `- ${md(texts.say(said))}`).join("\n"),
      details(finding.headline, texts),
      ...finding.tables.map((table) => tableBlock(table, texts)),
    ]),
  ];
}

/** Window, exclusions, cautions and query of a figure. */
function details(figure: Figure, texts: Texts): string {
  const excluded = figure.excluded.map(({ reason, n }) =>
    texts.t("report.figure.exclusion", { text: texts.t(`exclude.${reason}`), n }),
  );
  const lines = [
    [texts.t("report.figure.window"), texts.period(figure.window)],
    [texts.t("report.figure.excluded"), excluded.join("; ") || texts.t("report.figure.nothing_excluded")],
    ...figure.cautions.map((caution) => [texts.t("report.figure.cautions"), texts.say(caution)]),
    ...(figure.query ? [[texts.t("report.figure.query"), figure.query.id]] : []),
    [texts.t("report.figure.version"), figure.definition],
  ];
  return lines.map(([name, value]) => `- ${md(`${name}: ${value}`)}`).join("\n");
}

function tableBlock(table: Table, texts: Texts): string {
  const titles = table.columns.map((column) => md(texts.say(column.title)));
  const aligned = table.columns.map(({ align }) => (align === "end" ? "---:" : "---"));
  const rows = table.rows.map((row) => table.columns.map(({ id }) => md(cellText(row[id], texts))));
  const lines = [titles, aligned, ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return [
    `**${md(texts.capital(texts.say(table.title)))}**`,
    lines.join("\n"),
    table.note ? md(texts.say(table.note)) : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function quality({ quality: { files, rejects, suspicions, notes } }: ReportInput, texts: Texts): string[] {
  if (files.length === 0) return [md(texts.t("report.quality.no_files"))];
  const fileLines = files.map((file) => {
    const facts = file.facts.map((fact) =>
      texts.t("report.figure.exclusion", { text: texts.word("fact", fact.kind), n: fact.n }),
    );
    const parts = [file.format ?? texts.t("format.unknown"), ...facts];
    return `- **${md(file.name)}** – ${md(parts.join(", "))}`;
  });
  const rejectLines = rejects.map(
    (group) => `- ${md(`${group.file}: ${texts.t(`reject.${group.reason}`)}: ${texts.number(group.rows)}`)}`,
  );
  const wrong = suspicionCells(suspicions, texts).map(
    ([what, where, sure, next]) => `- **${md(sure)}** ${md(`${what} (${where}) ${next}`)}`,
  );
  return [
    wrong.join("\n") || md(texts.t("report.quality.nothing_wrong")),
    fileLines.join("\n"),
    rejectLines.join("\n") || md(texts.t("report.quality.no_rejects")),
    notes.map((note) => `- ${md(texts.say(note))}`).join("\n"),
  ];
}
