import type { Suspicion } from "../findings/suspicion.ts";
import { type Html, html } from "./html.ts";
import { identityFacts } from "./identity-facts.ts";
import type { IdentityQuality, RejectGroup, SourceFile } from "./report-input.ts";
import { matchedShare, suspicionCells } from "./suspicion-cells.ts";
import { scrolling } from "./table-view.ts";
import type { View } from "./view.ts";

export function qualitySection(view: View): Html {
  const { input, texts } = view;
  const { files, rejects, identity, suspicions, notes } = input.quality;
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  const summary =
    files.length === 0
      ? texts.t("report.quality.no_files")
      : texts.t("report.quality.summary", {
          files: files.length,
          rows,
          rejected,
          share: rows === 0 ? 0 : rejected / rows,
        });
  return html`<section id="quality" aria-labelledby="quality-title"><h2 id="quality-title">${texts.t("report.nav.quality")}</h2>
<p class="intro">${summary}</p>
${files.length > 0 && suspicionsTable(suspicions, view)}
${files.length > 0 && filesTable(files, view)}
${files.length > 0 && rejectsTable(rejects, view)}
${identity && identityList(identity, view)}
${notes.length > 0 && html`<h3>${texts.t("report.quality.notes")}</h3><ul class="plain">${notes.map((note) => html`<li>${texts.say(note)}</li>`)}</ul>`}
</section>`;
}

function suspicionsTable(suspicions: readonly Suspicion[], view: View): Html {
  const { texts } = view;
  const title = texts.t("report.quality.suspicions");
  if (suspicions.length === 0) return html`<h3>${title}</h3><p>${texts.t("report.quality.nothing_wrong")}</p>`;
  const columns = ["what", "where_found", "sure", "next"].map(
    (key) => html`<th scope="col" class="start">${texts.t(`report.quality.${key}`)}</th>`,
  );
  const rows = suspicionCells(suspicions, texts).map(
    ([what, where, sure, next]) =>
      html`<tr><th scope="row">${what}</th><td>${where}</td><td>${sure}</td><td>${next}</td></tr>`,
  );
  return html`<h3>${title}</h3>${scrolling(
    title,
    view,
    html`<table><thead><tr>${columns}</tr></thead><tbody>${rows}</tbody></table>`,
  )}`;
}

function filesTable(files: readonly SourceFile[], view: View): Html {
  const { texts } = view;
  const title = texts.t("report.quality.files");
  const head = (key: string, align = "start") =>
    html`<th scope="col" class="${align}">${texts.t(`report.quality.${key}`)}</th>`;
  const rows = files.map((file) => {
    const days =
      file.firstDay && file.lastDay
        ? `${texts.day(file.firstDay)} – ${texts.day(file.lastDay)}`
        : texts.t("report.table.empty");
    const format =
      file.format === null
        ? html`<span class="quiet">${texts.t("format.unknown")}</span>`
        : html`<code>${file.format}</code> <span class="range">${texts.t(`by.${file.by}`)}</span>`;
    const facts = file.facts.map(
      (fact) =>
        html`<li>${texts.t("report.figure.exclusion", { text: texts.word("fact", fact.kind), n: fact.n })}</li>`,
    );
    return html`<tr><th scope="row">${file.name}</th><td>${format}</td><td class="end">${texts.number(file.rows)}</td>
<td>${facts.length > 0 ? html`<ul class="tight">${facts}</ul>` : texts.t("report.table.empty")}</td>
<td class="end">${texts.number(file.rejected)}</td><td class="end">${texts.number(file.repeated)}</td><td class="end">${matchedShare(file, texts)}</td><td>${days}</td></tr>`;
  });
  return html`<h3>${title}</h3>${scrolling(
    title,
    view,
    html`<table><thead><tr>${head("file")}${head("taken_for")}${head("rows", "end")}${head("facts")}${head("rejected", "end")}${head("repeated", "end")}${head("matched", "end")}${head("days")}</tr></thead><tbody>${rows}</tbody></table>`,
  )}`;
}

function rejectsTable(rejects: readonly RejectGroup[], view: View): Html {
  const { texts } = view;
  const title = texts.t("report.quality.rejects");
  if (rejects.length === 0) return html`<h3>${title}</h3><p>${texts.t("report.quality.no_rejects")}</p>`;
  const head = (key: string, align = "start") =>
    html`<th scope="col" class="${align}">${texts.t(`report.quality.${key}`)}</th>`;
  const where = ({ samples }: RejectGroup) =>
    texts.list(
      samples.map(({ line, column }) =>
        column === undefined
          ? texts.t("report.quality.line", { line })
          : texts.t("report.quality.line_column", { line, column }),
      ),
    );
  return html`<h3>${title}</h3>${scrolling(
    title,
    view,
    html`<table><thead><tr>${head("reason")}${head("rows", "end")}${head("file")}${head("where")}</tr></thead><tbody>${rejects.map(
      (group) =>
        html`<tr><th scope="row">${texts.t(`reject.${group.reason}`)}</th><td class="end">${texts.number(group.rows)}</td><td>${group.file}</td><td>${where(group)}</td></tr>`,
    )}</tbody></table>`,
  )}`;
}

function identityList(identity: IdentityQuality, { texts }: View): Html {
  return html`<h3>${texts.t("report.quality.identity")}</h3><dl class="tiles">${identityFacts(identity, texts).map(
    ([key, value]) => html`<div><dt>${texts.t(`report.quality.${key}`)}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}
