import type { Finding } from "../findings/finding.ts";
import { claimFindings } from "../links/claims/finding.ts";
import { contestFindings } from "../links/contest/finding.ts";
import { lagFindings } from "../links/lag/finding.ts";
import type { ChapterOnRequest } from "../report/report-input.ts";
import { churnFindings } from "../value/churn/finding.ts";
import { clvFindings } from "../value/clv/chapter.ts";
import { USUAL_TERMS } from "../value/clv/study.ts";
import { USUAL_MONTHS } from "../value/forecast/chapter.ts";
import { riskFindings } from "../value/risk/finding.ts";
import { USUAL_HORIZON } from "../value/risk/study.ts";
import { stageFindings } from "../value/stages/finding.ts";
import type { Analysis } from "./analysis.ts";
import { forecastsOnRecord, ownRecord } from "./kept-sayings.ts";
import { refuseRestricted } from "./restricted.ts";

/** What the report knows already when these chapters are told. */
interface Known {
  links: readonly Finding[];
  /** What steps of scores are worth. */
  worth: readonly Finding[];
  dataVersion: string;
  /** Folder of the workspace that keeps what is said of it; null where it is none. */
  workspace: string | null;
}

/** Chapters that take their time: told where `report --with` or the settings file asks for them. */
export const ON_REQUEST: Readonly<Record<ChapterOnRequest, (analysis: Analysis, known: Known) => Promise<Finding[]>>> =
  {
    lag: ({ context }, { dataVersion }) => lagFindings(context, dataVersion),
    contest: ({ context }, { dataVersion }) => contestFindings(context, dataVersion),
    claims: ({ book, context }, { dataVersion }) => claimFindings(book, context, dataVersion),
    clv: async ({ context, stated }, { dataVersion }) => {
      refuseRestricted(context.info, "Customer value");
      return clvFindings(context, { terms: { ...USUAL_TERMS, ...stated.valueTerms }, segments: [] }, dataVersion);
    },
    stages: ({ context }, { worth, dataVersion }) => stageFindings(context, worth, dataVersion),
    churn: ({ book, context }, { dataVersion }) => churnFindings(book, context, dataVersion),
    risk: async ({ context, stated }, { dataVersion }) =>
      (await riskFindings(context, { horizon: USUAL_HORIZON, weights: stated.healthWeights }, dataVersion)).findings,
    forecast: async (analysis, { dataVersion, workspace }) => {
      const terms = { months: USUAL_MONTHS, paymentDays: null, record: ownRecord(analysis, workspace, "predictions") };
      return (await forecastsOnRecord(analysis.context, terms, dataVersion)).findings;
    },
  };
