import { chartSvg } from "../charts/chart-svg.ts";
import { type ChartSpec, isSlim } from "../findings/chart-spec.ts";
import { type Html, html, trusted } from "./html.ts";
import type { Look } from "./view.ts";

/**
 * A chart drawn twice, for a desk and for a phone, so that its words keep their size; the page shows one of them.
 * One estimate a group reads well in a narrow column anywhere: those are drawn once.
 */
export function chartView(spec: ChartSpec, { texts }: Look, idPrefix = ""): Html {
  const drawn = (width: number) => trusted(chartSvg(spec, { texts, width, idPrefix }));
  const caption = html`<figcaption>${texts.capital(texts.say(spec.title))}</figcaption>`;
  if (isSlim(spec)) return html`<figure class="chart slim">${caption}${drawn(300)}</figure>`;
  return html`<figure class="chart">${caption}<div class="wide">${drawn(540)}</div><div class="narrow">${drawn(300)}</div></figure>`;
}
