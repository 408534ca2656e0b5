import { aboutRows } from "../about.ts";
import { digestOf, valueText } from "../digest.ts";
import { findingTitle } from "../names.ts";
import { type Pen, supportOf } from "./pen.ts";
import { COLOURS, PAGE, SIZE } from "./theme.ts";

/** The digest: a page for a month. */
export function digestPages({ sheets, input, texts }: Pen): void {
  const quiet = { size: SIZE.small, colour: COLOURS.ink2 };
  sheets.y = PAGE.top - 8;
  sheets.heading(1, texts.t("report.digest.title"), { size: SIZE.h1, after: 3, keep: 0 });
  const about = aboutRows(input, texts).map(([key, value]) => `${texts.t(`report.meta.${key}`)}: ${value}`);
  sheets.paragraph(about.join("   ·   "), { ...quiet, after: 10 });
  for (const { id, findings } of digestOf(input)) {
    sheets.heading(2, texts.t(`report.digest.${id}`), { size: SIZE.h2, after: 4 });
    if (findings.length === 0) sheets.paragraph(texts.t(`report.digest.${id}.none`), { ...quiet, after: 10 });
    for (const finding of findings) {
      sheets.paragraph(`${findingTitle(finding, { texts })}: ${valueText(finding.headline, texts)}`, {
        bold: true,
        after: 1,
      });
      sheets.paragraph(texts.say(finding.verdict), { after: 1 });
      sheets.paragraph(supportOf(finding.headline, texts), { ...quiet, after: 8 });
    }
  }
}
