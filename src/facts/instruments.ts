/** A group of answers that belong together: detractors, the satisfied. Bounds are inclusive, unless it is `open`. */
export interface Band {
  code: string;
  low: number;
  high: number;
  /** The upper bound belongs to the next band. */
  open?: true;
  tone: "good" | "middle" | "bad";
}

/** A score with a fixed scale and fixed bands. Scores on other scales keep their own name and are never mixed with these. */
export interface Instrument {
  id: string;
  min: number;
  max: number;
  /** Which end of the scale is the good one. */
  best: "high" | "low";
  /** Whether only whole numbers are answers. */
  whole: boolean;
  /** From the worst to the best. */
  bands: readonly Band[];
  /** Of a composite: the instruments that it is made of. */
  of?: readonly string[];
}

/** Scores by their ids, in the order in which one of them leads. */
export type Instruments = Readonly<Record<string, Instrument>>;

/** Scores in an order of one's own, with those that it does not name behind them. */
export const scoresInOrder = (first: readonly string[], instruments: Instruments): string[] => [
  ...first,
  ...Object.keys(instruments).filter((id) => !first.includes(id)),
];

/** Instruments that say the same as one, in whole or in part: itself, what it is made of, and what is made of it. */
export const kinOf = (id: string, instruments: Instruments): string[] => [
  ...new Set([
    id,
    ...(instruments[id]?.of ?? []),
    ...Object.values(instruments).flatMap((each) => (each.of?.includes(id) ? [each.id] : [])),
  ]),
];

/** The band that a score lies in; undefined where it is no answer on the scale. */
export const bandOf = ({ bands, whole }: Instrument, score: number): Band | undefined =>
  whole && !Number.isInteger(score)
    ? undefined
    : bands.find(({ low, high, open }) => score >= low && (open ? score < high : score <= high));

const band = (code: string, low: number, high: number, tone: Band["tone"]): Band => ({ code, low, high, tone });

/**
 * The three standard instruments. NPS: Reichheld (2003); CSAT: top two of five, 3 is not satisfied;
 * CES 2.0: agreement with "made it easy", 1–7, 5–7 is easy (Dixon, Toman, DeLisi 2013).
 */
export const INSTRUMENTS: Instruments = {
  nps: {
    id: "nps",
    min: 0,
    max: 10,
    best: "high",
    whole: true,
    bands: [band("detractor", 0, 6, "bad"), band("passive", 7, 8, "middle"), band("promoter", 9, 10, "good")],
  },
  csat: {
    id: "csat",
    min: 1,
    max: 5,
    best: "high",
    whole: true,
    bands: [band("dissatisfied", 1, 2, "bad"), band("neutral", 3, 3, "middle"), band("satisfied", 4, 5, "good")],
  },
  ces: {
    id: "ces",
    min: 1,
    max: 7,
    best: "high",
    whole: true,
    bands: [band("hard", 1, 3, "bad"), band("middle", 4, 4, "middle"), band("easy", 5, 7, "good")],
  },
};

/** Bands of a score that has none of its own: thirds of its answers, from the worst to the best. */
export const THIRDS: readonly Omit<Band, "low" | "high">[] = [
  { code: "low_third", tone: "bad" },
  { code: "middle_third", tone: "middle" },
  { code: "high_third", tone: "good" },
];
