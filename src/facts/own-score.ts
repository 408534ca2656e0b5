import { type CompositeElement, partsOf, type WeightsFor } from "./composite.ts";
import { type Band, INSTRUMENTS, type Instrument, type Instruments } from "./instruments.ts";
import { parseScale } from "./scale.ts";

/** A name as it stands, or by language. */
export type OwnName = string | Readonly<Record<string, string>>;

export interface OwnBand {
  id: string;
  name?: OwnName;
  /** The lowest and the highest score of it; of a score with fractions, `to` is where the next one begins. */
  from: number;
  to: number;
  is?: Band["tone"];
}

/** A score that a company states for itself: its scale, and which answers belong together. */
export interface OwnScore {
  id: string;
  name?: OwnName;
  /** `1-7`; `1-7 low` where the low end is the good one. */
  scale: string;
  /** Whether only whole numbers are answers; they are where it is not said, but of a composite. */
  whole?: boolean;
  /** From the low end of the scale to the high one. */
  bands: OwnBand[];
  /** Of its definition; 1 where it is not stated. */
  version?: number;
  /** What it is made of, where it is no question by itself (`composite.ts`). */
  elements?: CompositeElement[];
  /** Other weights than the general ones: the first that fit a response hold for it. */
  weights?: WeightsFor[];
  /** An answer weighs by its importance to the person who gave it, too. */
  importance?: boolean;
  /** The share of the weight that has to be answered, above 0; without it any answer is enough. */
  answered?: number;
}

/** A score that is computed from the answers of a response: the weighted mean of its elements. */
export type Composite = OwnScore & Required<Pick<OwnScore, "elements" | "version">>;

export const isComposite = (score: OwnScore): score is Composite => score.elements !== undefined;

/** Whether only whole numbers are answers; a mean of several answers hardly ever is one. */
export const isWhole = ({ whole, elements }: Pick<OwnScore, "whole" | "elements">): boolean =>
  whole ?? elements === undefined;

/** A band of a company's own by the name that tells it from the bands of all other scores. */
export const bandCode = ({ id }: Pick<OwnScore, "id">, band: Pick<OwnBand, "id">): string => `${id}.${band.id}`;

/** Bands from the worst to the best, each with what it says: the ends are bad and good unless it is stated. */
export function worstFirst({ bands, scale }: OwnScore): (OwnBand & { is: Band["tone"] })[] {
  const ordered = parseScale(scale)?.best === "low" ? [...bands].reverse() : bands;
  return ordered.map((band, i) => ({
    ...band,
    is: band.is ?? (i === 0 ? "bad" : i === ordered.length - 1 ? "good" : "middle"),
  }));
}

/** What is stated, as an instrument like the standard ones. */
export function ownInstrument(stated: OwnScore): Instrument {
  const { min, max, best } = parseScale(stated.scale)!;
  const whole = isWhole(stated);
  return {
    id: stated.id,
    ...{ min, max, best, whole },
    ...(isComposite(stated) ? { of: partsOf(stated) } : {}),
    bands: worstFirst(stated).map((band) => ({
      code: bandCode(stated, band),
      low: band.from,
      high: band.to,
      tone: band.is,
      // What lies between two whole numbers belongs to no band; a fraction belongs to the band that begins below it.
      ...(whole || band.to === max ? {} : { open: true as const }),
    })),
  };
}

/** Every score with bands of its own: the standard ones, then the company's in its order. */
export const instrumentsOf = (own: readonly OwnScore[] = []): Instruments => ({
  ...INSTRUMENTS,
  ...Object.fromEntries(own.map((stated) => [stated.id, ownInstrument(stated)])),
});

/**
 * Measures that a score of one's own makes: the share of good answers, and the mean. Its id is that of the share, as with satisfaction;
 * a composite is spoken of as a number, so there it is that of the mean.
 */
export const scoreMeasures = (id: string, isComposite: boolean): { share: string; mean: string } =>
  isComposite ? { share: `${id}-good`, mean: id } : { share: id, mean: `${id}-mean` };

/** The ids of these, the leading one first. */
export function scoreMeasureIds(score: OwnScore): string[] {
  const { share, mean } = scoreMeasures(score.id, isComposite(score));
  return isComposite(score) ? [mean, share] : [share, mean];
}
