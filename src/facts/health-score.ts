/**
 * Parts of a health score that is weighted by hand, with their usual weights: bought lately (or has a contract), buys often, had no reason
 * to complain, and would recommend. A weight of 0 leaves a part out; the weights need not add up to 100.
 */
export const HEALTH_WEIGHTS = { recent: 35, frequent: 25, calm: 15, content: 25 } as const;
export type HealthPart = keyof typeof HEALTH_WEIGHTS;
export type HealthWeights = Readonly<Record<HealthPart, number>>;
