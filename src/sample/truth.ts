import type { Company } from "./options.ts";
import { CELLS, CHURN, cellOf, HORIZONS, OUTCOMES, readOutcomes } from "./outcomes.ts";
import { BANDS } from "./score.ts";
import type { Moment, World } from "./world.ts";

const STEPS = [
  { step: "detractor_to_passive", lower: 0, upper: 1 },
  { step: "passive_to_promoter", lower: 1, upper: 2 },
] as const;

/** Mean, standard error and n of a sum of values. */
export interface MeanOf {
  value: number;
  se: number;
}

export interface TrueEffect {
  step: (typeof STEPS)[number]["step"];
  outcome: (typeof OUTCOMES)[number];
  horizon: number;
  /** Effect on those who would move: the answers in the lower band. */
  atu: MeanOf;
  /** Effect averaged over all answers. */
  ate: MeanOf;
  /** Difference of the two bands' observed means: what a careless reader would take for the effect. */
  naive: MeanOf;
  /** The same two effects over everybody who was asked, answered or not. */
  asked: { atu: MeanOf; ate: MeanOf; n: Record<(typeof BANDS)[number], number> };
  n: Record<(typeof BANDS)[number], number>;
  means: Record<(typeof BANDS)[number], number>;
}

/** Running sums over scored moments, by the band that they were in. No moment is kept. */
class Sums {
  private readonly n = new Float64Array(3 * CELLS);
  private readonly observed = new Float64Array(3 * CELLS);
  private readonly observedSquares = new Float64Array(3 * CELLS);
  private readonly gain = new Float64Array(6 * CELLS);
  private readonly gainSquares = new Float64Array(6 * CELLS);

  add(band: number, cell: number, outcomes: readonly Float64Array[]): void {
    const at = band * CELLS + cell;
    const value = outcomes[band]![cell]!;
    this.n[at]!++;
    this.observed[at]! += value;
    this.observedSquares[at]! += value * value;
    for (let step = 0; step < 2; step++) {
      const gain = outcomes[step + 1]![cell]! - outcomes[step]![cell]!;
      this.gain[at * 2 + step]! += gain;
      this.gainSquares[at * 2 + step]! += gain * gain;
    }
  }

  count(band: number, cell: number): number {
    return this.n[band * CELLS + cell]!;
  }

  mean(band: number, cell: number): MeanOf {
    const at = band * CELLS + cell;
    return meanOf(this.observed[at]!, this.observedSquares[at]!, this.n[at]!);
  }

  /** Mean gain of a step over the answers that were in `bands`. */
  gainOf(step: number, bands: readonly number[], cell: number): MeanOf {
    let [sum, squares, n] = [0, 0, 0];
    for (const band of bands) {
      const at = band * CELLS + cell;
      sum += this.gain[at * 2 + step]!;
      squares += this.gainSquares[at * 2 + step]!;
      n += this.n[at]!;
    }
    return meanOf(sum, squares, n);
  }

  bands(cell: number): Record<(typeof BANDS)[number], number> {
    return { detractor: this.count(0, cell), passive: this.count(1, cell), promoter: this.count(2, cell) };
  }
}

/** Collects what would have followed each survey occasion in every band, from the same candidates. */
export class Truth {
  private readonly answered = new Sums();
  private readonly asked = new Sums();
  private readonly outcomes = BANDS.map(() => new Float64Array(CELLS));

  constructor(
    private readonly company: Company,
    private readonly world: World,
    /** Days without an order after which a customer without a contract counts as lost. */
    readonly inactivityWindow: number,
  ) {}

  /** @returns the outcomes by band, valid until the next call; undefined where no horizon is complete or nobody was asked */
  add(moment: Moment): readonly Float64Array[] | undefined {
    if (moment.notAsked !== "") return undefined;
    const last = this.company.days - 1;
    let horizons: number = HORIZONS.length;
    while (horizons > 0 && moment.day + HORIZONS[horizons - 1]! > last) horizons--;
    if (horizons === 0) return undefined;
    const { world, inactivityWindow, outcomes } = this;
    const wasActive = world.isActive(moment.day, inactivityWindow);
    const isActive = (day: number) => world.isActive(day, inactivityWindow);
    for (let band = 0; band < BANDS.length; band++) {
      world.imagine(moment, band, moment.day + HORIZONS[horizons - 1]!, () =>
        readOutcomes(outcomes[band]!, world.history, moment.day, horizons, isActive),
      );
    }
    for (let outcome = 0; outcome < OUTCOMES.length; outcome++) {
      // Only who is there can be lost.
      if (outcome === CHURN && !wasActive) continue;
      for (let h = 0; h < horizons; h++) {
        const cell = cellOf(outcome, h);
        this.asked.add(moment.band, cell, outcomes);
        if (moment.answered) this.answered.add(moment.band, cell, outcomes);
      }
    }
    return outcomes;
  }

  effects(): TrueEffect[] {
    const all: TrueEffect[] = [];
    STEPS.forEach(({ step, lower, upper }, index) => {
      OUTCOMES.forEach((outcome, o) => {
        HORIZONS.forEach((horizon, h) => {
          const cell = cellOf(o, h);
          const [from, to] = [this.answered.mean(lower, cell), this.answered.mean(upper, cell)];
          all.push({
            step,
            outcome,
            horizon,
            atu: this.answered.gainOf(index, [lower], cell),
            ate: this.answered.gainOf(index, [0, 1, 2], cell),
            naive: { value: to.value - from.value, se: Math.hypot(from.se, to.se) },
            asked: {
              atu: this.asked.gainOf(index, [lower], cell),
              ate: this.asked.gainOf(index, [0, 1, 2], cell),
              n: this.asked.bands(cell),
            },
            n: this.answered.bands(cell),
            means: {
              detractor: this.answered.mean(0, cell).value,
              passive: this.answered.mean(1, cell).value,
              promoter: this.answered.mean(2, cell).value,
            },
          });
        });
      });
    });
    return all;
  }
}

/** An empty sum has no mean: null in the file. */
function meanOf(sum: number, squares: number, n: number): MeanOf {
  if (n === 0) return { value: Number.NaN, se: Number.NaN };
  const value = sum / n;
  const variance = n > 1 ? Math.max(0, squares - n * value * value) / (n - 1) : Number.NaN;
  return { value, se: Math.sqrt(variance / n) };
}
