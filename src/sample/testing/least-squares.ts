export interface Unit {
  /** Covariates with a leading 1. */
  x: number[];
  y: number;
}

/** Ordinary least squares by Gauss–Jordan on the normal equations. */
export function leastSquares(units: readonly Unit[]): number[] {
  const k = units[0]!.x.length;
  const a = Array.from({ length: k }, () => new Array<number>(k + 1).fill(0));
  for (const { x, y } of units) {
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) a[i]![j]! += x[i]! * x[j]!;
      a[i]![k]! += x[i]! * y;
    }
  }
  for (let i = 0; i < k; i++) {
    const pivot = a[i]![i]!;
    for (let j = i; j <= k; j++) a[i]![j]! /= pivot;
    for (let row = 0; row < k; row++) {
      const factor = a[row]![i]!;
      if (row !== i) for (let j = i; j <= k; j++) a[row]![j]! -= factor * a[i]![j]!;
    }
  }
  return a.map((row) => row[k]!);
}

/** What the lower band's customers would gain at the upper band's regression line, less what they had. */
export function regressionAdjusted(lower: readonly Unit[], upper: readonly Unit[]): { value: number; se: number } {
  const line = leastSquares(upper);
  const predict = (x: number[]) => x.reduce((sum, value, i) => sum + value * line[i]!, 0);
  const gains = lower.map(({ x, y }) => predict(x) - y);
  const residuals = upper.map(({ x, y }) => y - predict(x));
  return { value: mean(gains), se: Math.sqrt(variance(gains) / gains.length + variance(residuals) / residuals.length) };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: number[]) => {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
};
