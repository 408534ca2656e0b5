/** A confidence interval: bounds in the unit of the estimate they belong to, `level` the two-sided confidence in (0, 1). */
export interface Interval {
  low: number;
  high: number;
  level: number;
}
