import type { Candidates, Ceilings } from "./candidates.ts";
import { PHONE } from "./candidates.ts";
import { BOT, GAVE_UP, History, LIVE } from "./history.ts";
import type { Company } from "./options.ts";
import { PARAMETERS } from "./parameters.ts";
import { SUBSCRIBER, type Traits } from "./population.ts";
import { bandOf, contactSignal, deliverySignal, type RecordedHistory, scoreFrom, willingness } from "./score.ts";
import { Subscription } from "./subscription.ts";

const NEVER = Number.POSITIVE_INFINITY;
const NO_BAND = -1;

/** One occasion on which the relationship survey was due. */
export interface Moment {
  index: number;
  /** Day of the answer, or on which it would have been given. */
  day: number;
  notAsked: "" | "no_consent" | "no_address" | "contact_limit";
  answered: boolean;
  /** The score given; where nothing was answered, the one that would have been. */
  score: number;
  band: number;
  history: RecordedHistory;
}

/** Factors by which each band changes the rates of later behaviour; place 0 is for customers who never answered. */
export interface Influence {
  purchases: number[];
  leaving: number[];
  contacts: number[];
  ceilings: Ceilings;
}

export function influenceOf(company: Company): Influence {
  const factors = (logs: readonly number[]) => [1, ...logs.map((log) => Math.exp(company.effect * log))];
  const { effect, hidden } = PARAMETERS;
  const purchases = factors(effect.purchaseRate);
  const leaving = factors(effect.leaving);
  const contacts = factors(effect.contacts);
  return {
    purchases,
    leaving,
    contacts,
    ceilings: {
      purchases: Math.max(...purchases) * (company.hidden ? Math.exp(hidden.highest) : 1),
      leaving: Math.max(...leaving),
      contacts: Math.max(...contacts),
    },
  };
}

/** One customer's life, day after day: candidates become events according to the band that the customer is in. */
export class World {
  readonly history = new History();
  readonly subscription: Subscription;
  /** Orders that were cancelled: they are in the files and count nowhere. */
  readonly cancelledOrders: number[] = [];
  private traits!: Traits;
  private band = NO_BAND;
  private bandDay = 0;
  private hidden = 1;
  private left = false;
  private nextOrder = 0;
  private nextEnquiry = 0;
  private nextLeave = 0;
  private nextTick = 0;
  private nextMoment = 0;
  private imagining = false;
  /** Called for every survey occasion of what really happened, before the answer has any effect. */
  onMoment: (moment: Moment) => void = () => {};

  constructor(
    private readonly company: Company,
    private readonly candidates: Candidates,
    private readonly influence: Influence,
  ) {
    this.subscription = new Subscription(candidates);
  }

  /** Lives the customer's life to the last day of data. */
  live(traits: Traits): void {
    this.traits = traits;
    this.history.clear();
    this.cancelledOrders.length = 0;
    this.subscription.begin(traits);
    this.band = NO_BAND;
    this.hidden = 1;
    this.left = false;
    this.nextOrder = this.nextEnquiry = this.nextLeave = this.nextTick = this.nextMoment = 0;
    this.run(this.company.days - 1);
  }

  /**
   * Imagines the days after the moment's own day as they would be in `band`, up to `to`, hands the history to `read`,
   * and forgets them again.
   */
  imagine(moment: Moment, band: number, to: number, read: () => void): void {
    const { history, subscription } = this;
    const kept = [this.band, this.bandDay, this.hidden, this.nextOrder, this.nextEnquiry, this.nextLeave] as const;
    const { nextTick, nextMoment, left } = this;
    const { orders, refunds, cases, contacts } = history;
    const plan = subscription.save();
    this.imagining = true;
    this.answerWith(moment, band);
    this.run(to);
    read();
    this.imagining = false;
    [this.band, this.bandDay, this.hidden, this.nextOrder, this.nextEnquiry, this.nextLeave] = kept;
    this.nextTick = nextTick;
    this.nextMoment = nextMoment;
    this.left = left;
    history.orders = orders;
    history.refunds = refunds;
    history.cases = cases;
    history.contacts = contacts;
    subscription.restore(plan);
  }

  /** Contract customers: a term covers the day. Others: the last order is at most `window` days ago. */
  isActive(day: number, window: number): boolean {
    if (this.traits.kind === SUBSCRIBER && this.subscription.begun) return this.subscription.ended > day;
    return this.history.lastOrder(day) + window > day;
  }

  /** Events of a day in a fixed order; the answer comes last, so that it acts from the next day on. */
  private run(to: number): void {
    const c = this.candidates;
    for (;;) {
      const order = this.nextOrder < c.orders && !this.left ? c.orderDay[this.nextOrder]! : NEVER;
      const enquiry = this.nextEnquiry < c.enquiries && !this.left ? c.enquiryDay[this.nextEnquiry]! : NEVER;
      const tick = this.nextTick < c.ticks && !this.left ? c.tickDay[this.nextTick]! : NEVER;
      const leave = this.nextLeave < c.leaves && !this.left ? c.leaveDay[this.nextLeave]! : NEVER;
      const moment = this.nextMoment < c.moments ? c.answerDay[this.nextMoment]! : NEVER;
      const day = Math.min(order, enquiry, tick, leave, moment);
      if (day > to) return;
      if (order === day) this.order(this.nextOrder++, day);
      else if (tick === day) this.tick(this.nextTick++, day);
      else if (enquiry === day) this.enquiry(this.nextEnquiry++, day);
      else if (leave === day) this.leave(this.nextLeave++, day);
      else this.moment(this.nextMoment++, day);
    }
  }

  private factor(of: number[], day: number): number {
    const faded = this.band === NO_BAND || day > this.bandDay + PARAMETERS.effect.lastsDays;
    return of[faded ? 0 : this.band + 1]!;
  }

  private order(i: number, day: number): void {
    const { candidates: c, history, influence } = this;
    const rate = this.factor(influence.purchases, day) * this.hidden;
    if (c.orderMark[i]! * influence.ceilings.purchases >= rate) return;
    if (c.cancelled[i]) {
      if (!this.imagining) this.cancelledOrders.push(i);
      return;
    }
    const late = c.deliveredIn[i]! > c.promisedIn[i]!;
    const order = history.addOrder({
      day,
      from: i,
      amount: c.amount[i]!,
      cost: c.cost[i]!,
      delivered: day + c.deliveredIn[i]!,
      late,
    });
    if (c.refund[i]! > 0) history.addRefund(day + c.refundAfter[i]!, c.refund[i]!, order);
    if (c.orderCase[i]! >= 0 && c.orderCaseMark[i]! < this.factor(influence.contacts, day)) {
      this.openCase(c.orderCase[i]!, day + c.orderCaseAfter[i]!, order);
    }
  }

  private tick(i: number, day: number): void {
    const { influence, subscription, history } = this;
    const paid = subscription.tick(i, day, this.factor(influence.leaving, day), !this.imagining);
    if (subscription.ended <= day) this.left = true;
    if (paid > 0) {
      const cost = Math.round(paid * PARAMETERS.subscriptions.costShare);
      history.addOrder({ day, from: -1 - i, amount: paid, cost, delivered: -1, late: false });
    }
  }

  private enquiry(i: number, day: number): void {
    const { candidates: c, influence } = this;
    if (c.enquiryMark[i]! * influence.ceilings.contacts >= this.factor(influence.contacts, day)) return;
    this.openCase(c.enquiryCase[i]!, day, -1);
  }

  private leave(i: number, day: number): void {
    const { influence } = this;
    if (this.candidates.leaveMark[i]! * influence.ceilings.leaving < this.factor(influence.leaving, day))
      this.left = true;
  }

  private openCase(slot: number, day: number, order: number): void {
    const { candidates: c, history } = this;
    const i = history.addCase(day, slot, order);
    if (c.botFirst[slot]) history.addContact(day, i, BOT);
    if (c.botSolved[slot]) return;
    if (c.abandoned[slot]) history.addContact(day, i, GAVE_UP);
    history.addContact(day, i, LIVE);
    for (let k = 1; k <= c.followUps[slot]!; k++) history.addContact(day + k * c.followUpAfter[slot]!, i, LIVE + k);
  }

  private moment(index: number, day: number): void {
    const { candidates: c, company, traits } = this;
    const invited = c.inviteDay[index]!;
    if (!this.isActive(invited - 1, PARAMETERS.response.boughtWithinDays)) return;
    const history = this.recorded(day);
    const chance = { noise: c.momentNoise[index]!, hidden: c.momentHidden[index]!, country: traits.country.code };
    const score = scoreFrom(history, chance, company);
    const notAsked = !traits.hasEmail
      ? "no_address"
      : !traits.consent
        ? "no_consent"
        : this.surveyedLately(invited)
          ? "contact_limit"
          : "";
    const answered = notAsked === "" && c.momentMark[index]! < willingness(history, score, company);
    const moment: Moment = { index, day, notAsked, answered, score, band: bandOf(score), history };
    if (!this.imagining) this.onMoment(moment);
    if (answered) this.answerWith(moment, moment.band);
  }

  private answerWith(moment: Moment, band: number): void {
    this.band = band;
    this.bandDay = moment.day;
    if (!this.company.hidden) return;
    const { hidden } = PARAMETERS;
    const log = hidden.purchaseRate * this.candidates.momentHidden[moment.index]!;
    this.hidden = Math.exp(Math.max(hidden.lowest, Math.min(hidden.highest, log)));
  }

  /** Everything that the score and the answering depend on: records dated before `day`. */
  private recorded(day: number): RecordedHistory {
    const { margin, orders, contacts } = this.history.baseline(day - 365, day);
    return {
      margin: margin / 100,
      orders,
      contacts,
      tenure: (day - this.traits.joined) / 365,
      segment: this.traits.segment,
      subscriber: this.traits.kind === SUBSCRIBER,
      delivery: this.lastDelivery(day),
      contact: this.lastContact(day),
    };
  }

  private lastContact(day: number): number {
    const { history: h, candidates: c } = this;
    const from = day - PARAMETERS.score.experienceDays;
    let latest = -1;
    for (let i = 0; i < h.cases; i++) {
      const at = h.caseDay[i]!;
      if (at < day && at >= from && !c.botSolved[h.caseSlot[i]!] && (latest < 0 || at >= h.caseDay[latest]!))
        latest = i;
    }
    return latest < 0 ? 0 : signalOf(c, h.caseSlot[latest]!);
  }

  private lastDelivery(day: number): number {
    const { history: h } = this;
    const from = day - PARAMETERS.score.experienceDays;
    let latest = -1;
    for (let i = h.orders - 1; i >= 0 && h.orderDay[i]! >= from - 20; i--) {
      const at = h.delivered[i]!;
      if (at < day && at >= from && (latest < 0 || at > h.delivered[latest]!)) latest = i;
    }
    return latest < 0 ? 0 : deliverySignal(h.late[latest]!);
  }

  /** Whether a survey after a contact went out in the quiet days before. */
  private surveyedLately(day: number): boolean {
    const { history: h, candidates: c } = this;
    for (let i = 0; i < h.cases; i++) {
      const sent = h.caseDay[i]! + 1;
      if (sent < day && sent >= day - PARAMETERS.response.quietDays && c.surveyed[h.caseSlot[i]!]) return true;
    }
    return false;
  }
}

/** What the case's live contact does to a score. */
export function signalOf(c: Candidates, slot: number): number {
  const phone = c.channel[slot] === PHONE;
  return contactSignal({ phone, hold: c.hold[slot]!, transfers: c.transfers[slot]!, repeated: c.repeated[slot]! });
}
