import { isEstimate } from "../../../findings/figure.ts";
import { notEnoughCost } from "../../../measures/definitions/common.ts";
import { constantRetentionValue } from "../../../stats/customer-base/constant-retention.ts";
import type { Asked, Claim, Computed, ComputedStudy } from "../claim.ts";

/** Yearly. */
const DISCOUNT = 0.1;

const worth = (retention: number): number =>
  constantRetentionValue({ margin: 1, retention: Math.min(retention, 1), discount: DISCOUNT }).fromNow!;

/** What customers are worth more, at one's own retention, where it rises so; each bound of the retention gives a bound. */
async function moreWorth({ measure }: Asked, risen: (retention: number) => number): Promise<Computed> {
  const kept = await measure("crr");
  if (!isEstimate(kept) || kept.interval === null)
    return { state: isEstimate(kept) ? { state: "too_few", required: 50 } : kept };
  const gain = (retention: number) => worth(risen(retention)) / worth(retention) - 1;
  const bounds = [gain(kept.interval.low), gain(kept.interval.high)].sort((a, b) => a - b);
  return {
    ...{ value: gain(kept.value), interval: { low: bounds[0]!, high: bounds[1]!, level: kept.interval.level } },
    ...{ n: kept.n, basis: "model", window: kept.window, values: { share: DISCOUNT } },
    ...(kept.query ? { query: kept.query } : {}),
  };
}

const study = (id: string, risen: (retention: number) => number): ComputedStudy => ({
  ...{ id, kind: "computed", direction: "more", unit: "share", published: { low: 0.25, high: 0.95 } },
  needs: ["purchase"],
  lacks: notEnoughCost,
  compute: (asked) => moreWorth(asked, risen),
});

/** B-05: 5 % more retention raises profit by 25 to 95 %. Points and percent are asked apart, because nobody says which was meant. */
export const retentionMultipliesProfit: Claim = {
  id: "b05",
  studies: [study("points", (retention) => retention + 0.05), study("percent", (retention) => retention * 1.05)],
};
