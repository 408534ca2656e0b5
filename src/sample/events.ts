/**
 * What happened in a made-up company, one record an event, by the file that it goes to. Days count from the first day of
 * data, moments are seconds since its midnight by the company's clock, money is in cents; nothing known is "" or undefined.
 */
export interface Events {
  customers: CustomerEvent;
  orders: OrderEvent;
  order_lines: LineEvent;
  refunds: RefundEvent;
  subscriptions: TermEvent;
  tickets: CaseEvent;
  contacts: ContactEvent;
  contact_legs: LegEvent;
  survey_invitations: InvitationEvent;
  survey_answers: AnswerEvent;
  reviews: ReviewEvent;
  loyalty_points: PointsEvent;
  touches: TouchEvent;
  offers: OfferEvent;
  referrals: ReferralEvent;
  costs: CostEvent;
  employees: EmployeeEvent;
}
export type EventKind = keyof Events;

/**
 * Takes the events of a company as they are told, customer after customer: its files, or whoever else wants to know.
 * Who tells writes an event field by field: to spread one into another takes longer than all the rest.
 */
export type Log = { readonly [Kind in EventKind]: { add(event: Events[Kind]): void } };

const DAY_SECONDS = 86_400;
/** Seconds since the first midnight of data. */
export const momentOf = (day: number, second: number): number => day * DAY_SECONDS + second;
export const dayOf = (moment: number): number => Math.floor(moment / DAY_SECONDS);
export const secondOf = (moment: number): number => moment - dayOf(moment) * DAY_SECONDS;

export interface CustomerEvent {
  customer: string;
  email: string;
  otherEmail: string;
  phone: string;
  name: string;
  organisation: boolean;
  segment: string;
  country: string;
  region: string;
  language: string;
  joined: number;
  channel: string;
  consent: boolean;
}

export interface OrderEvent {
  id: string;
  customer: string;
  at: number;
  status: string;
  channel: string;
  /** The plan that the order pays for. */
  plan: string;
  list: number;
  amount: number;
  tax: number;
  shipping: number;
  cost: number;
  promised: number | undefined;
  delivered: number | undefined;
}

export interface LineEvent {
  order: string;
  line: number;
  product: string;
  category: string;
  quantity: number;
  list: number;
  amount: number;
  cost: number;
}

export interface RefundEvent {
  id: string;
  order: string;
  customer: string;
  at: number;
  amount: number;
  reason: string;
}

/** A stretch of a subscription, half-open; without `until` it runs on. */
export interface TermEvent {
  id: string;
  customer: string;
  plan: string;
  /** A month. */
  amount: number;
  from: number;
  until: number | undefined;
  change: string;
  discountAsked: boolean;
  reason: string;
  involuntary: boolean;
}

export interface CaseEvent {
  id: string;
  customer: string;
  /** The address that the help desk knows: an e-mail, otherwise a telephone number. */
  email: string;
  phone: string;
  opened: number;
  topic: string;
  channel: string;
  team: string;
  agent: string;
  priority: string;
  answered: number | undefined;
  resolved: number | undefined;
  reopened: number;
}

export interface ContactEvent {
  id: string;
  case: string;
  customer: string;
  email: string;
  phone: string;
  at: number;
  channel: string;
  direction: string;
  handledBy: "bot" | "live";
  department: string;
  team: string;
  agent: string;
  topic: string;
  complaint: boolean;
  abandoned: boolean;
  /** Seconds; what is written down of e-mails has none. */
  waited: number | undefined;
  steps: number | undefined;
  cutOff: boolean;
  repeated: boolean;
  templated: boolean;
  resolved: boolean;
  transfers: number;
  cost: number;
}

/** One agent's part of a contact, in seconds. */
export interface LegEvent {
  contact: string;
  leg: number;
  at: number;
  agent: string;
  department: string;
  team: string;
  talk: number;
  hold: number;
  wrap: number;
  transferredTo: string;
}

export interface InvitationEvent {
  id: string;
  customer: string;
  survey: string;
  instrument: string;
  touchpoint: string;
  sent: number;
  opened: number | undefined;
  started: number | undefined;
  completed: number | undefined;
  /** Why nothing was sent; "" where it was. */
  notAsked: string;
  /** The contact that it is about; "" where it is about the company as a whole. */
  contact: string;
}

export interface AnswerEvent {
  id: string;
  invitation: string;
  customer: string;
  at: number;
  instrument: "nps" | "csat" | "ces" | "qci";
  item: string;
  scale: readonly [low: number, high: number];
  score: number;
  importance: number | undefined;
  comment: string;
  /** The contact that it is about; "" where it is about the company. */
  contact: string;
  agent: string;
  team: string;
  respondent: string;
  language: string;
  seconds: number;
}

export interface ReviewEvent {
  id: string;
  /** The customer's number; "" where the site does not say who wrote it. */
  author: string;
  at: number;
  site: string;
  rating: number;
  product: string;
  comment: string;
  language: string;
}

export interface PointsEvent {
  customer: string;
  day: number;
  change: "earned" | "redeemed" | "expired";
  points: number;
  order: string;
  origin: string;
  reward: string;
  tier: string;
  cost: number | undefined;
}

export interface TouchEvent {
  customer: string;
  at: number;
  touch: string;
  stage: string;
  channel: string;
  campaign: string;
  cost: number | undefined;
}

export interface OfferEvent {
  id: string;
  customer: string;
  at: number;
  product: string;
  amount: number;
  stage: string;
  outcome: string;
  reason: string;
  decided: number | undefined;
  channel: string;
}

export interface ReferralEvent {
  customer: string;
  referred: string;
  at: number;
  channel: string;
}

export interface CostEvent {
  from: number;
  until: number;
  area: string;
  initiative: string;
  stage: string;
  scope: string;
  scopeValue: string;
  basis: string;
  amount: number;
}

export interface EmployeeEvent {
  agent: string;
  name: string;
  team: string;
  department: string;
  site: string;
  from: number;
  until: number | undefined;
}
