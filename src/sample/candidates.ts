import type { Calendar } from "./calendar.ts";
import { TOPICS } from "./catalogue.ts";
import type { Company } from "./options.ts";
import { PARAMETERS } from "./parameters.ts";
import { BUYER, PASSER_BY, PROSPECT, SUBSCRIBER, type Traits } from "./population.ts";
import type { Stream } from "./random.ts";

/** Mark of a candidate that always comes true. */
const CERTAIN = -1;
export const PHONE = 0;
export const CHAT = 1;
export const EMAIL = 2;

/** The largest factors by which a band (or the hidden cause) can raise a rate; candidates are drawn at the raised rate. */
export interface Ceilings {
  purchases: number;
  leaving: number;
  contacts: number;
}

/**
 * All that might happen to one customer, drawn before anything does.
 *
 * An event comes true where its mark is below (rate now / highest rate). The same candidates serve what happened and
 * what would have happened in another band, so that two such lives differ only where the band makes the difference.
 * Columns side by side, filled anew for each customer.
 */
export class Candidates {
  orders = 0;
  readonly orderDay: number[] = [];
  readonly orderMark: number[] = [];
  /** Cents: charged, at list price, cost, given back later. */
  readonly amount: number[] = [];
  readonly listAmount: number[] = [];
  readonly cost: number[] = [];
  readonly refund: number[] = [];
  readonly refundAfter: number[] = [];
  readonly promisedIn: number[] = [];
  readonly deliveredIn: number[] = [];
  readonly cancelled: boolean[] = [];
  /** The case that the order may lead to, −1 for none; with the mark that decides. */
  readonly orderCase: number[] = [];
  readonly orderCaseMark: number[] = [];
  readonly orderCaseAfter: number[] = [];

  cases = 0;
  readonly topic: number[] = [];
  readonly channel: number[] = [];
  readonly botFirst: boolean[] = [];
  readonly botSolved: boolean[] = [];
  readonly abandoned: boolean[] = [];
  readonly hold: number[] = [];
  readonly transfers: number[] = [];
  readonly repeated: boolean[] = [];
  /** Follow-up contacts after the first live one, and days between them. */
  readonly followUps: number[] = [];
  readonly followUpAfter: number[] = [];
  readonly surveyed: boolean[] = [];
  readonly surveyAnswered: boolean[] = [];
  readonly mood: number[] = [];

  enquiries = 0;
  readonly enquiryDay: number[] = [];
  readonly enquiryMark: number[] = [];
  readonly enquiryCase: number[] = [];

  leaves = 0;
  readonly leaveDay: number[] = [];
  readonly leaveMark: number[] = [];

  ticks = 0;
  readonly tickDay: number[] = [];
  readonly tickCancel: number[] = [];
  readonly tickFail: number[] = [];
  readonly tickChange: number[] = [];
  readonly tickPause: number[] = [];
  /** First day of the subscription. */
  subscribed = 0;

  moments = 0;
  readonly inviteDay: number[] = [];
  readonly answerDay: number[] = [];
  readonly momentNoise: number[] = [];
  readonly momentHidden: number[] = [];
  readonly momentMark: number[] = [];

  constructor(
    private readonly company: Company,
    private readonly calendar: Calendar,
    private readonly ceilings: Ceilings,
  ) {}

  draw(traits: Traits, random: Stream): void {
    this.orders = this.cases = this.enquiries = this.leaves = this.ticks = this.moments = 0;
    if (traits.kind === PROSPECT) return;
    random.reseed(this.company.seed, traits.customer, 2);
    if (traits.kind === PASSER_BY) {
      this.order(traits, random, traits.joined, CERTAIN);
      const again = traits.joined + random.between(20, 200);
      if (random.chance(0.12) && again < this.company.days) this.order(traits, random, again, CERTAIN);
    } else {
      this.purchases(traits, random);
      this.leaving(traits, random);
      this.enquire(traits, random);
    }
    if (traits.kind === SUBSCRIBER) this.subscribe(traits, random);
    this.moment(traits, random);
  }

  private purchases(traits: Traits, random: Stream): void {
    const from = Math.max(traits.joined, 0);
    if (traits.joined >= 0 && traits.kind === BUYER) this.order(traits, random, from, CERTAIN);
    const { demand } = this.calendar;
    const { days } = this.company;
    const pace = 1 / (traits.rate * this.ceilings.purchases);
    let time = demand[Math.min(from + 1, days)]!;
    let day = from + 1;
    for (;;) {
      time += random.exponential() * pace;
      while (day < days && demand[day + 1]! <= time) day++;
      if (day >= days) return;
      this.order(traits, random, day, random.next());
    }
  }

  private order(traits: Traits, random: Stream, day: number, mark: number): void {
    const { purchases, support } = PARAMETERS;
    const i = this.orders++;
    this.orderDay[i] = day;
    this.orderMark[i] = mark;
    const list = Math.max(300, Math.round(Math.exp(traits.logValue + purchases.spreadOrders * random.normal())));
    const discounted = random.next();
    const discount = discounted < purchases.discounted ? 0.05 + (0.15 * discounted) / purchases.discounted : 0;
    this.listAmount[i] = list;
    this.amount[i] = Math.round(list * (1 - discount));
    const [low, high] = purchases.costShare;
    this.cost[i] = Math.round(list * (low + (high - low) * random.next()));
    this.cancelled[i] = mark !== CERTAIN && random.chance(purchases.cancelled);
    const returning = random.next() / purchases.returned;
    const returned = returning < 1;
    const share = returning < 0.6 ? 1 : 0.3 + 0.5 * (returning - 0.6);
    this.refund[i] = returned ? Math.round(this.amount[i]! * share) : 0;
    const late = random.chance(purchases.late);
    this.promisedIn[i] = random.between(2, 5);
    this.deliveredIn[i] = late ? this.promisedIn[i]! + random.between(1, 6) : this.promisedIn[i]! - random.below(2);
    this.refundAfter[i] = this.deliveredIn[i]! + random.between(3, 20);
    const likely = returned ? support.afterReturn : late ? support.afterLate : support.afterOrder;
    const caseMark = random.next() / likely;
    const possible = caseMark < this.ceilings.contacts;
    this.orderCaseMark[i] = caseMark;
    const slot = possible ? this.case(random, late ? 0 : returned ? 1 : random.chance(0.5) ? 0 : 1) : -1;
    // Where is my parcel? is over with the parcel: nothing of a late delivery reaches beyond the score that it lowers.
    if (late && possible) this.followUps[slot] = 0;
    this.orderCase[i] = slot;
    this.orderCaseAfter[i] = possible ? (late ? this.promisedIn[i]! + 1 : random.between(1, 12)) : 0;
  }

  /** An issue that a customer may bring: what would be said of it in the help desk. */
  private case(random: Stream, topic: number): number {
    const { support } = PARAMETERS;
    const i = this.cases++;
    this.topic[i] = topic;
    const channel = random.weighted(support.channels);
    this.channel[i] = channel;
    this.botFirst[i] = channel === CHAT && random.chance(support.botFirst);
    this.botSolved[i] = this.botFirst[i]! && random.chance(support.botSolves);
    this.abandoned[i] = channel === PHONE && random.chance(support.abandoned);
    const held = support.holdMedianSeconds * Math.exp(support.holdSpread * random.normal());
    this.hold[i] = channel === PHONE ? Math.min(1800, Math.round(held)) : 0;
    const passed = random.next();
    this.transfers[i] = passed < support.transferredTwice ? 2 : passed < support.transferred ? 1 : 0;
    this.repeated[i] = random.chance(this.transfers[i]! > 0 ? support.repeatedIfTransferred : support.repeated);
    const more = random.next();
    this.followUps[i] = this.botSolved[i] ? 0 : more < 0.06 ? 2 : more < 0.22 ? 1 : 0;
    this.followUpAfter[i] = random.between(1, 6);
    this.surveyed[i] = !this.botSolved[i] && random.chance(support.surveyed);
    this.surveyAnswered[i] = random.chance(support.answered);
    this.mood[i] = random.normal();
    return i;
  }

  private leaving(traits: Traits, random: Stream): void {
    if (traits.kind !== BUYER) return;
    const pace = 365 / (traits.leaving * this.ceilings.leaving);
    let time = Math.max(traits.joined, 0) + 1;
    for (;;) {
      time += random.exponential() * pace;
      if (time >= this.company.days) return;
      const i = this.leaves++;
      this.leaveDay[i] = Math.floor(time);
      this.leaveMark[i] = random.next();
    }
  }

  private enquire(traits: Traits, random: Stream): void {
    const { support } = PARAMETERS;
    const rate = support.perYear[traits.kind === SUBSCRIBER ? 1 : 0];
    const pace = 365 / (rate * this.ceilings.contacts);
    let time = Math.max(traits.joined, 0) + 1;
    for (;;) {
      time += random.exponential() * pace;
      if (time >= this.company.days) return;
      const i = this.enquiries++;
      this.enquiryDay[i] = Math.floor(time);
      this.enquiryMark[i] = random.next();
      const topic = 1 + random.below(TOPICS.length - 1);
      this.enquiryCase[i] = this.case(random, topic === 4 && traits.kind !== SUBSCRIBER ? 2 : topic);
    }
  }

  /** One tick a month: the day on which the plan is paid, ended, changed or paused. */
  private subscribe(traits: Traits, random: Stream): void {
    const { monthStart } = this.calendar;
    this.subscribed = traits.joined + (traits.joined >= 0 ? random.between(0, 20) : 0);
    const dayOfMonth = random.below(28);
    for (let month = 0; month < this.company.months; month++) {
      const day = monthStart[month]! + dayOfMonth;
      if (day < this.subscribed) continue;
      const i = this.ticks++;
      this.tickDay[i] = day;
      this.tickCancel[i] = random.next();
      this.tickFail[i] = random.next();
      this.tickChange[i] = random.next();
      this.tickPause[i] = random.next();
    }
    if (traits.joined >= 0 && this.ticks > 0) this.subscribed = this.tickDay[0]!;
  }

  private moment(traits: Traits, random: Stream): void {
    const { response } = PARAMETERS;
    let day = traits.joined + response.minimumTenureDays + random.below(60);
    if (day < this.company.programmeDay) day = this.company.programmeDay + random.below(response.everyDays);
    while (day < this.company.days) {
      const i = this.moments++;
      this.inviteDay[i] = day;
      this.answerDay[i] = day + Math.min(9, Math.floor(random.exponential() * 1.6));
      this.momentNoise[i] = random.normal();
      this.momentHidden[i] = random.normal();
      this.momentMark[i] = random.next();
      day += response.everyDays - 10 + random.below(21);
    }
  }
}
