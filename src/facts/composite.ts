/** One part of a composite: the answers to a score, or to one of its questions. */
export interface CompositeElement {
  id: string;
  name?: string | Readonly<Record<string, string>>;
  instrument: string;
  /** Which question of the instrument; without it all of them, as their mean. */
  item?: string;
  /** On which scale it was asked, where neither a standard score nor the settings say so. */
  scale?: string;
  /** In general; 1 where it is not stated. */
  weight?: number;
}

/** Weights of one segment, or of one situation. Elements that are not named do not count there. */
export interface WeightsFor {
  where: Readonly<Partial<Record<Situation, string | readonly string[]>>>;
  weights: Readonly<Record<string, number>>;
}

/** What the customer is. */
export const OF_WHOM = ["segment", "country", "region", "language", "plan", "acquisition_channel"] as const;
/** What the answer is about, and how it was given. */
export const ABOUT_WHAT = ["touchpoint", "channel", "topic", "team", "agent", "survey", "kind"] as const;
/** What weights may depend on. */
export const SITUATIONS = [...OF_WHOM, ...ABOUT_WHAT] as const;
export type Situation = (typeof SITUATIONS)[number];

interface Composed {
  elements: CompositeElement[];
}

/** General weights, by element. */
export const generalWeights = ({ elements }: Composed): Record<string, number> =>
  Object.fromEntries(elements.map(({ id, weight = 1 }) => [id, weight]));

/** Instruments that it is made of. */
export const partsOf = ({ elements }: Composed): string[] => [...new Set(elements.map(({ instrument }) => instrument))];

/** The groups that a condition names. */
export const groupsNamed = (groups: string | readonly string[]): readonly string[] =>
  typeof groups === "string" ? [groups] : groups;
