/**
 * Seeded random numbers, one independent stream for each customer and purpose.
 *
 * sfc32 (Doty-Humphrey, PractRand) with twelve rounds to mix the seed. One object is reseeded over and over, so that
 * millions of customers cost no memory, and a customer's life never depends on who was simulated before.
 */
export class Stream {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;
  private spare = Number.NaN;

  reseed(seed: number, customer: number, purpose: number): this {
    this.a = seed | 0;
    this.b = customer | 0;
    this.c = (Math.floor(seed / 4294967296) * 0x9e3779b1) ^ (purpose * 0x85ebca6b);
    this.counter = 1;
    this.spare = Number.NaN;
    for (let round = 0; round < 12; round++) this.bits();
    return this;
  }

  /** 32 random bits, as a signed integer. */
  bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum;
  }

  /** Uniform in [0, 1). */
  next(): number {
    return (this.bits() >>> 0) * 2.3283064365386963e-10;
  }

  /** Whole number in [0, n). */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** Whole number in [low, high], both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!;
  }

  /** Index drawn with the given weights, which sum to 1. */
  weighted(weights: readonly number[]): number {
    let left = this.next();
    for (let i = 0; i < weights.length - 1; i++) {
      left -= weights[i]!;
      if (left < 0) return i;
    }
    return weights.length - 1;
  }

  /** Mean 1. */
  exponential(): number {
    return -Math.log(1 - this.next());
  }

  /** Standard normal, by the polar method. */
  normal(): number {
    if (!Number.isNaN(this.spare)) {
      const kept = this.spare;
      this.spare = Number.NaN;
      return kept;
    }
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * this.next() - 1;
      y = 2 * this.next() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const scale = Math.sqrt((-2 * Math.log(square)) / square);
    this.spare = y * scale;
    return x * scale;
  }

  /** Gamma with mean 1 and the given shape ≥ 1 (Marsaglia and Tsang 2000). */
  gamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v) / shape;
    }
  }
}
