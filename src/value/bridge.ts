import { type Estimate, type Interval, isEstimate } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import { isWorth } from "../links/ladder.ts";

/** What a step adds to, in the order of a profit and loss: more sales (told apart where that is known), their goods, refunds, contacts. */
export const BRIDGE_PARTS = ["stay", "often", "basket", "sales", "goods", "refunds", "contacts"] as const;
export type BridgePart = (typeof BRIDGE_PARTS)[number];
/** Three of them are the sales. */
const OF_SALES: readonly BridgePart[] = ["stay", "often", "basket"];
/** What belongs to income; the others are costs. */
export const OF_INCOME: readonly BridgePart[] = [...OF_SALES, "sales", "goods"];

/** A step that is worth something, and those who stand below it today. */
export interface BridgeStep {
  finding: Finding;
  headline: Estimate & Amount;
  customers: number;
}

export interface Amount {
  value: number;
  interval: Interval;
}

export interface Bridge {
  steps: BridgeStep[];
  /** Customers who would move: each of them one step. */
  moved: number;
  parts: { id: BridgePart; amount: Amount }[];
  income: Amount;
  /** Null where none are on record. */
  costs: Amount | null;
  gain: Amount;
}

/** Outcomes in money, the one that says most first: they hold the same money, so only one of them counts. */
const OUTCOMES = ["margin", "net-value", "spend"];

/** Steps of one score in money that are worth something, of one outcome; and those of the same outcome that nothing sure is known of. */
export function bridgeSteps(
  findings: readonly Finding[],
  experience: string,
  customersOn: (band: string) => number,
): { outcome: string; steps: BridgeStep[]; unsure: Finding[] } | null {
  const inMoney = findings.filter(
    ({ headline, verdict: { values } }) =>
      headline.unit === "money_per_customer" && values.experience === experience && values.lowBand !== undefined,
  );
  for (const outcome of OUTCOMES) {
    const all = inMoney.filter(({ verdict: { values } }) => values.outcome === outcome);
    const known = all.flatMap((finding): BridgeStep[] => {
      const { headline, figures } = finding;
      const customers = customersOn(String(finding.verdict.values.lowBand));
      if (!isWorth(finding) || !isTold(headline) || !figures.sales || customers === 0) return [];
      return [{ finding, headline, customers }];
    });
    // Only what has the same parts adds up part by part.
    const partsOf = ({ finding: { figures } }: BridgeStep) => BRIDGE_PARTS.filter((id) => id in figures).join();
    const steps = known.filter((step) => partsOf(step) === partsOf(known[0]!));
    if (steps.length > 0)
      return { outcome, steps, unsure: all.filter((finding) => !steps.some((step) => step.finding === finding)) };
  }
  return null;
}

/**
 * What the parts of some steps come to for a share of those who stand below each of them today. Everybody stands on one step and moves up
 * one, so nobody is counted twice; the parts of a step are effects of one comparison that add up to its worth, so no effect is. The
 * interval of one step is that of the comparison; over several steps, which share customers that they are compared with, the ends are added.
 * @param share of those below, in (0, 1]
 */
export function bridgeOf(steps: readonly BridgeStep[], share: number): Bridge {
  const everywhere = (id: string) => steps.every(({ finding }) => isTold(finding.figures[id]));
  const isApart = OF_SALES.every(everywhere);
  const ids = BRIDGE_PARTS.filter(everywhere).filter((id) => (isApart ? id !== "sales" : !OF_SALES.includes(id)));
  const sum = (of: (step: BridgeStep) => Amount) => added(steps, share, of);
  const part = (id: string) => sum(({ finding }) => finding.figures[id] as Estimate & Amount);
  return {
    steps: [...steps],
    moved: share * steps.reduce((n, { customers }) => n + customers, 0),
    parts: ids.map((id) => ({ id, amount: part(id) })),
    income: part("income"),
    costs: everywhere("costs") ? part("costs") : null,
    gain: everywhere("with_contacts") ? part("with_contacts") : sum(({ headline }) => headline),
  };
}

function added(steps: readonly BridgeStep[], share: number, of: (step: BridgeStep) => Amount): Amount {
  const sum = (each: (figure: Amount) => number) =>
    steps.reduce((total, step) => total + share * step.customers * each(of(step)), 0);
  const { level } = of(steps[0]!).interval;
  return {
    value: sum(({ value }) => value),
    interval: { low: sum(({ interval }) => interval.low), high: sum(({ interval }) => interval.high), level },
  };
}

const isTold = (figure: Finding["headline"] | undefined): figure is Estimate & Amount =>
  figure !== undefined && isEstimate(figure) && figure.interval !== null;
