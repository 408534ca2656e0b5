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
  /** Whether only whole numbers are answers; they are where it is not said. */
  whole?: boolean;
  /** From the low end of the scale to the high one. */
  bands: OwnBand[];
}

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
  const whole = stated.whole ?? true;
  return {
    id: stated.id,
    ...{ min, max, best, whole },
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

/** Measures that a score of one's own makes: the share of good answers, and the mean. */
export const scoreMeasureIds = ({ id }: Pick<OwnScore, "id">): [share: string, mean: string] => [id, `${id}-mean`];
