import type { Figure } from "../../findings/figure.ts";
import { measureOf } from "../../texts/texts.ts";
import type { Pen } from "./pen.ts";
import { COLOURS, SIZE } from "./theme.ts";

/** How the figure is made, in small print: a paper cannot be opened. */
export function finePrint({ sheets, texts }: Pen, headline: Figure): void {
  const key = `measure.${measureOf(headline)}`;
  const excluded = headline.excluded.map(({ reason, n }) =>
    texts.t("report.figure.exclusion", { text: texts.t(`exclude.${reason}`), n }),
  );
  const parts = [
    texts.has(`${key}.definition`) ? texts.t(`${key}.definition`) : "",
    texts.has(`${key}.good`) ? texts.t(`${key}.good`) : "",
    `${texts.t("report.figure.excluded")}: ${excluded.join("; ") || texts.t("report.figure.nothing_excluded")}.`,
    `${texts.t("report.figure.basis")}: ${texts.t(`basis.${headline.basis}`)}.`,
    ...headline.cautions.map((caution) => texts.say(caution)),
    `${texts.t("report.figure.version")}: ${headline.definition}${headline.query ? `, ${headline.query.id}` : ""}`,
  ];
  sheets.paragraph(parts.filter((part) => part !== "").join(" "), { size: SIZE.tiny, colour: COLOURS.ink2 });
}
