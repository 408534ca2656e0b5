/** Share of hits with its Monte Carlo error. */
export const share = (hits, runs) => ({
  value: hits / runs,
  error: Math.sqrt(((hits / runs) * (1 - hits / runs)) / runs),
});

const percent = (x) => `${(100 * x).toFixed(1)} %`;

/** Does an interval that claims `level` cover it, within `errors` Monte Carlo errors of that level? */
export function nominal(section, what, { hits, runs, level = 0.95, errors = 3 }) {
  const { value } = share(hits, runs);
  const allowed = errors * Math.sqrt((level * (1 - level)) / runs);
  const wanted = `${percent(level)} ± ${percent(allowed)}`;
  return { section, what, runs, result: percent(value), wanted, holds: Math.abs(value - level) <= allowed };
}

/** Is a figure at least what is promised? Shares are written as per cent. */
export function atLeast(section, what, { value, least, runs }) {
  return { section, what, runs, result: percent(value), wanted: `at least ${percent(least)}`, holds: value >= least };
}

/** A figure that is published and promises nothing. */
export function published(section, what, { value, runs, note }) {
  return { section, what, runs, result: percent(value), wanted: note, holds: null };
}

/** Do repeated estimates average the truth, within `errors` of their own Monte Carlo error plus a share of the truth for small-sample bias? */
export function centred(section, what, { estimates, truth, bias = 0, errors = 3.5 }) {
  const n = estimates.length;
  const mean = estimates.reduce((a, b) => a + b, 0) / n;
  const spread = Math.sqrt(estimates.reduce((sum, e) => sum + (e - mean) ** 2, 0) / (n - 1));
  const allowed = (errors * spread) / Math.sqrt(n) + bias * Math.abs(truth);
  return {
    section,
    what,
    runs: n,
    result: `mean ${mean.toPrecision(4)} (sd ${spread.toPrecision(2)})`,
    wanted: `${truth} ± ${allowed.toPrecision(2)}`,
    holds: Math.abs(mean - truth) <= allowed,
  };
}

/** A number that has to stay below a bound. */
export function below(section, what, { value, bound, runs }) {
  const result = value === 0 ? "0" : value.toExponential(1);
  return { section, what, runs, result, wanted: `below ${bound}`, holds: value < bound };
}
