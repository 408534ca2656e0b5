import { bandsApart } from "../links/bands-apart.ts";
import { experiencesOf, linkTable, snapshotsOf } from "../links/link.ts";
import { isOnRecord, lackOf, OUTCOMES } from "../links/outcome.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { noteShown } from "./shown-results.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";
import { horizonOf, refuseUnknown } from "./study-options.ts";

export interface LinkRequest extends CompanyRequest {
  /** Empty: all that the data hold. */
  experiences: readonly string[];
  outcomes: readonly string[];
  horizon: number | null;
}

export async function askLinks(request: LinkRequest, onRun?: (run: Run) => void): Promise<StudyAnswer> {
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
                .filter((outcome) => (outcome.onRequest ? lackOf(outcome, info) === null : isOnRecord(outcome, info)))
                .map(({ id }) => id),
              ...snapshots,
            ];
      const experiences = request.experiences.length > 0 ? request.experiences : found;
      const links = await linkTable(context, { experiences, outcomes, horizon }, loaded.dataVersion);
      const findings = await bandsApart(context, links);
      noteShown(request, findings, { by: "link", dataVersion: loaded.dataVersion });
      return studyAnswer(findings, stated, language);
    },
    onRun,
  );
}
