import { identityFacts } from "../identity-facts.ts";
import { matchedShare, suspicionCells } from "../suspicion-cells.ts";
import type { Pen } from "./pen.ts";
import { COLOURS, SIZE } from "./theme.ts";

const quiet = { size: SIZE.small, colour: COLOURS.ink2 };

export function qualityPages(pen: Pen): void {
  const { sheets, input, texts } = pen;
  const { files, rejects, identity, suspicions, notes } = input.quality;
  sheets.chapter();
  sheets.heading(2, texts.t("report.nav.quality"), { size: SIZE.h2, after: 3 });
  sheets.bookmark(texts.t("report.nav.quality"));
  if (files.length === 0) {
    sheets.paragraph(texts.t("report.quality.no_files"), quiet);
    return;
  }
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  sheets.paragraph(
    texts.t("report.quality.summary", { files: files.length, rows, rejected, share: rows === 0 ? 0 : rejected / rows }),
    { ...quiet, after: 8 },
  );
  const title = (key: string) => sheets.heading(3, texts.t(`report.quality.${key}`), { after: 4 });
  const column = (key: string, part: number, align: "start" | "end" = "start") => ({
    title: texts.t(`report.quality.${key}`),
    part,
    align,
  });
  title("suspicions");
  if (suspicions.length === 0) sheets.paragraph(texts.t("report.quality.nothing_wrong"), quiet);
  else
    sheets.table(
      [column("what", 5), column("where_found", 2.5), column("sure", 1.6), column("next", 5)],
      suspicionCells(suspicions, texts),
      { size: SIZE.tiny },
    );
  sheets.y += 14;
  title("files");
  sheets.table(
    [
      column("file", 3),
      column("taken_for", 2.8),
      column("rows", 1.3, "end"),
      column("facts", 3.2),
      column("rejected", 1.3, "end"),
      column("repeated", 1.4, "end"),
      column("matched", 1.4, "end"),
      column("days", 3),
    ],
    files.map((file) => [
      file.name,
      file.format === null ? texts.t("format.unknown") : `${file.format} (${texts.t(`by.${file.by}`)})`,
      texts.number(file.rows),
      file.facts
        .map(({ kind, n }) => texts.t("report.figure.exclusion", { text: texts.word("fact", kind), n }))
        .join(", ") || texts.t("report.table.empty"),
      texts.number(file.rejected),
      texts.number(file.repeated),
      matchedShare(file, texts),
      file.firstDay && file.lastDay
        ? `${texts.day(file.firstDay)} – ${texts.day(file.lastDay)}`
        : texts.t("report.table.empty"),
    ]),
    { size: SIZE.tiny },
  );
  sheets.y += 14;
  title("rejects");
  if (rejects.length === 0) sheets.paragraph(texts.t("report.quality.no_rejects"), quiet);
  else
    sheets.table(
      [column("reason", 4), column("rows", 1.2, "end"), column("file", 3), column("where", 4)],
      rejects.map((group) => [
        texts.t(`reject.${group.reason}`),
        texts.number(group.rows),
        group.file,
        texts.list(
          group.samples.map(({ line, column: name }) =>
            name === undefined
              ? texts.t("report.quality.line", { line })
              : texts.t("report.quality.line_column", { line, column: name }),
          ),
        ),
      ]),
      { size: SIZE.tiny },
    );
  sheets.y += 14;
  if (identity) {
    title("identity");
    sheets.list(
      identityFacts(identity, texts).map(([key, value]) => `${texts.t(`report.quality.${key}`)}: ${value}`),
      { size: SIZE.small },
    );
    sheets.y += 12;
  }
  if (notes.length > 0) {
    title("notes");
    sheets.list(
      notes.map((note) => texts.say(note)),
      { size: SIZE.small },
    );
  }
}
