import type { Grade } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import type { Texts } from "../texts/texts.ts";
import { differencePhrase } from "./figure-view.ts";

const STEP = /^([^>]+)>([^>]+)$/;
const DIFFERENCES: ReadonlySet<string> = new Set(["difference", "step", "adjusted", "raw", "winsorised"]);

/** Figures beside a link's headline that are differences between bands too; `low>high` is one step of the ladder. */
const isDifference = (key: string): boolean => STEP.test(key) || DIFFERENCES.has(key);

/** What a link has besides its headline and its bands, in words. */
export function besideLink(finding: Finding, texts: Texts): { name: string; phrase: string; grade: Grade }[] {
  return Object.entries(finding.figures)
    .filter(([key]) => !finding.design?.bands.includes(key))
    .map(([key, figure]) => ({
      name: figureName(key, texts),
      phrase: isDifference(key) ? differencePhrase(figure, { texts }) : texts.figure(figure),
      grade: figure.grade,
    }));
}

function figureName(key: string, texts: Texts): string {
  const [, lowBand, highBand] = STEP.exec(key) ?? [];
  if (lowBand !== undefined && highBand !== undefined) return texts.t("figure.step_between", { lowBand, highBand });
  return texts.has(`figure.${key}`) ? texts.t(`figure.${key}`) : key;
}
