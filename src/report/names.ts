import type { Figure } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import { measureOf } from "../texts/texts.ts";
import { type Html, html } from "./html.ts";
import type { Look } from "./view.ts";

/** A figure's name: of its measure, or its own id where the catalogue has none. */
export function nameOf(figure: Figure, { texts }: Pick<Look, "texts">, style: "name" | "short" = "name"): string {
  const key = `measure.${measureOf(figure)}.${style}`;
  return texts.has(key) ? texts.t(key) : figure.id;
}

/** Figures of other measures that belong to a finding; its own groups and months stand in its tables. */
export const relatedOf = ({ figures, headline }: Finding): Figure[] =>
  Object.values(figures).filter((figure) => measureOf(figure) !== measureOf(headline));

export function findingTitle(finding: Finding, view: Pick<Look, "texts">): string {
  const { design, title } = finding;
  if (title) return view.texts.capital(view.texts.say(title));
  if (!design) return nameOf(finding.headline, view);
  return view.texts.t("link.title", { experience: design.experience, outcome: design.outcome });
}

/** Whether the words of a grade ("goes with") may stand: they speak of a link, so not where none was found. */
export const saysLink = ({ verdict }: Finding): boolean =>
  !/\.(none|too_little|too_few|unclear|withheld)$/.test(verdict.code);

/** A verdict in two words, with a shape of its own besides its colour. */
export function verdictChip({ verdict }: Finding, { texts }: Look): Html {
  const short = `${verdict.code}.short`;
  const kind = verdict.code.split(".").at(-1) ?? "";
  return html`<span class="chip chip-${kind.replace(/[^a-z_]/g, "")}">${texts.t(texts.has(short) ? short : verdict.code)}</span>`;
}
