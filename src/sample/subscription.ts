import type { Candidates } from "./candidates.ts";
import { CANCEL_REASONS } from "./catalogue.ts";
import { PARAMETERS } from "./parameters.ts";
import { SUBSCRIBER, type Traits } from "./population.ts";

const NEVER = Number.POSITIVE_INFINITY;

export interface Term {
  from: number;
  plan: number;
  price: number;
  /** First day that it no longer covers; undefined while it runs. */
  until: number | undefined;
  change: "new" | "renewal" | "upgrade" | "downgrade" | "pause" | "resume";
  discountAsked: boolean;
  reason: string;
  involuntary: boolean;
}

/** A monthly plan: paid, raised, lowered, paused and ended on its monthly tick. */
export class Subscription {
  /** First day without it. */
  ended = NEVER;
  begun = false;
  /** What really happened; imagined futures leave it alone. */
  readonly terms: Term[] = [];
  private leavingPerMonth = 0;
  private plan = 0;
  private price = 0;
  private paused = 0;
  private years = 0;

  constructor(private readonly candidates: Candidates) {}

  begin(traits: Traits): void {
    this.terms.length = 0;
    this.ended = NEVER;
    this.begun = false;
    if (traits.kind !== SUBSCRIBER) return;
    this.leavingPerMonth = traits.leaving;
    this.plan = traits.plan;
    this.price = Math.round(100 * PARAMETERS.subscriptions.prices[traits.plan]!);
    this.paused = 0;
    const first = this.candidates.subscribed;
    this.years = first < 0 ? Math.floor(-first / 365) : 0;
    if (first >= 0) return;
    this.begun = true;
    this.open(first + 365 * this.years, this.years > 0 ? "renewal" : "new");
  }

  /**
   * One month.
   * @param leaving factor on the chance to cancel
   * @param keep whether terms are written down
   * @returns cents paid
   */
  tick(i: number, day: number, leaving: number, keep: boolean): number {
    const { candidates: c } = this;
    const rates = PARAMETERS.subscriptions;
    if (!this.begun) {
      this.begun = true;
      if (keep) this.open(day, "new");
      return this.price;
    }
    const failed = c.tickFail[i]! < rates.failedForGood;
    if (failed || c.tickCancel[i]! < this.leavingPerMonth * leaving) {
      this.ended = day;
      if (keep) this.close(day, failed ? "payment failed" : reason(c.tickChange[i]!), failed, c.tickPause[i]! > 0.75);
      return 0;
    }
    if (this.paused > 0) {
      this.paused--;
      if (this.paused > 0) return 0;
      if (keep) this.change(day, "resume");
      return this.price;
    }
    if (c.tickPause[i]! < rates.pause) {
      this.paused = c.tickPause[i]! < rates.pause / 2 ? 1 : 2;
      if (keep) this.change(day, "pause");
      return 0;
    }
    const years = Math.floor((day - c.subscribed) / 365);
    if (c.tickChange[i]! < rates.upgrade / leaving && this.plan < rates.prices.length - 1) this.move(1, day, keep);
    else if (c.tickChange[i]! > 1 - rates.downgrade * leaving && this.plan > 0) this.move(-1, day, keep);
    else if (years > this.years) {
      this.price = Math.round(this.price * (1 + rates.priceRise));
      if (keep) this.change(day, "renewal");
    }
    this.years = years;
    return this.price;
  }

  save(): readonly number[] {
    return [this.ended, this.begun ? 1 : 0, this.plan, this.price, this.paused, this.years];
  }

  restore(saved: readonly number[]): void {
    [this.ended, , this.plan, this.price, this.paused, this.years] = saved as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    this.begun = saved[1] === 1;
  }

  private move(step: 1 | -1, day: number, keep: boolean): void {
    const { prices } = PARAMETERS.subscriptions;
    this.price = Math.round((this.price * prices[this.plan + step]!) / prices[this.plan]!);
    this.plan += step;
    if (keep) this.change(day, step > 0 ? "upgrade" : "downgrade");
  }

  private open(from: number, change: Term["change"]): void {
    const price = change === "pause" ? 0 : this.price;
    const term = { from, plan: this.plan, price, until: undefined, change };
    this.terms.push({ ...term, discountAsked: false, reason: "", involuntary: false });
  }

  private change(day: number, change: Term["change"]): void {
    this.terms[this.terms.length - 1]!.until = day;
    this.open(day, change);
  }

  private close(day: number, why: string, involuntary: boolean, discountAsked: boolean): void {
    const last = this.terms[this.terms.length - 1]!;
    last.until = day;
    last.reason = why;
    last.involuntary = involuntary;
    last.discountAsked = discountAsked;
  }
}

function reason(draw: number): string {
  return CANCEL_REASONS[Math.floor(draw * CANCEL_REASONS.length)]!;
}
