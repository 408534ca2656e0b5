import type { Suspicion } from "../findings/suspicion.ts";
import type { Texts } from "../texts/texts.ts";
import type { SourceFile } from "./report-input.ts";

/** What looks wrong, where, how sure that is, and what to do, in words. */
export const suspicionCells = (
  suspicions: readonly Suspicion[],
  texts: Texts,
): [what: string, where: string, sure: string, next: string][] =>
  suspicions.map(({ what, where, sure }) => [
    texts.say(what),
    where === "" ? texts.t("report.quality.everywhere") : where,
    texts.t(`sure.${sure}`),
    texts.t(`${what.code}.next`),
  ]);

/** Share of a file's records that name a customer, where they could. */
export const matchedShare = ({ matched }: SourceFile, texts: Texts): string =>
  matched === null || matched.n === 0 ? texts.t("report.table.empty") : texts.share(matched.named / matched.n);
