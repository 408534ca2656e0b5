import type { TableCell } from "../findings/finding.ts";
import { base } from "../measures/definitions/common.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import { wilsonInterval } from "../stats/intervals/wilson.ts";

/** A share with Wilson's interval. */
export const shareOf = (successes: number, n: number) => ({
  value: successes / n,
  interval: wilsonInterval({ successes, n }, CONFIDENCE),
});

/** The same as a cell, or that there are too few. */
export const shareCell = (successes: number, n: number): TableCell =>
  n < base.minimum
    ? { kind: "message", message: { code: "figure.state.too_few.short", values: { n, required: base.minimum } } }
    : { kind: "number", unit: "share", ...shareOf(successes, n) };
