/** A source of uniform random numbers in [0, 1). Passed in wherever chance is needed, so that a seed decides the result. */
export type Random = () => number;
