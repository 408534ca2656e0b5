import type { FactKind } from "../facts/facts.ts";
import type { Finding } from "../findings/finding.ts";
import type { MeasureDefinition } from "../measures/definition.ts";
import type { DepartmentShare } from "../report/department.ts";
import type { Chapter } from "../report/report-input.ts";

/** Whose matter is what. The only place that says so. */
export interface Department {
  id: string;
  /** A measure that needs one of these facts is the department's. Every kind of fact is somebody's: so a new measure finds its place by itself. */
  facts: readonly FactKind[];
  /** Measures of others' facts that are its matter too. */
  measures: readonly string[];
  /** Leads of its first page, the most important first. */
  lead: readonly string[];
  /** Links of these scores, whatever the outcome, and to these outcomes, whatever the score. */
  experiences: readonly string[];
  outcomes: readonly string[];
  chapters: readonly Chapter["id"][];
}

export const DEPARTMENTS: readonly Department[] = [
  {
    id: "support",
    facts: ["contact", "case", "leg", "answer", "employee", "cost"],
    measures: [],
    lead: ["csat", "ces", "aht"],
    experiences: ["csat", "ces", "qci"],
    outcomes: ["contacts", "service-cost"],
    chapters: ["problems", "fairness"],
  },
  {
    id: "sales",
    facts: ["purchase", "line", "offer", "term", "snapshot", "rate"],
    measures: ["nps", "share-of-wallet"],
    lead: ["revenue", "margin", "order-value"],
    experiences: [],
    outcomes: ["margin", "spend", "orders", "order-value"],
    chapters: ["fairness", "forecast"],
  },
  {
    id: "marketing",
    facts: ["points", "touch", "referral", "review", "invitation", "assignment", "party", "alias", "membership"],
    measures: ["nps", "share-of-wallet", "repeat-rate", "conversion", "clv-to-date", "crr", "churn"],
    lead: ["nps", "crr", "redemption-rate"],
    experiences: ["nps"],
    outcomes: ["referrals", "churn"],
    chapters: ["fairness", "clv", "churn"],
  },
  {
    id: "product",
    facts: ["refund", "usage"],
    measures: ["nps", "csat", "churn", "crr"],
    lead: ["nps", "csat", "churn"],
    experiences: [],
    outcomes: ["returns", "refunds", "churn"],
    chapters: ["problems", "fairness"],
  },
];

/** A score that is no department's by name, such as one of the company's own, is the matter of those who have the answers. */
const isUnclaimed = (experience: string): boolean =>
  !DEPARTMENTS.some(({ experiences }) => experiences.includes(experience));
const asks = ({ facts }: Department): boolean => facts.includes("answer");

/** Scores are asked on behalf of all. */
const OF_ALL: readonly FactKind[] = ["answer"];

export const isOf = (department: Department, { id, needs }: Pick<MeasureDefinition, "id" | "needs">): boolean =>
  department.measures.includes(id) || needs.some((fact) => department.facts.includes(fact));

/** @param ranked links of the report, the strongest first */
export function shareOf(
  department: Department,
  measures: Iterable<MeasureDefinition>,
  ranked: readonly Finding[],
): DepartmentShare {
  const own = [...measures].filter((measure) => isOf(department, measure));
  return {
    id: department.id,
    measures: own.map(({ id }) => id),
    lead: [...department.lead],
    links: ranked
      .filter(({ verdict }) => {
        const [experience, outcome] = [String(verdict.values.experience), String(verdict.values.outcome)];
        return (
          department.experiences.includes(experience) ||
          (asks(department) && isUnclaimed(experience)) ||
          department.outcomes.includes(outcome)
        );
      })
      .map(({ id }) => id),
    chapters: [...department.chapters],
    facts: [...department.facts, ...OF_ALL, ...own.flatMap(({ needs }) => needs)],
  };
}
