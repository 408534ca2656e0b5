import type { Texts } from "../../texts/texts.ts";
import type { ReportInput } from "../report-input.ts";
import { chapterPages } from "./chapter-pages.ts";
import { digestPages } from "./digest-pages.ts";
import { type Cover, firstPage } from "./first-page.ts";
import { linksPages } from "./links-pages.ts";
import { measuresPages } from "./measures-pages.ts";
import { methodPages } from "./method-pages.ts";
import { Pen } from "./pen.ts";
import { qualityPages } from "./quality-pages.ts";
import { Sheets } from "./sheets.ts";
import { COLOURS, PAGE, SIZE } from "./theme.ts";

/**
 * The report as a document to send and to print: A4, tagged, with its fonts inside. Its first page is the answer for
 * somebody who reads no further. The same findings give the same bytes: nothing in it comes from the clock.
 */
export function reportPdf(input: ReportInput, texts: Texts): Promise<Buffer> {
  const company = companyOf(input);
  const cover = { title: texts.t("report.title", company), withSteps: true, withFiles: true };
  return documentOf(input, texts, { ...cover, running: texts.t("report.document_title", company) });
}

/** The report of one department as a document: see `department.ts`. */
export function departmentPdf(input: ReportInput, department: string, texts: Texts): Promise<Buffer> {
  const title = texts.t("report.department.title", { ...companyOf(input), text: texts.t(`department.${department}`) });
  const cover = {
    title,
    intro: texts.t("report.department.intro"),
    withSteps: input.answer.steps !== null,
    withFiles: input.quality.files.length > 0,
  };
  return documentOf(input, texts, { ...cover, running: title });
}

/** The answer alone, for somebody who reads no more. */
export function onePagePdf(input: ReportInput, texts: Texts): Promise<Buffer> {
  const title = texts.t("report.title", companyOf(input));
  const pen = penFor(input, texts, { running: title, title });
  firstPage(pen, { title, withSteps: true, withFiles: true });
  return finished(pen, title);
}

/** What changed since the month before, what it is worth, and who needs us. */
export function digestPdf(input: ReportInput, texts: Texts): Promise<Buffer> {
  const title = texts.t("report.digest.title");
  const pen = penFor(input, texts, { running: title, title });
  digestPages(pen);
  return finished(pen, title);
}

const companyOf = ({ company }: ReportInput) => ({ company: company === "" ? "none" : "given", name: company });

/** @param running the title of the document, which runs at the top of its pages */
function documentOf(input: ReportInput, texts: Texts, { running, ...cover }: Cover & { running: string }) {
  const pen = penFor(input, texts, { running, title: cover.title });
  pen.sheets.bookmark(texts.t("report.nav.answer"));
  firstPage(pen, cover);
  measuresPages(pen);
  linksPages(pen);
  for (const chapter of input.chapters) chapterPages(pen, chapter);
  if (cover.withFiles) qualityPages(pen);
  methodPages(pen);
  return finished(pen, running);
}

function penFor(input: ReportInput, texts: Texts, { running, title }: { running: string; title: string }): Pen {
  const sheets = new Sheets({
    title: running,
    subject: title,
    language: texts.language,
    keywords: input.settings.dataVersion,
    program: `Feltworth ${input.settings.version}`,
  });
  return new Pen(sheets, input, texts);
}

/** The document with what runs at the top and foot of its pages. */
function finished({ sheets, texts }: Pen, title: string): Promise<Buffer> {
  return sheets.finish((page, pages) => {
    const top = 30;
    const foot = PAGE.height - 36;
    brand(sheets, top);
    const running = { size: SIZE.tiny, colour: COLOURS.ink2 };
    if (page > 1) sheets.line(sheets.clipped(title, running, 380), top, { ...running, align: "end" });
    sheets.line(texts.t("report.page", { n: page, total_n: pages }), foot, { ...running, align: "end" });
    const small = { ...running, size: 6 };
    sheets.lines(texts.t("report.footer.nps"), small, sheets.width - 90).forEach((line, index) => {
      sheets.line(line, foot + index * 8, small);
    });
  });
}

function brand(sheets: Sheets, y: number): void {
  const { doc } = sheets;
  for (const [at, height] of [
    [0, 3.5],
    [3.2, 6],
    [6.4, 9],
  ] as const)
    doc.rect(PAGE.left + at, y + 9 - height, 2.5, height).fill(COLOURS.accent);
  sheets.within({ x: PAGE.left + 13, width: 120 }, () =>
    sheets.line("Feltworth", y - 1, { bold: true, size: SIZE.body }),
  );
}
