import type { Finding } from "../../findings/finding.ts";
import type { MeasureDefinition } from "../definition.ts";
import type { MeasureContext } from "../measure.ts";
import { MEASURES } from "../registry.ts";
import { byStatusFinding } from "./by-status.ts";
import { nonResponseFinding } from "./non-response.ts";
import { populationsFinding } from "./populations.ts";
import { touchpointsFinding } from "./touchpoints.ts";

/** Scores that people are asked for, of which everybody can ask who did not answer. */
const ASKED_FOR = ["nps", "csat", "ces"];

/** Who is heard, who is not, and at which touchpoints. */
export async function coverageFindings(context: MeasureContext, dataVersion: string): Promise<Finding[]> {
  const scores = ASKED_FOR.map((id) => MEASURES.get(id)).filter((m): m is MeasureDefinition => m !== undefined);
  const found = await Promise.all([
    populationsFinding(context, dataVersion),
    byStatusFinding(scores, context, dataVersion),
    ...scores.map((score) => nonResponseFinding(score, context, dataVersion)),
    touchpointsFinding(context, dataVersion),
  ]);
  return found.filter((finding) => finding !== null);
}
