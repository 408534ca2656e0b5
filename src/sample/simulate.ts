import { Calendar } from "./calendar.ts";
import { Candidates } from "./candidates.ts";
import type { Company } from "./options.ts";
import { blankTraits, drawTraits, SUBSCRIBER } from "./population.ts";
import { Stream } from "./random.ts";
import { Truth } from "./truth.ts";
import { influenceOf, type Moment, World } from "./world.ts";

/** Customers whose gaps between orders settle the inactivity window; all of them in a company of up to this size. */
const PILOT = 20_000;

/** A company that is lived one customer at a time; everything about the customer is overwritten by the next one. */
export class Simulation {
  readonly calendar: Calendar;
  readonly candidates: Candidates;
  readonly world: World;
  readonly truth: Truth;
  readonly random = new Stream();
  readonly traits = blankTraits();
  readonly moments: Moment[] = [];
  /** For whoever wants each scored moment with what would have followed it. */
  onScored: (moment: Moment, outcomes: readonly Float64Array[]) => void = () => {};

  constructor(readonly company: Company) {
    const influence = influenceOf(company);
    this.calendar = new Calendar(company);
    this.candidates = new Candidates(company, this.calendar, influence.ceilings);
    this.world = new World(company, this.candidates, influence);
    this.truth = new Truth(company, this.world, this.inactivityWindow());
    this.world.onMoment = (moment) => {
      this.moments.push(moment);
      const outcomes = this.truth.add(moment);
      if (outcomes) this.onScored(moment, outcomes);
    };
  }

  live(customer: number): void {
    this.moments.length = 0;
    drawTraits(this.traits, customer, this.company, this.random);
    this.candidates.draw(this.traits, this.random);
    this.world.live(this.traits);
  }

  /** 95th percentile (type 7) of days between consecutive purchase days, of customers without a contract, rounded up. */
  private inactivityWindow(): number {
    const gaps = new Float64Array(this.company.days + 1);
    let n = 0;
    for (let customer = 1; customer <= Math.min(this.company.customers, PILOT); customer++) {
      this.live(customer);
      const { orders, orderDay } = this.world.history;
      if (this.traits.kind === SUBSCRIBER && this.world.subscription.begun) continue;
      for (let i = 1; i < orders; i++) {
        const gap = orderDay[i]! - orderDay[i - 1]!;
        if (gap === 0) continue;
        gaps[gap]!++;
        n++;
      }
    }
    if (n < 100) return 365;
    const position = 0.95 * (n - 1);
    const low = valueAt(gaps, Math.floor(position));
    const high = valueAt(gaps, Math.ceil(position));
    return Math.min(730, Math.max(30, Math.ceil(low + (position - Math.floor(position)) * (high - low))));
  }
}

/** The value at a zero-based rank of the values counted in `counts`. */
function valueAt(counts: Float64Array, rank: number): number {
  let seen = 0;
  for (let value = 0; value < counts.length; value++) {
    seen += counts[value]!;
    if (seen > rank) return value;
  }
  return counts.length - 1;
}
