import { contestPeriods } from "../../contest/finding.ts";
import { CUSTOMERS_MINIMUM, gainOf, judged } from "../../contest/judge.ts";
import { type Claim, NO_HISTORY, notMeasured, periodOf } from "../claim.ts";

/** What is asked for effort, the better first. */
const EFFORT = ["ces", "effort"];

/** B-30: effort is the best predictor of loyalty. What it adds to the prediction of who leaves, over the best other score, on customers who have both. */
export const effortPredictsBest: Claim = {
  id: "b30",
  studies: [
    {
      ...{ id: "predict", kind: "computed", direction: "more", unit: "share", published: null },
      needs: ["answer"],
      async compute({ context, scores }) {
        const asked = EFFORT.filter((id) => id === "effort" || scores.includes(id));
        const others = scores.filter((id) => !EFFORT.includes(id));
        if (others.length === 0) return notMeasured("effort_contest");
        const read = await contestPeriods(context);
        if (!read) return NO_HISTORY;
        const pairs = asked
          .filter((id) => read.ids.includes(id))
          .flatMap((effort) => others.map((other) => ({ effort, other })));
        const found = pairs.flatMap(({ effort, other }) => {
          const both = judged(read.periods, { outcome: "gone", models: [[effort], [other]], having: [effort, other] });
          const gain = both && gainOf(both, 0, 1);
          return gain ? [{ effort, gain }] : [];
        });
        // The better way to tell effort, against the score that leaves it the least.
        const own = found.filter(({ effort }) => effort === found[0]?.effort);
        const least = own.sort((a, b) => a.gain.value - b.gain.value)[0];
        if (!least) return { state: { state: "too_few", required: CUSTOMERS_MINIMUM } };
        const { value, interval, n } = least.gain;
        return {
          ...{ value, interval, n, basis: "model", query: { id: `contest.${read.at.judge}` } },
          window: periodOf(
            { from: read.at.judge, to: context.info.knownUntil.purchases ?? context.info.asOf },
            context.info,
          ),
        };
      },
    },
  ],
};
