import type { Interval } from "../findings/figure.ts";

/** Whether a difference is something: the rule of links, for one interval. `unclear`: it holds 0 as well as what would matter. */
export function stepVerdict({ low, high }: Interval, smallest: number): "useful" | "weak" | "none" | "unclear" {
  if (low > -smallest && high < smallest) return "none";
  if (low <= 0 && high >= 0) return "unclear";
  return low >= smallest || high <= -smallest ? "useful" : "weak";
}
