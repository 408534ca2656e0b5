import type { Finding } from "../../findings/finding.ts";
import { worthOf } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { inTurn } from "../in-turn.ts";
import { buildLedger } from "../ledger/build.ts";
import { buildStages, stagesFinding } from "../ledger/finding.ts";
import { loyaltyFinding } from "../ledger/loyalty.ts";
import { lostFinding } from "../ledger/prospects.ts";
import { buildStatements } from "../ledger/statement.ts";
import { besideValue, referralFinding, serviceFinding } from "./beside.ts";
import { cohortValueFinding } from "./cohort-value.ts";
import { type EquivalenceQuestion, equivalenceFinding, readYear, USUAL_POINTS } from "./equivalence-finding.ts";
import { groupsFinding, totalFinding } from "./finding.ts";
import { knownThen } from "./known-then.ts";
import { modelFinding } from "./model-finding.ts";
import { customerFinding } from "./one-customer.ts";
import { seriesFinding } from "./series-finding.ts";
import { spendingStudy } from "./spending.ts";
import { spendingFinding } from "./spending-finding.ts";
import { scoringOf, type ValueTerms, valueStudy } from "./study.ts";
import { whatIfFinding } from "./what-if.ts";

export interface ClvQuestion {
  terms: ValueTerms;
  /** Segments whose stages are shown; none named: the largest ones. */
  segments: readonly string[];
  /** Customers who are shown one by one. */
  who?: readonly string[];
}

/** The findings of the value of customers; none where nothing is bought. */
export const clvFindings = (
  context: MeasureContext,
  { terms, segments, who = [] }: ClvQuestion,
  dataVersion: string,
): Promise<Finding[]> =>
  inTurn(context.store, async () => {
    // Costs alone are no value of a customer.
    if (worthOf(context.info) === null && context.info.recurring === "none") return [];
    const study = await valueStudy(context, terms);
    if (study === null) return [];
    await buildStages(context);
    const beside = await besideValue(context);
    const found = [
      totalFinding(context, study, dataVersion),
      await stagesFinding(context, { segments, toCome: study.toCome, dataVersion }),
      await groupsFinding(context, study, dataVersion),
      spendingFinding(context, await spendingStudy(context, study), dataVersion),
      referralFinding(context, beside, dataVersion),
      serviceFinding(context, beside, dataVersion),
      await cohortValueFinding(context, dataVersion),
      await seriesFinding(context, study, dataVersion),
      await loyaltyFinding(context, dataVersion),
      await lostFinding(context, dataVersion),
      await whatIfFinding(context, study, dataVersion),
      equivalenceFinding(
        context.info,
        await readYear(context, study.asOf),
        { stated: terms.year ?? {}, points: USUAL_POINTS },
        dataVersion,
      ),
      modelFinding(context, study, dataVersion),
    ];
    const ends = who.length === 0 ? [] : await knownThen(context, scoringOf(study), study.value);
    if (who.length > 0) await buildStatements(context);
    for (const name of who) found.push(await customerFinding(context, study, { name, ends, dataVersion }));
    return found.filter((finding) => finding !== null);
  });

/** Tells the calculator's answers by itself, none where neither the records nor what is stated are enough. The records are read once, however often it is asked. */
export const equivalences = (
  context: MeasureContext,
  dataVersion: string,
): Promise<(question: EquivalenceQuestion) => Finding[]> =>
  inTurn(context.store, async () => {
    const { asOf } = context.info;
    if (asOf === null) return () => [];
    await buildLedger(context);
    const recorded = await readYear(context, asOf);
    return (question: EquivalenceQuestion) => {
      const found = equivalenceFinding(context.info, recorded, question, dataVersion);
      return found === null ? [] : [found];
    };
  });
