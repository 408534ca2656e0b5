import type { Figure, FigureHeader, Message, Unit } from "../../findings/figure.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import type { Claim } from "./claim.ts";
import type { Tested } from "./run-study.ts";
import type { ClaimVerdict } from "./verdict.ts";

/** What a claim came to: of each of its studies, what was found and the verdict; null where there is no result. */
export interface Judged {
  claim: Claim;
  studies: { tested: Tested; verdict: ClaimVerdict | null }[];
}

/** Where nothing differs. */
export const nothingOf = (study: Tested["study"]): number =>
  study.kind === "ratio" || (study.kind === "computed" && study.unit === "ratio") ? 1 : 0;

/** What a result is measured in: ratios and correlations have no unit. */
export const unitOf = (
  { study }: Tested,
  { info }: MeasureContext,
): Pick<FigureHeader, "unit" | "currency" | "isDifference"> => {
  const unit: Unit = study.kind === "ratio" || study.kind === "correlation" ? "ratio" : study.unit;
  return { ...inMoney(unit, info.currency), ...(study.kind === "difference" ? { isDifference: true as const } : {}) };
};

export const inMoney = (
  unit: Unit,
  currency: MeasureContext["info"]["currency"],
): Pick<FigureHeader, "unit" | "currency"> => ({
  unit,
  ...((unit === "money" || unit === "money_per_customer") && currency ? { currency } : {}),
});

export function figureOf(claim: Claim, tested: Tested | undefined, context: MeasureContext): Figure {
  const header: FigureHeader = {
    ...{
      id: `claims:${claim.id}`,
      definition: "claims@1",
      unit: "ratio",
      grade: "association",
      basis: "observed",
      n: 0,
    },
    window: { from: context.info.firstDay, to: context.info.asOf, zone: context.info.zone },
    ...{ excluded: [], cautions: [] },
  };
  if (!tested) return { ...header, state: "undefined", why: "not_testable" };
  const { study, state, value, interval, n, basis, window, cautions, query } = tested;
  const about: FigureHeader = {
    ...header,
    ...unitOf(tested, context),
    grade: study.kind === "level" || study.kind === "computed" ? "recorded" : "association",
    ...{ id: `claims:${claim.id}:${study.id}`, basis, n, window, cautions: [...cautions] },
    ...(query ? { query: { id: query } } : {}),
  };
  return state === null ? { ...about, state: "estimate", value, interval } : { ...about, ...state };
}

export const named = ({ id }: Claim): Message => ({ code: `claim.${id}.title`, values: {} });
/** A level has no direction: it is only above or below what was published. */
export function worded({ tested: { study }, verdict }: Judged["studies"][number]): Message {
  const isLevel = study.kind === "level" || (study.kind === "computed" && study.direction === "level");
  const beside = isLevel ? { smaller: "below", larger: "above" }[String(verdict)] : undefined;
  return { code: `claims.verdict.${beside ?? verdict ?? "not_yet"}`, values: {} };
}
