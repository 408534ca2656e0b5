import type { FigureHeader } from "../findings/figure.ts";
import type { TableCell } from "../findings/finding.ts";
import { BAND_MINIMUM, type Contrast } from "./contrast.ts";

/** A difference of two groups with its interval, or that one of them is too small. */
export const differenceCell = (found: Contrast | null, unit: Pick<FigureHeader, "unit" | "currency">): TableCell =>
  found
    ? { kind: "number", value: found.difference, interval: found.interval, ...unit, signed: true }
    : { kind: "message", message: { code: "problems.too_few", values: { required: BAND_MINIMUM } } };
