import { ModelError } from "../../base/errors.ts";
import type { Interval } from "../../findings/figure.ts";
import { ancova } from "../../stats/causal/ancova.ts";
import { differenceInChanges } from "../../stats/causal/two-by-two.ts";
import { meanInterval } from "../../stats/intervals/mean.ts";
import { momentsOf } from "../../stats/sums.ts";
import { CONFIDENCE } from "../infer.ts";
import type { AgentSums, Phase } from "./coaching-sums.ts";

/** Records that an agent needs in a phase, so that their value there is one. */
export const AGENT_RECORDS = 10;
/** Agents that each side needs. */
export const AGENTS_NEEDED = 5;

/** One agent's values as distances from those of all others over the same days. */
export interface AgentChange {
  agent: string;
  isCoached: boolean;
  before: number;
  after: number;
  earlier: number | null;
}

export interface Estimated {
  value: number;
  interval: Interval | null;
}

export interface Effect extends Estimated {
  interval: Interval;
  /** Two-sided; null where nothing varies. */
  p: number | null;
}

/** What a measure did with those who were coached, against the others over the same time. */
export interface CoachingChange {
  coached: number;
  others: number;
  /** Coached agents who had too few records before or after, or too few others beside them. */
  leftOut: number;
  /** Mean change of the coached agents, and of the others over the same days. */
  own: Estimated | null;
  theirs: Estimated | null;
  /** Change of the coached beyond that of the others; null where a side is too small. */
  difference: Effect | null;
  /** The same with nothing done yet: from the earlier stretch to the one before. */
  placebo: Effect | null;
  /** The difference among agents who started at the same value. */
  equalStart: Effect | null;
  /** Agents one by one. */
  agents: readonly AgentChange[];
}

/**
 * Difference in differences with agents as units: each agent is held against the mean of those who were never coached over the same
 * days, so that what changed for all drops out; agents weigh alike. An agent who was never coached is one unit, however
 * many days of coaching there were: its distances are averaged over them.
 * @see Welch (1947), Biometrika 34, 28–35, for the interval of the difference of changes; Vickers & Altman (2001), BMJ 323,
 * 1123–1124, for equal starting values
 */
export function coachingChange(sums: readonly AgentSums[]): CoachingChange {
  const cohorts = [...new Set(sums.map(({ cohort }) => cohort))].map((cohort) =>
    cohortOf(sums.filter((each) => each.cohort === cohort)),
  );
  const used = cohorts.filter(({ others, coached }) => others.length >= AGENTS_NEEDED && coached.length > 0);
  const coached = used.flatMap((each) => each.coached.map((agent) => ({ ...agent, means: each.means })));
  const leftOut =
    cohorts.reduce((sum, each) => sum + each.leftOut, 0) +
    cohorts.filter((each) => !used.includes(each)).reduce((sum, each) => sum + each.coached.length, 0);
  const others = averaged(used);
  const drift = mean(coached.map(({ means }) => means.after - means.before));
  const agents = [...coached.map(({ means: _, ...agent }) => agent), ...others];
  return {
    coached: coached.length,
    others: others.length,
    leftOut,
    own: estimated(coached.map(({ before, after, means }) => after + means.after - before - means.before)),
    theirs: estimated(others.map(({ before, after }) => after - before + drift)),
    difference: changed(agents, "before", "after"),
    placebo: changed(agents, "earlier", "before"),
    equalStart: atEqualStart(agents),
    agents,
  };
}

interface Cohort {
  coached: AgentChange[];
  others: AgentChange[];
  leftOut: number;
  means: { before: number; after: number };
}

/** Agents around one day of coaching. */
function cohortOf(sums: readonly AgentSums[]): Cohort {
  const byAgent = new Map<string, { isCoached: boolean; values: Partial<Record<Phase, number>> }>();
  for (const { agent, isCoached, phase, n, value } of sums) {
    const found = byAgent.get(agent) ?? { isCoached, values: {} };
    if (n >= AGENT_RECORDS) found.values[phase] = value;
    byAgent.set(agent, found);
  }
  const measured = [...byAgent].flatMap(
    ([
      agent,
      {
        isCoached,
        values: { earlier = null, before, after },
      },
    ]) => (before === undefined || after === undefined ? [] : [{ agent, isCoached, earlier, before, after }]),
  );
  const others = measured.filter(({ isCoached }) => !isCoached);
  const of = (phase: Phase) => mean(others.flatMap((each) => each[phase] ?? []));
  const means = { earlier: of("earlier"), before: of("before"), after: of("after") };
  const distance = (each: AgentChange): AgentChange => ({
    ...each,
    before: each.before - means.before,
    after: each.after - means.after,
    earlier: each.earlier === null ? null : each.earlier - means.earlier,
  });
  const coached = measured.filter(({ isCoached }) => isCoached);
  return {
    coached: coached.map(distance),
    others: others.map(distance),
    leftOut: [...byAgent.values()].filter(({ isCoached }) => isCoached).length - coached.length,
    means,
  };
}

/** Each agent who was never coached as one unit: the mean of their distances, weighed by how many were coached on the day. */
function averaged(cohorts: readonly Cohort[]): AgentChange[] {
  const names = [...new Set(cohorts.flatMap(({ others }) => others.map(({ agent }) => agent)))].sort();
  return names.map((agent) => {
    const stood = cohorts.flatMap(({ others, coached }) =>
      others.filter((each) => each.agent === agent).map((each) => ({ each, weight: coached.length })),
    );
    const over = (phase: Phase): number | null => {
      const known = stood.filter(({ each }) => each[phase] !== null);
      const weight = known.reduce((sum, each) => sum + each.weight, 0);
      return weight === 0 ? null : known.reduce((sum, { each, weight: w }) => sum + w * each[phase]!, 0) / weight;
    };
    return {
      agent,
      isCoached: false,
      earlier: over("earlier"),
      before: over("before") ?? 0,
      after: over("after") ?? 0,
    };
  });
}

function changed(agents: readonly AgentChange[], from: Phase, to: Phase): Effect | null {
  const side = (isCoached: boolean) => {
    const those = agents.filter((each) => each.isCoached === isCoached && each[from] !== null && each[to] !== null);
    return { before: those.map((each) => each[from]!), after: those.map((each) => each[to]!) };
  };
  const [treated, control] = [side(true), side(false)];
  if (Math.min(treated.before.length, control.before.length) < AGENTS_NEEDED) return null;
  const { difference, interval, pValue } = differenceInChanges(treated, control, CONFIDENCE);
  return { value: difference, interval, p: pValue };
}

function atEqualStart(agents: readonly AgentChange[]): Effect | null {
  const [coached, others] = [true, false].map((isCoached) => agents.filter((each) => each.isCoached === isCoached));
  if (Math.min(coached!.length, others!.length) < AGENTS_NEEDED) return null;
  try {
    const { effect, interval } = ancova({
      before: agents.map(({ before }) => before),
      after: agents.map(({ after }) => after),
      treated: agents.map(({ isCoached }) => Number(isCoached)),
      confidence: CONFIDENCE,
    });
    return { value: effect, interval, p: null };
  } catch (error) {
    // Agents who all started alike leave nothing to make equal.
    if (error instanceof ModelError) return null;
    throw error;
  }
}

/** Mean over agents with Student's interval. */
function estimated(values: readonly number[]): Estimated | null {
  if (values.length < AGENTS_NEEDED) return null;
  const { mean: value, interval } = meanInterval(momentsOf(values), { confidence: CONFIDENCE });
  return { value, interval };
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
