import type { BusinessHours } from "../base/business-hours.ts";
import type { Condition } from "../base/condition.ts";
import type { Currency } from "../base/currency.ts";
import type { Day } from "../base/day.ts";
import type { Progress } from "../base/logger.ts";
import type { TimeZone } from "../base/zone.ts";
import type { DisloyalRule } from "../facts/disloyal.ts";
import type { EffortWeights } from "../facts/effort.ts";
import type { HealthWeights } from "../facts/health-score.ts";
import { type PeopleRules, peopleRules } from "../facts/people-rules.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { type MeasureBook, measureBook, type OwnStated } from "../measures/registry.ts";
import { buildPanel } from "../panel/build.ts";
import type { ClosingCosts, ContactCosts, PanelInfo, StatedPoints, StatedRate } from "../panel/settings.ts";
import { type IdentitySummary, resolveIdentity } from "../people/identity.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { printable } from "../store/sql/sql.ts";
import type { ValueTerms } from "../value/clv/study.ts";

/** How a person wants the figures cut; null where they left it open. */
export interface AnalysisOptions extends OwnStated {
  zone: TimeZone;
  currency: Currency | null;
  asOf: Day | null;
  from: Day | null;
  to: Day | null;
  /** The window by its name, in the company's calendar; it gives `from` and `to`. */
  period?: string;
  /** The month that the company's year begins with. */
  firstMonth?: number;
  inactivityDays: number | null;
  /** What happened, in order of time. */
  events: readonly { on: Day; name: string }[];
  /** Weights of the effort index where the settings file gives others. */
  effortWeights?: Partial<EffortWeights>;
  /** Who is disloyal, where the settings file says. */
  disloyal?: DisloyalRule;
  /** Hours within which a second channel in a case is a switch, where the settings file says. */
  switchHours?: number;
  /** How far ahead the value of a customer counts, and what later money is worth, where the settings file says. */
  valueTerms?: Partial<ValueTerms>;
  /** Weights of the health score where the settings file gives others. */
  healthWeights?: Partial<HealthWeights>;
  /** What the settings file states about money that is not on record. */
  margin?: number;
  contactCosts?: ContactCosts;
  closingCosts?: ClosingCosts;
  rates?: readonly StatedRate[];
  points?: StatedPoints;
  hours?: BusinessHours;
  /** Only customers of whom all of this holds. */
  where?: readonly Condition[];
  /** How identifiers become customers. */
  people?: Partial<PeopleRules>;
  /** Days after an answer that no outcome counts; 0 where nothing is said. */
  gapDays?: number;
}

/** A query that made figures, with what it gave: the evidence that anybody can recompute from. */
export interface RecordedQuery {
  id: string;
  sql: string;
  rows: readonly unknown[];
}

export interface Analysis {
  context: MeasureContext;
  info: PanelInfo;
  identity: IdentitySummary;
  /** Every measure there is for the company. */
  book: MeasureBook;
  /** What was asked of the analysis. */
  stated: AnalysisOptions;
  queries: RecordedQuery[];
  /** The analysis of all customers, where this one is narrowed to some. */
  whole?: Analysis;
}

/** From facts to the tables that every figure reads: who is who, then the panel. */
export async function analyse(store: Analytics, options: AnalysisOptions, progress: Progress): Promise<Analysis> {
  progress.step("people");
  const identity = await resolveIdentity(store, peopleRules(options.people));
  const info = await buildPanel(store, options, { progress, gapDays: options.gapDays ?? 0 });
  const queries: RecordedQuery[] = [];
  const context: MeasureContext = {
    store,
    info,
    from: options.from,
    to: options.to,
    events: options.events,
    ...(options.firstMonth === undefined ? {} : { firstMonth: options.firstMonth }),
    record: (id, query, rows) => queries.push({ id, sql: printable(query), rows }),
  };
  return { context, info, identity, book: measureBook(options), stated: options, queries };
}
