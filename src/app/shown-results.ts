import { InputError } from "../base/errors.ts";
import { isEstimate } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import { type Layout, openLayout } from "../workspace/layout.ts";
import { noteStudy, readStudies, type Shown, type Written } from "../workspace/studies.ts";
import { workspaceAsked } from "./kept-company.ts";
import type { CompanyRequest } from "./request.ts";

/** Notes that results were shown, where it is a workspace that was asked; once for each pair and version of the data. */
export function noteShown(
  { paths, now }: Pick<CompanyRequest, "paths" | "now">,
  findings: readonly Finding[],
  { by, dataVersion }: Pick<Shown, "by" | "dataVersion">,
): void {
  const workspace = workspaceAsked(paths);
  if (workspace !== null) noteShownTo(openLayout(workspace), findings, { by, dataVersion, now });
}

/** The same where it is known in which folder studies are written down. */
export function noteShownTo(
  layout: Pick<Layout, "folder">,
  findings: readonly Finding[],
  { by, dataVersion, now }: Pick<Shown, "by" | "dataVersion"> & { now: Date },
): void {
  const known = readStudies(layout)
    .filter((entry): entry is Written<Shown> => entry.kind === "shown" && entry.dataVersion === dataVersion)
    .flatMap(({ pairs }) => pairs);
  const pairs: Shown["pairs"] = [];
  for (const { headline, verdict } of findings) {
    const pair = { experience: String(verdict.values.experience), outcome: String(verdict.values.outcome) };
    if (!isEstimate(headline) || verdict.values.outcome === undefined) continue;
    if (![...known, ...pairs].some((other) => isSamePair(other, pair))) pairs.push(pair);
  }
  if (pairs.length === 0) return;
  try {
    noteStudy(layout, { kind: "shown", at: now.toISOString(), by, dataVersion, pairs });
  } catch (error) {
    // Where nothing can be written nothing can be declared either: a reader is not kept from reading.
    if (!(error instanceof InputError && error.code === "input.output_unwritable")) throw error;
  }
}

type Pair = Shown["pairs"][number];

/** Whether two ask about the same score and outcome. */
export const isSamePair = (a: Pair, b: Pair): boolean => a.experience === b.experience && a.outcome === b.outcome;
