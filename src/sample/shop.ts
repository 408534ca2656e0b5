import { CATEGORIES, PRODUCTS, REFUND_REASONS } from "./catalogue.ts";
import { type Log, momentOf } from "./events.ts";
import { PARAMETERS } from "./parameters.ts";
import type { Profile } from "./profile.ts";
import type { Simulation } from "./simulate.ts";
import type { Totals } from "./totals.ts";

const LINES = [0.5, 0.3, 0.14, 0.06];
const CHANNELS = ["web", "app", "phone", "shop"] as const;
const CHANNEL_SHARES = [0.6, 0.25, 0.05, 0.1];
const FREE_SHIPPING_FROM = 6000;
const SHIPPING = 490;

export const orderId = (profile: Profile, order: number): string => `O${profile.number}-${order + 1}`;

interface Order {
  id: string;
  day: number;
  amount: number;
  list: number;
  cost: number;
  status: string;
  plan: string;
  /** Days. */
  promised: number | undefined;
  delivered: number | undefined;
}

/** Orders, their lines and refunds, and subscription terms of the customer at hand. */
export class ShopLog {
  constructor(
    private readonly simulation: Simulation,
    private readonly log: Log,
    private readonly totals: Totals,
  ) {}

  record(profile: Profile): void {
    const { world, candidates: c, company, random, traits } = this.simulation;
    const { history: h } = world;
    random.reseed(company.seed, traits.customer, 4);
    for (let i = 0; i < h.orders; i++) {
      const from = h.orderFrom[i]!;
      const day = h.orderDay[i]!;
      const isPlan = from < 0;
      const arrived = h.delivered[i]! < company.days;
      this.order(profile, {
        id: orderId(profile, i),
        day,
        amount: h.amount[i]!,
        list: isPlan ? h.amount[i]! : c.listAmount[from]!,
        cost: h.cost[i]!,
        status: isPlan
          ? "paid"
          : !arrived
            ? "open"
            : c.refund[from]! === h.amount[i]! && this.refundIsDue(from, day)
              ? "returned"
              : "delivered",
        plan: isPlan ? this.planOn(day) : "",
        promised: isPlan ? undefined : day + c.promisedIn[from]!,
        delivered: isPlan || !arrived ? undefined : h.delivered[i]!,
      });
      this.totals.orders++;
      this.totals.amount += h.amount[i]!;
      this.totals.listAmount += isPlan ? h.amount[i]! : c.listAmount[from]!;
      this.totals.cost += h.cost[i]!;
    }
    world.cancelledOrders.forEach((from, k) => {
      const amount = c.amount[from]!;
      const [list, cost, day] = [c.listAmount[from]!, c.cost[from]!, c.orderDay[from]!];
      const id = `O${profile.number}-X${k + 1}`;
      const [promised, delivered] = [undefined, undefined];
      this.order(profile, { id, day, amount, list, cost, status: "cancelled", plan: "", promised, delivered });
      this.totals.cancelledOrders++;
    });
    for (let i = 0; i < h.refunds; i++) this.refund(profile, i);
    this.terms(profile);
  }

  private refundIsDue(candidate: number, day: number): boolean {
    return day + this.simulation.candidates.refundAfter[candidate]! < this.simulation.company.days;
  }

  private order(profile: Profile, order: Order): void {
    const { random, traits } = this.simulation;
    const { id, day, list, amount, cost, status, plan, promised, delivered } = order;
    const placed = random.between(28_800, 72_000);
    const channel = plan ? "subscription" : CHANNELS[random.weighted(CHANNEL_SHARES)]!;
    const tax = Math.round((amount * traits.country.tax) / 100);
    const shipping = plan || list >= FREE_SHIPPING_FROM ? 0 : SHIPPING;
    this.log.orders.add({
      id,
      status,
      channel,
      plan,
      list,
      amount,
      tax,
      shipping,
      cost,
      customer: profile.number,
      at: momentOf(day, placed),
      promised: promised === undefined ? undefined : momentOf(promised, 64_800),
      delivered: delivered === undefined ? undefined : momentOf(delivered, random.between(32_400, 64_700)),
    });
    this.lines(order);
  }

  /** Splits the order's sums over its lines, so that the lines add up to the cent. */
  private lines(order: Order): void {
    const { random } = this.simulation;
    const n = order.plan ? 1 : 1 + random.weighted(LINES);
    let share = 0;
    let [list, amount, cost] = [0, 0, 0];
    for (let line = 1; line <= n; line++) {
      share = line === n ? 1 : share + (1 - share) * (0.3 + 0.4 * random.next());
      const product = order.plan ? order.plan : PRODUCTS[random.below(PRODUCTS.length)]!.product;
      const category = order.plan ? "Subscription" : categoryOf(product);
      const quantity = order.plan ? 1 : 1 + random.below(3);
      const next = [Math.round(order.list * share), Math.round(order.amount * share), Math.round(order.cost * share)];
      this.log.order_lines.add({
        order: order.id,
        line,
        product,
        category,
        quantity,
        list: next[0]! - list,
        amount: next[1]! - amount,
        cost: next[2]! - cost,
      });
      [list, amount, cost] = next as [number, number, number];
      this.totals.lines++;
    }
  }

  private refund(profile: Profile, i: number): void {
    const { world, company, random } = this.simulation;
    const { history: h } = world;
    const day = h.refundDay[i]!;
    const reason = h.late[h.refundOrder[i]!] ? "arrived late" : random.pick(REFUND_REASONS);
    const second = random.between(32_400, 61_200);
    if (day >= company.days) return;
    this.log.refunds.add({
      id: `F${profile.number}-${i + 1}`,
      order: orderId(profile, h.refundOrder[i]!),
      customer: profile.number,
      at: momentOf(day, second),
      amount: h.refundAmount[i]!,
      reason,
    });
    this.totals.refunds++;
    this.totals.refunded += h.refundAmount[i]!;
  }

  private planOn(day: number): string {
    const { terms } = this.simulation.world.subscription;
    for (let i = terms.length - 1; i >= 0; i--) if (terms[i]!.from <= day) return planName(terms[i]!.plan);
    return "";
  }

  private terms(profile: Profile): void {
    const { terms } = this.simulation.world.subscription;
    if (terms.length === 0) return;
    const { subscriptions } = this.totals;
    subscriptions.begun++;
    for (const term of terms) {
      const { from, until, change, discountAsked, reason, involuntary } = term;
      this.log.subscriptions.add({
        from,
        until,
        change,
        discountAsked,
        reason,
        involuntary,
        id: `S${profile.number}`,
        customer: profile.number,
        plan: planName(term.plan),
        amount: term.price,
      });
    }
    const last = terms[terms.length - 1]!;
    if (last.until === undefined) return;
    subscriptions.ended++;
    if (last.involuntary) subscriptions.involuntary++;
  }
}

const planName = (plan: number): string => `Box ${PARAMETERS.subscriptions.plans[plan]}`;

const CATEGORY = new Map(PRODUCTS.map(({ product, category }) => [product, CATEGORIES[category]!]));
const categoryOf = (product: string): string => CATEGORY.get(product)!;
