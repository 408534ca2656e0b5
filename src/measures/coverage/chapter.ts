import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../measure.ts";
import type { MeasureBook } from "../registry.ts";
import { byStatusFinding } from "./by-status.ts";
import { delaysFinding } from "./delays.ts";
import { nonResponseFinding } from "./non-response.ts";
import { populationsFinding } from "./populations.ts";
import { touchpointsFinding } from "./touchpoints.ts";

/** Who is heard, who is not, and at which touchpoints. */
export async function coverageFindings(
  book: MeasureBook,
  context: MeasureContext,
  dataVersion: string,
): Promise<Finding[]> {
  const { instruments } = context.info;
  const scores = Object.keys(instruments).flatMap((id) => book.get(id) ?? []);
  // Of scores that people are asked for it is told who did not answer; for a composite nobody is asked.
  const asked = scores.filter(({ id }) => !instruments[id]!.of);
  const found = await Promise.all([
    populationsFinding(context, dataVersion),
    byStatusFinding(scores, context, dataVersion),
    ...asked.map((score) => nonResponseFinding(score, context, dataVersion)),
    delaysFinding(book, context, dataVersion),
    touchpointsFinding(context, dataVersion),
  ]);
  return found.filter((finding) => finding !== null);
}
