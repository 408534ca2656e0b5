import { group } from "d3-array";
import { addDays, daysBetween } from "../../src/base/day.ts";
import { dayOf, type EventKind, type Events, type Log } from "../../src/sample/events.ts";
import { type Company, companyOf, type SampleOptions } from "../../src/sample/options.ts";
import { Recorder } from "../../src/sample/record.ts";

/** What every record has: the day that it counts on, whose it is, and the groups that it stands in by itself. */
export interface Dated {
  day: number;
  /** The customer's number; "" where nobody knows. */
  customer: string;
  groups: Readonly<Record<string, string>>;
}
type Told = { [Kind in EventKind]: Events[Kind][] };
export type Contact = Events["contacts"] & Dated & { legs: (Events["contact_legs"] & Dated)[] };
export type Issue = Events["tickets"] & Dated & { contacts: Contact[] };

/** Everything that the generator told of a made-up company, as it happened: no file is read. */
export class Recorded {
  readonly company: Company;
  readonly told: Told;
  readonly customers: ReadonlyMap<string, Events["customers"]>;
  readonly orders;
  readonly refunds;
  readonly answers;
  readonly invitations;
  readonly reviews;
  readonly points;
  readonly contacts: Contact[];
  readonly issues: Issue[];
  readonly terms: ReadonlyMap<string, Events["subscriptions"][]>;
  /** The day after the last of the records that say until when they reach. */
  readonly asOf: number;
  /** The first of their days. */
  readonly firstDay: number;

  constructor(options: SampleOptions) {
    this.company = companyOf(options);
    const told = tell(this.company);
    this.told = told;
    this.customers = new Map(told.customers.map((customer) => [customer.customer, customer]));
    const booked = told.orders.filter(({ status }) => status !== "cancelled");
    this.orders = dated(
      booked,
      ({ at }) => dayOf(at),
      ({ channel }) => ({ channel }),
    );
    this.refunds = dated(told.refunds, ({ at }) => dayOf(at));
    this.invitations = dated(
      told.survey_invitations,
      ({ sent }) => dayOf(sent),
      ({ survey }) => ({ survey }),
    );
    this.reviews = dated(
      told.reviews.map((review) => ({ ...review, customer: review.author })),
      ({ at }) => dayOf(at),
      ({ site }) => ({ site }),
    );
    this.points = dated(
      told.loyalty_points,
      ({ day }) => day,
      ({ tier, reward, origin }) => ({ tier, reward, origin }),
    );
    const legs = group(told.contact_legs, ({ contact }) => contact);
    this.contacts = dated(
      told.contacts,
      ({ at }) => dayOf(at),
      ({ channel, topic }) => ({ channel, topic }),
    ).map((contact) => ({
      ...contact,
      legs: (legs.get(contact.id) ?? []).map((leg) => ({
        ...leg,
        day: dayOf(leg.at),
        customer: contact.customer,
        groups: { department: leg.department },
      })),
    }));
    const ofCase = group(this.contacts, (contact) => contact.case);
    this.issues = dated(
      told.tickets,
      ({ opened }) => dayOf(opened),
      ({ topic }) => ({ topic }),
    ).map((issue) => ({
      ...issue,
      contacts: (ofCase.get(issue.id) ?? []).toSorted((a, b) => a.at - b.at),
    }));
    const topics = new Map(told.contacts.map(({ id, topic }) => [id, topic]));
    this.answers = dated(
      told.survey_answers,
      ({ at }) => dayOf(at),
      ({ item, respondent, contact }) => ({
        item,
        respondent,
        topic: topics.get(contact) ?? "",
      }),
    );
    this.terms = group(told.subscriptions, ({ customer }) => customer);
    const others = [...told.orders, ...told.touches, ...told.offers, ...told.referrals].map(({ at }) => dayOf(at));
    const known = [this.refunds, this.contacts, this.issues, this.answers, this.invitations, this.reviews, this.points];
    const days = [...others, ...known.flatMap((records) => records.map(({ day }) => day))];
    this.asOf = 1 + Math.max(...days);
    this.firstDay = Math.min(...days);
  }

  /** The day after the last contact, up to which it is known who came back. */
  get contactsKnownUntil(): number {
    return 1 + Math.max(...this.contacts.map(({ day }) => day));
  }

  dayNumber = (day: string): number => daysBetween(this.company.start, day as never);
  dayText = (day: number): string => addDays(this.company.start, day);
}

function tell(company: Company): Told {
  const told = {} as Told;
  const log = new Proxy({} as Log, {
    get: (_, kind: EventKind) => ({ add: (event: never) => (told[kind] ??= [] as never).push(event) }),
  });
  const recorder = new Recorder(company, log);
  for (let customer = 1; customer <= company.customers; customer++) recorder.live(customer);
  return told;
}

const dated = <Event extends { customer: string }>(
  events: readonly Event[],
  day: (event: Event) => number,
  groups: (event: Event) => Record<string, string> = () => ({}),
): (Event & Dated)[] => events.map((event) => ({ ...event, day: day(event), groups: groups(event) }));

/** The part of the records that a figure is asked of: those of some days, and of one group. */
export class Part {
  constructor(
    readonly all: Recorded,
    /** Half-open. */
    readonly from: number,
    readonly to: number,
    private readonly cut?: { by: string; group: string },
  ) {}

  of<Record_ extends Dated>(records: readonly Record_[]): Record_[] {
    return records.filter((record) => record.day >= this.from && record.day < this.to && this.isIn(record));
  }

  /** Whether a record or a customer is of the group. */
  isIn({ customer, groups }: { customer: string; groups?: Dated["groups"] }): boolean {
    if (!this.cut) return true;
    const { by, group } = this.cut;
    return (groups?.[by] ?? attribute(this.all.customers.get(customer), by)) === group;
  }

  get customers(): Events["customers"][] {
    return [...this.all.customers.values()].filter((customer) => this.isIn(customer));
  }
}

function attribute(customer: Events["customers"] | undefined, by: string): string | undefined {
  const { segment, country, channel } = customer ?? {};
  return { segment, country, acquisition_channel: channel }[by];
}

/** A figure and what it rests on. */
export interface Counted {
  value: number;
  n: number;
}
/** A measure told from events alone, with a group that it is compared in. */
export interface ByHand {
  by: string;
  group: string;
  figure(part: Part): Counted;
  /** What the value may differ by, where the rows of the measure are rounded. */
  rounding?: number;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const meanOf = (values: readonly number[]): Counted => ({
  value: sum(values) / values.length,
  n: values.length,
});
export const shareOf = <Each>(all: readonly Each[], hit: (each: Each) => boolean): Counted =>
  meanOf(all.map((each) => (hit(each) ? 1 : 0)));
/** With linear interpolation between order statistics. */
export function quantileOf(values: readonly number[], share: number): Counted {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return { value: low + (place - Math.floor(place)) * (high - low), n: values.length };
}
