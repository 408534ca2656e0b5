import type { Day } from "../../base/day.ts";
import type { Period } from "../../base/period.ts";
import type { FactKind } from "../../facts/facts.ts";
import type { Basis, Figure, FigureState, Interval, Message, Unit } from "../../findings/figure.ts";
import type { Stretch } from "../../measures/definition.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import type { PanelInfo } from "../../panel/settings.ts";
import type { Sql } from "../../store/sql/sql.ts";

/** A published figure as a claim to be tested on one's own records. It is never an input of any calculation. */
export interface Claim {
  /** Has the texts `claim.<id>.title` and `claim.<id>.caution`, and `claim.<id>.<study>` for each of its studies. */
  id: string;
  /** Empty: no records of one company can test it, for the reason that the caution gives. */
  studies: readonly ClaimStudy[];
}

/** What was published, on the scale of the study's statistic. */
export interface Published {
  low: number;
  high: number;
}

interface Declared {
  id: string;
  /** Null: a direction without a size. */
  published: Published | null;
  /** Facts that it needs, all of them. */
  needs: readonly FactKind[];
  /** Why the facts, though there, are not enough. */
  lacks?(info: PanelInfo): string | null;
}

/** Two groups of units: what the first has against the second, as the ratio or the difference of their means. */
export interface GroupStudy extends Declared {
  kind: "ratio" | "difference";
  /** Which of the first group the claim says: more than the second, or less. */
  direction: "more" | "less";
  /** Of the means. */
  unit: Unit;
  read(asked: Asked): Promise<Units> | Units;
}

/** One group of units: its mean. Published is a level, without a direction. */
export interface LevelStudy extends Declared {
  kind: "level";
  unit: Unit;
  read(asked: Asked): Promise<Units> | Units;
}

/** Units with two values each (`x_0`, `y_0`): their correlation. */
export interface CorrelationStudy extends Declared {
  kind: "correlation";
  direction: "more" | "less";
  read(asked: Asked): Promise<Units> | Units;
}

/** A figure that follows from measures. `more`: what does not move the other way; `level`: published is a level. */
export interface ComputedStudy extends Declared {
  kind: "computed";
  direction: "more" | "level";
  unit: Unit;
  compute(asked: Asked): Promise<Computed>;
}

export type ClaimStudy = GroupStudy | LevelStudy | CorrelationStudy | ComputedStudy;

/** What a study is given to work with. */
export interface Asked {
  context: MeasureContext;
  /** Scores that customers answered: those with enough answers to be compared before the others, the leading one first. */
  scores: readonly string[];
  /** Two stretches that follow each other, up to where purchases are known, of a year where the records reach; null where they are too short. */
  stretches: { first: Stretch; second: Stretch } | null;
  /** A measure over its usual window. */
  measure(id: string): Promise<Figure>;
}

/** Units, by what is compared of them. */
export interface UnitRows {
  /** Columns `id`, `party`, `band` (`first` or `second`) and `y_0`, of which the mean is taken. */
  rows: Sql;
  /** There is a column `x_0` too, and what is compared is Σy/Σx. */
  isDivided?: boolean;
  /** What was known of each unit before; the comparison is made at equal history too. */
  history?: History;
  window: Period;
  /** Of the study's text. */
  values?: Message["values"];
  cautions?: readonly Message[];
}

/** Rows of units, or the reason why there are none. */
export type Units = UnitRows | { state: FigureState };

/** Columns of what went before, by the unit's id or its party. */
export interface History {
  by: "id" | "party";
  rows: Sql;
  columns: readonly string[];
}

export type Computed =
  | {
      value: number;
      /** Null: recorded totals. */
      interval: Interval | null;
      n: number;
      basis: Basis;
      window: Period;
      values?: Message["values"];
      query?: { id: string };
    }
  | { state: FigureState };

/** A period in the company's zone. */
export const periodOf = ({ from, to }: { from: Day | null; to: Day | null }, { zone }: PanelInfo): Period => ({
  from,
  to,
  zone,
});

export const notMeasured = (...needs: string[]): { state: FigureState } => ({
  state: { state: "not_measured", needs },
});
/** The records are too short for what is asked. */
export const NO_HISTORY: { state: FigureState } = { state: { state: "undefined", why: "no_history" } };
