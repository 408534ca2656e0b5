import type { Finding } from "../findings/finding.ts";
import { experiencesOf, linkTable, snapshotsOf } from "../links/link.ts";
import { OUTCOMES } from "../links/outcome.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import { ownWords } from "./own-words.ts";
import type { CompanyRequest } from "./request.ts";
import { horizonOf, refuseUnknown } from "./study-options.ts";

export interface LinkRequest extends CompanyRequest {
  /** Empty: all that the data hold. */
  experiences: readonly string[];
  outcomes: readonly string[];
  horizon: number | null;
}

/** The JSON of `feltworth link`. */
export interface LinkAnswer {
  schema: 1;
  /** Words of the company's own scores, in its language. */
  words?: Record<string, string>;
  findings: Finding[];
}

export async function askLinks(request: LinkRequest, onRun?: (run: Run) => void): Promise<LinkAnswer> {
  const horizon = horizonOf(request.horizon);
  return withCompany(
    request,
    async ({ analysis: { context, info, stated }, loaded, language }) => {
      const found = await experiencesOf(context);
      const snapshots = await snapshotsOf(context);
      const known = [...OUTCOMES.keys(), ...snapshots];
      refuseUnknown("experience", request.experiences, found);
      refuseUnknown("outcome", request.outcomes, known);
      const outcomes =
        request.outcomes.length > 0
          ? request.outcomes
          : [
              ...[...OUTCOMES.values()]
                .filter(({ needs }) => needs.some((kind) => (info.facts[kind] ?? 0) > 0))
                .map(({ id }) => id),
              ...snapshots,
            ];
      const experiences = request.experiences.length > 0 ? request.experiences : found;
      const words = ownWords({ scores: stated.scores ?? [] }, language);
      return {
        schema: 1,
        ...(Object.keys(words).length > 0 ? { words } : {}),
        findings: await linkTable(context, { experiences, outcomes, horizon }, loaded.dataVersion),
      };
    },
    onRun,
  );
}
