import type { Claim } from "../claim.ts";

/** Claims that the records of one company cannot test, whatever they hold: each says why. */
export const NOT_TESTABLE: readonly Claim[] = [
  /** B-33: the ten best did better than the index. Compares companies. */
  { id: "b33", studies: [] },
  /** B-34: a 17 % greater chance to grow consistently. Compares companies. */
  { id: "b34", studies: [] },
  /** B-37: shares of companies and of managers who say something: context, not claims about customers. */
  { id: "b37", studies: [] },
];
