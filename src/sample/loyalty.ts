import type { Log, PointsEvent } from "./events.ts";
import type { Profile } from "./profile.ts";
import { orderId } from "./shop.ts";
import type { Simulation } from "./simulate.ts";
import type { Totals } from "./totals.ts";

const REWARD = 500;
const CENTS_PER_POINT = 100;

/** Points of the customer at hand: one for each euro, spent oldest first, lost at the end of the year after the one they were earned in. */
export class LoyaltyLog {
  /** Points left from last year and from this one; points earned ever. */
  private old = 0;
  private fresh = 0;
  private ever = 0;
  private year = 0;

  constructor(
    private readonly simulation: Simulation,
    private readonly log: Log,
    private readonly totals: Totals,
  ) {}

  record(profile: Profile): void {
    const { world, company, random, traits, calendar } = this.simulation;
    const { history: h } = world;
    if (!traits.member || h.orders === 0) return;
    random.reseed(company.seed, traits.customer, 7);
    this.old = this.fresh = this.ever = 0;
    this.year = calendar.yearOf(0);
    for (let i = 0; i < h.orders; i++) {
      const day = h.orderDay[i]!;
      const order = orderId(profile, i);
      this.turnYears(profile, calendar.yearOf(day));
      if (this.old + this.fresh >= REWARD && random.chance(0.3)) this.redeem(profile, { day, order });
      const points = Math.floor(h.amount[i]! / CENTS_PER_POINT);
      if (points === 0) continue;
      this.fresh += points;
      this.ever += points;
      this.totals.points.earned += points;
      this.row(profile, {
        day,
        order,
        change: "earned",
        points,
        origin: h.orderFrom[i]! < 0 ? "subscription" : "purchase",
      });
    }
    this.turnYears(profile, calendar.yearOf(company.days));
  }

  private redeem(profile: Profile, entry: { day: number; order: string }): void {
    const fromOld = Math.min(this.old, REWARD);
    this.old -= fromOld;
    this.fresh -= REWARD - fromOld;
    this.totals.points.redeemed += REWARD;
    this.row(profile, { ...entry, change: "redeemed", points: REWARD, reward: "5 EUR voucher", cost: 500 });
  }

  private turnYears(profile: Profile, year: number): void {
    while (this.year < year) {
      if (this.old > 0) {
        this.totals.points.expired += this.old;
        this.row(profile, { day: this.simulation.calendar.endOf(this.year), change: "expired", points: this.old });
      }
      this.old = this.fresh;
      this.fresh = 0;
      this.year++;
    }
  }

  private row(profile: Profile, entry: Entry): void {
    this.log.loyalty_points.add({
      customer: profile.number,
      day: entry.day,
      change: entry.change,
      points: entry.points,
      order: entry.order ?? "",
      origin: entry.origin ?? "",
      reward: entry.reward ?? "",
      tier: this.ever >= 1000 ? "gold" : this.ever >= 300 ? "silver" : "basic",
      cost: entry.cost,
    });
  }
}

type Entry = Pick<PointsEvent, "day" | "change" | "points"> & Partial<Omit<PointsEvent, "customer" | "tier">>;
