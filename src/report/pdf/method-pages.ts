import { GRADES } from "../../findings/figure.ts";
import type { Pen } from "./pen.ts";
import { COLOURS, SIZE } from "./theme.ts";

const quiet = { size: SIZE.small, colour: COLOURS.ink2 };

export function methodPages(pen: Pen): void {
  const { sheets, input, texts } = pen;
  sheets.chapter();
  sheets.heading(2, texts.t("report.nav.method"), { size: SIZE.h2, after: 3 });
  sheets.bookmark(texts.t("report.nav.method"));
  sheets.paragraph(texts.t("report.method.intro"), { ...quiet, after: 10 });
  sheets.grid(
    input.method.map(({ code, values }) => () => {
      sheets.heading(3, texts.t(`${code}.title`, values), { size: SIZE.body + 0.6, after: 2, keep: 0 });
      sheets.paragraph(texts.t(`${code}.text`, values), quiet);
    }),
    { after: 10 },
  );
  sheets.y += 6;
  sheets.heading(3, texts.t("report.method.grades"), { after: 2, keep: 80 });
  sheets.paragraph(texts.t("report.method.grades_intro"), { ...quiet, after: 6 });
  for (const grade of GRADES) {
    const draw = () => {
      pen.grade(grade);
      sheets.paragraph(texts.t(`grade.${grade}.explanation`), { ...quiet, after: 4 });
    };
    sheets.room(sheets.measure(draw));
    draw();
  }
  if (input.evidence.length === 0) return;
  sheets.y += 8;
  sheets.heading(3, texts.t("report.method.evidence"), { after: 3 });
  const folder = input.settings.evidenceFolder;
  sheets.list(
    input.evidence.map(({ file, what }) => `${folder === undefined ? file : `${folder}/${file}`} – ${texts.t(what)}`),
    { size: SIZE.small },
  );
}
