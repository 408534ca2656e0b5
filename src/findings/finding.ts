import type { Currency } from "../base/currency.ts";
import type { Day } from "../base/day.ts";
import type { ChartSpec, Label } from "./chart-spec.ts";
import type { Code, Exclusion, Figure, Interval, Message, Unit } from "./figure.ts";

export type FindingKind =
  | "measure"
  | "target"
  | "link"
  | "steps"
  | "data_quality"
  | "withheld"
  | "problem"
  | "worth"
  | "driver"
  | "claim"
  | "lag"
  | "contest"
  | "coverage"
  | "fair"
  | "spread"
  | "value";

export interface EvidenceRef {
  /** File in the evidence folder, relative to it. */
  file: string;
  what: Code;
}

export type TableCell =
  | { kind: "label"; label: Label }
  | {
      kind: "number";
      value: number | null;
      unit: Unit;
      currency?: Currency;
      interval?: Interval | null;
      /** A difference: shown with its sign, and a share's in percentage points. */
      signed?: true;
    }
  | { kind: "message"; message: Message };

export interface Table {
  id: string;
  title: Message;
  columns: { id: string; title: Message; align: "start" | "end" }[];
  rows: Record<string, TableCell>[];
  note?: Message;
}

/** How a link was asked, so that a reader can repeat it. */
export interface StudyDesign {
  experience: string;
  outcome: string;
  /** Days after the gap over which the outcome is counted; null for snapshots of unknown date. */
  horizonDays: number | null;
  gapDays: number;
  bands: Code[];
  bandMinimum: number;
  smallestUsefulEffect: { share: number; of: "base_mean" };
  adjustment: "benjamini_hochberg";
}

/** One question answered: headline, verdict, and what they rest on. The same object feeds every face. */
export interface Finding {
  schema: 1;
  kind: FindingKind;
  id: string;
  asOf: Day | null;
  dataVersion: string;
  design?: StudyDesign;
  /** Where it is not simply the name of the headline's measure. */
  title?: Message;
  headline: Figure;
  verdict: Message;
  /** Further sentences, each true by itself. */
  notes?: Message[];
  figures: Record<string, Figure>;
  tables: Table[];
  charts: ChartSpec[];
  evidence: EvidenceRef[];
  excluded?: Exclusion[];
}
