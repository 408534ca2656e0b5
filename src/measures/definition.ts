import type { Day } from "../base/day.ts";
import type { FactKind } from "../facts/facts.ts";
import type { Basis, Message, Unit } from "../findings/figure.ts";
import type { PanelInfo } from "../panel/settings.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import type { Sql } from "../store/sql/sql.ts";

/** A half-open stretch of days for which one figure is asked. */
export interface Stretch {
  from: Day;
  to: Day;
}

/** The stretches that are asked, in the engine's words. None overlaps another. */
export interface Stretches {
  /** `from_day` and `to_day` of each. */
  rows: Sql;
  /** First day of the one that a day lies in; null where it lies in none. Far cheaper than comparing every day with every stretch. */
  of(day: Sql): Sql;
}

/**
 * Which rows a measure counts.
 * - `events`: rows of a panel table that carry their own `day`; a window keeps those inside it
 * - `stretches`: rows made for each stretch that is asked (who was a customer at its start, and at its end)
 */
export type Population =
  | {
      over: "events";
      table: string;
      /** Makes the rows when they are asked for: a table that only few questions need is not kept. */
      query?(dialect: Dialect, info: PanelInfo): Sql;
      /** The rows describe a state as of the end and have no day: windows and months do not apply. */
      asOfEnd?: true;
      /** The rows are of customers, whom contracts make as well as orders do, as those of stretches are. */
      ofCustomers?: true;
      /** What the measure is about at all (the instrument). */
      base?: Sql;
      /** Rows that count; those of the base that do not are counted by `exclusions`. */
      valid?: Sql;
      exclusions?: { reason: string; where: Sql }[];
      dimensions: readonly string[];
    }
  | {
      over: "stretches";
      rows(stretches: Stretches, dialect: Dialect, info: PanelInfo): Sql;
      /** Up to which day a stretch may end so that its outcome is known. */
      knownUntil(info: PanelInfo): Day | null;
      /** Whether the stretch is compared with an equally long one before it, which has to be on record. */
      looksBack?(info: PanelInfo): boolean;
      dimensions: readonly string[];
    };

/**
 * How rows become a figure. Every family but the quantile reduces to sums over clusters, `a` (numerator) and `b`
 * (denominator), from which the ratio Σa/Σb and its interval follow. `whole`: the value is a whole number on every row.
 */
export type Family =
  | { kind: "share"; hit: Sql }
  | { kind: "categories"; category: Sql; weights: Readonly<Record<string, number>> }
  | { kind: "mean"; value: Sql; whole?: true }
  /**
   * `part`: the numerator is a part of the denominator, so that the ratio and its interval stay in [0, 1].
   * `ofFew`: few rows make most of the sums, so that the error is that of leaving each row out; without a cluster only.
   * `ofGroup`: what a row adds depends on the others of its group, `r.in_period` and `r.in_cut`.
   */
  | { kind: "ratio"; numerator: Sql; denominator: Sql; part?: true; ofFew?: true; ofGroup?: true }
  | { kind: "quantile"; value: Sql; share: number }
  | { kind: "total"; value: Sql; whole?: true };

/** A factor of a measure. */
export interface Factor {
  /** What it is learnt from where nobody states it. */
  measure: MeasureDefinition;
  stated(info: PanelInfo): number | null;
  /** The code of what is needed where it is neither stated nor learnt. */
  lacking: string;
  /** What is done with it before it is multiplied; of slope 1 or −1, so that its error stays. */
  turned?(value: number): number;
  /** What has to be said of it. */
  cautions(
    known: { value: number; standardError: number; n: number },
    about: { isStated: boolean; info: PanelInfo },
  ): Message;
}

/** A measure as data: adding one is such a record, its texts, and a golden test. */
export interface MeasureDefinition {
  id: string;
  version: number;
  unit: Unit;
  better: "up" | "down" | "neither";
  needs: readonly FactKind[];
  /** Whether the facts, though there, are enough; otherwise the code that says what is lacking. */
  lacks?(info: PanelInfo): string | null;
  population: Population;
  family: Family;
  /** Column whose rows belong together in the error of the figure; null: every row stands for itself. */
  cluster: "party" | "agent" | null;
  /** Which rows `r` speak for their party as a whole: of these only the party's latest in each stretch counts (relationship scores). */
  latestOfParty?: Sql;
  /** Below this n the figure is withheld. */
  minimum: number;
  /** Cuts that the report shows by itself. */
  reported: readonly string[];
  /** How much of it the report shows: all, its value alone, or nothing unless it is asked for. */
  shown?: "value" | "on_request";
  cautions?(info: PanelInfo): Message[];
  /** What the value is multiplied by: what the settings state, otherwise what another measure says. */
  times?: readonly Factor[];
  /** Whether the values were recorded or rest on an assumption; recorded where it is not said. */
  basis?(info: PanelInfo): Basis;
}

export const definitionName = ({ id, version }: MeasureDefinition): string => `${id}@${version}`;
