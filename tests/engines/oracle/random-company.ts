import fc from "fast-check";
import type { Day } from "../../../src/base/day.ts";
import { dayFromEpoch, epochDay } from "../../../src/base/day.ts";
import type { TimeZone } from "../../../src/base/zone.ts";
import { FACT_KINDS, type FactKind } from "../../../src/facts/facts.ts";
import type { OwnScore } from "../../../src/facts/own-score.ts";
import type { PanelSettings } from "../../../src/panel/settings.ts";
import type { Company, FactRow } from "../company.ts";

export interface Trial {
  company: Company;
  settings: PanelSettings;
  gapDays: number;
  from: Day | null;
  to: Day | null;
  /** Which of its cuts a measure is asked for, counted on from the first. */
  cut: number;
}

const FIRST = epochDay("2023-01-05" as Day);
const LAST = epochDay("2024-12-20" as Day);

/** Days that lie exactly as far apart as a window, a pause or a horizon is long, or one off: where rules are decided. */
const ON_THE_EDGE = [0, 1, 2, 29, 30, 31, 32, 60, 61, 62, 90, 91, 92, 120, 121, 180, 181, 182, 211, 365, 366].flatMap(
  (apart) => [dayFromEpoch(epochDay("2023-12-31" as Day) + apart), dayFromEpoch(epochDay("2023-12-31" as Day) - apart)],
);

const anyDay = fc.oneof(
  { arbitrary: fc.integer({ min: FIRST, max: LAST }).map(dayFromEpoch), weight: 4 },
  { arbitrary: fc.constantFrom(...ON_THE_EDGE), weight: 5 },
  // Days on which clocks change in Warsaw or New York, a leap day, ends of months and of the year.
  {
    arbitrary: fc.constantFrom<Day>(
      ...([
        "2024-03-31",
        "2024-10-27",
        "2024-03-10",
        "2024-11-03",
        "2024-02-29",
        "2024-01-31",
        "2023-12-31",
        "2024-01-01",
      ] as Day[]),
    ),
    weight: 2,
  },
);
// Around midnight in Warsaw (UTC+1, UTC+2) and New York (UTC−5, UTC−4).
const clock = fc.constantFrom(
  "00:30:00",
  "01:30:00",
  "03:59:59",
  "04:00:00",
  "05:00:00",
  "12:00:00",
  "21:59:59",
  "22:00:00",
  "22:30:00",
  "23:00:00",
);

const instant = fc.tuple(anyDay, clock).map((parts) => parts.join(" "));

/** When something happened, as exactly as its source knows. */
const moment = fc.oneof(
  { arbitrary: fc.record({ at: anyDay, precision: fc.constant("day") }), weight: 3 },
  {
    arbitrary: fc.record({
      at: instant,
      precision: fc.constant("instant"),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({ at: anyDay.map((day) => `${day.slice(0, 7)}-01`), precision: fc.constant("month") }),
    weight: 1,
  },
);
const maybeMoment = fc.oneof(
  { arbitrary: moment, weight: 4 },
  { arbitrary: fc.constant({ at: null, precision: "unknown" }), weight: 1 },
);

const PEOPLE = ["c1", "c2", "c3", "c4", "c5", "c6", "email:anna@x.pl", "email:info@x.pl", "phone:48600", "device:d1"];
const someone = fc.constantFrom(...PEOPLE);
const maybeSomeone = fc.option(someone, { freq: 4 });
const reference = (prefix: string, pool: number) => fc.integer({ min: 1, max: pool }).map((i) => `${prefix}${i}`);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 2 });
const money = fc.integer({ min: 0, max: 50_000 }).map((cents) => cents / 100);
const seconds = fc.integer({ min: 0, max: 2_000 }).map((halves) => halves / 2);
const flag = fc.option(fc.boolean(), { freq: 3 });
const oneOf = (...numbers: number[]) => fc.option(fc.constantFrom(...numbers), { freq: 2 });
const word = (...words: string[]) => fc.option(fc.constantFrom(...words), { freq: 4 });
const laterDay = anyDay;

type Fields = Record<string, fc.Arbitrary<unknown>>;
interface Shape {
  when: fc.Arbitrary<{ at: string | null; precision: string }>;
  who: fc.Arbitrary<string | null>;
  fields: Fields;
  most: number;
}

function shapes(currency: fc.Arbitrary<string | null>): Partial<Record<FactKind, Shape>> {
  return {
    party: {
      when: maybeMoment,
      who: someone,
      most: 10,
      fields: {
        party_kind: word("person", "organisation"),
        segment: word("A", "B"),
        country: word("PL", "US"),
        region: word("N"),
        language: word("pl", "en"),
        acquisition_channel: word("ad", "friend", "Referral"),
        joined: maybe(anyDay),
      },
    },
    alias: {
      when: maybeMoment,
      who: someone,
      most: 6,
      fields: {
        other_kind: fc.constantFrom("customer", "device"),
        other_value: fc.constantFrom("c1", "c2", "c5", "d1", "d2"),
      },
    },
    purchase: {
      when: moment,
      who: maybeSomeone,
      most: 25,
      fields: {
        order_id: maybe(reference("o", 15)),
        currency,
        amount: maybe(money),
        discount: maybe(money),
        list_amount: maybe(money),
        cost: maybe(money),
        channel: word("web", "shop"),
        agent: word("x", "y"),
        product: word("tea", "cup"),
        status: word("paid", "paid", "delivered", "cancelled", "returned"),
        promised: maybe(instant),
        delivered: maybe(instant),
      },
    },
    line: {
      when: maybeMoment,
      who: fc.constant(null),
      most: 20,
      fields: {
        order_id: reference("o", 15),
        product: word("tea", "cup"),
        amount: maybe(money),
        list_amount: maybe(money),
        cost: maybe(money),
        currency,
      },
    },
    refund: {
      when: moment,
      who: fc.option(someone, { freq: 1 }),
      most: 6,
      fields: { order_id: maybe(reference("o", 15)), amount: maybe(money), currency, reason: word("late") },
    },
    term: {
      when: moment,
      who: fc.constantFrom("c1", "c2", "c3", "device:d1"),
      most: 8,
      fields: {
        subscription: word("s1", "s2"),
        plan: word("basic", "pro"),
        amount: maybe(money),
        currency,
        period: word("day", "week", "month", "quarter", "year", "once"),
        until: fc.option(laterDay, { freq: 4 }),
        change: word("new", "renewal", "renewal", "pause", "end"),
      },
    },
    case: {
      when: moment,
      who: maybeSomeone,
      most: 6,
      fields: {
        case_id: maybe(reference("k", 6)),
        topic: word("bill", "bug"),
        channel: word("phone"),
        team: word("t1"),
        agent: word("x", "z"),
        first_answered: maybe(instant),
        resolved: maybe(instant),
        reopened: maybe(fc.integer({ min: 0, max: 2 })),
        repeated: flag,
      },
    },
    contact: {
      when: moment,
      who: maybeSomeone,
      most: 20,
      fields: {
        contact_id: maybe(reference("n", 12)),
        case_id: maybe(reference("k", 6)),
        channel: word("phone", "chat"),
        topic: word("bill"),
        department: word("d1"),
        team: word("t1", "t2"),
        agent: word("x", "y"),
        handled_by: word("live", "bot"),
        complaint: flag,
        repeated: flag,
        templated: flag,
        cut_off: flag,
        ivr_steps: maybe(fc.integer({ min: 0, max: 4 })),
        ivr_seconds: maybe(fc.constantFrom(0, 12.5, 40, 90)),
        ivr_loops: maybe(fc.integer({ min: 0, max: 2 })),
        abandoned: flag,
        waited: maybe(seconds),
        resolved: flag,
        transfers: maybe(fc.integer({ min: 0, max: 3 })),
        talk: maybe(seconds),
        hold: maybe(seconds),
        wrap: maybe(seconds),
        handle: maybe(seconds),
        cost: maybe(money),
        currency,
      },
    },
    usage: {
      when: moment,
      who: maybeSomeone,
      most: 30,
      fields: { quantity: fc.constantFrom(0, 0.5, 1, 2, 8), unit: word("log-ins", "minutes") },
    },
    offer: { when: maybeMoment, who: maybeSomeone, most: 8, fields: { outcome: word("won", "lost") } },
    touch: { when: maybeMoment, who: maybeSomeone, most: 8, fields: { name: fc.constant("visit") } },
    snapshot: {
      when: maybeMoment,
      who: maybeSomeone,
      most: 10,
      fields: {
        name: fc.constantFrom("share_of_wallet", "share_of_wallet_asked", "share_of_wallet_estimated", "spent"),
        value: fc.constantFrom(0, 0.25, 0.5, 1, 30, 100),
        unit: word("%", "share"),
      },
    },
    leg: {
      when: moment,
      who: fc.constant(null),
      most: 12,
      fields: {
        contact_id: reference("n", 12),
        agent: word("x", "z"),
        department: word("d2"),
        team: word("t3"),
        talk: maybe(seconds),
        hold: maybe(seconds),
        wrap: maybe(seconds),
        handle: maybe(seconds),
      },
    },
    invitation: {
      when: moment,
      who: maybeSomeone,
      most: 8,
      fields: {
        invitation_id: maybe(reference("i", 5)),
        survey: word("yearly", "contact"),
        instrument: word("nps", "csat"),
        touchpoint: word("checkout"),
        channel: word("web", "email"),
        completed: maybe(instant),
        not_asked: fc.option(fc.constant("no_consent"), { freq: 1 }),
        about: about(),
      },
    },
    answer: {
      when: maybeMoment,
      who: maybeSomeone,
      most: 40,
      fields: {
        respondent: word("customer", "former", "employee", "manager"),
        ...scored(),
        response_id: maybe(reference("r", 12)),
        invitation_id: maybe(reference("i", 5)),
        touchpoint: word("checkout", "help"),
        channel: word("web", "phone"),
        agent: word("x", "y"),
        team: word("t1"),
        language: word("pl"),
        comment: fc.option(fc.constant("why"), { freq: 1 }),
        choice: word("My brother told me", "An advert", "Other, which I do not say", "Od znajomego"),
        importance: maybe(fc.integer({ min: 1, max: 5 })),
        scale_max: fc.constantFrom(...Array<number | null>(60).fill(null), 5, 10),
        scale_best: fc.constantFrom(...Array<string | null>(30).fill(null), "high", "low"),
      },
    },
    review: {
      when: moment,
      who: maybeSomeone,
      most: 8,
      fields: {
        site: word("stars.example", "apps.example"),
        product: word("tea", "cup"),
        rating: maybe(fc.integer({ min: -1, max: 11 })),
        rating_max: oneOf(5, 10, 1),
        sentiment: word("negative", "neutral", "positive"),
      },
    },
    referral: {
      when: moment,
      who: someone,
      most: 4,
      fields: { referred_kind: fc.constant("customer"), referred_value: reference("c", 9), channel: word("app") },
    },
    assignment: {
      when: moment,
      who: someone,
      most: 4,
      fields: {
        experiment: fc.constantFrom("mailing"),
        arm: fc.constantFrom("control", "gift"),
        randomised: maybe(fc.boolean()),
        agent: word("x", "y"),
      },
    },
    points: {
      when: moment,
      who: someone,
      most: 12,
      fields: {
        change: fc.constantFrom("earned", "earned", "redeemed", "expired"),
        points: fc.integer({ min: 0, max: 500 }),
        reward: word("mug"),
        origin: word("review"),
        tier: word("gold"),
        cost: maybe(money),
        currency,
      },
    },
  };
}

const ITEMS: Readonly<Record<string, readonly number[]>> = {
  nps: [0, 3, 6, 7, 8, 9, 9, 10, 10, 7.5, 11],
  csat: [1, 2, 3, 4, 4, 5, 5, 3.5, 0],
  ces: [1, 2, 4, 5, 6, 7, 7, 8],
  qci: [1, 3, 5, 8, 10],
  delight: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 29.5, 101],
  hassle: [1, 2, 3, 4, 5, 6, 6, 2.5, 7],
  share_of_wallet: [0, 0.5, 1, 40, 100, 150, -1],
  negative_word_of_mouth: [0, 0, 1, 3, -1],
  heard_from: [1],
};

/** What points are said to be worth, where anything is. */
export const STATED_POINTS = { value: 0.02, breakage: 0.25 };

/** Scores of a company's own: one with fractions, one whose low end is good. */
export const OWN_SCORES: readonly OwnScore[] = [
  {
    id: "delight",
    scale: "0-100",
    whole: false,
    bands: [
      { id: "low", from: 0, to: 30 },
      { id: "middle", from: 30, to: 70 },
      { id: "high", from: 70, to: 100 },
    ],
  },
  {
    id: "hassle",
    scale: "1-6 low",
    bands: [
      { id: "little", from: 1, to: 2 },
      { id: "some", from: 3, to: 4, is: "bad" },
      { id: "much", from: 5, to: 6 },
    ],
  },
  {
    id: "blend",
    version: 3,
    scale: "0-100",
    importance: true,
    answered: 0.4,
    elements: [
      { id: "satisfaction", instrument: "csat", weight: 3 },
      { id: "hassle", instrument: "hassle" },
      { id: "quality", instrument: "qci", scale: "1-10", weight: 2 },
    ],
    weights: [
      { where: { segment: ["A", "C"], channel: "phone" }, weights: { satisfaction: 1, quality: 4 } },
      { where: { touchpoint: ["help", "delivery"] }, weights: { hassle: 2, satisfaction: 1 } },
    ],
    bands: [
      { id: "low", from: 0, to: 40 },
      { id: "high", from: 40, to: 100 },
    ],
  },
];

function scored(): Fields {
  return {
    item: fc.oneof(
      ...Object.entries(ITEMS).map(([instrument, scores]) =>
        fc.record({ instrument: fc.constant(instrument), score: fc.option(fc.constantFrom(...scores), { freq: 8 }) }),
      ),
    ),
    about: about(),
    kind: word("relationship", "transactional"),
  };
}

/** What an answer or an invitation is about, if it says so. */
const about = () =>
  fc.oneof(
    fc.constant({ about: null, about_id: null }),
    ...(
      [
        ["order", "o", 15],
        ["contact", "n", 12],
        ["case", "k", 6],
      ] as const
    ).map(([kind, prefix, pool]) => reference(prefix, pool).map((about_id) => ({ about: kind, about_id }))),
  );

function rowOf({ when, who, fields }: Shape): fc.Arbitrary<FactRow> {
  return fc.tuple(when, who, fc.record(fields)).map(([dated, subject, own]) => {
    const { item, about, ...rest } = own as Record<string, unknown>;
    return {
      ...dated,
      who: subject,
      ...rest,
      ...(item as object | undefined),
      ...(about as object | undefined),
    } as FactRow;
  });
}

/** Rates between the zloty and the euro every six days; on some days both directions are quoted, and do not agree. */
export const RATES: readonly FactRow[] = Array.from({ length: 140 }, (_, i) => {
  const at = dayFromEpoch(FIRST - 45 + 6 * i);
  const direct = { at, from_currency: "EUR", to_currency: "PLN", value: 4 + (i % 7) / 16 };
  const inverse = { at, from_currency: "PLN", to_currency: "EUR", value: 0.25 };
  return i % 3 === 0 ? [direct, inverse] : i % 3 === 1 ? [direct] : [inverse];
}).flat();

/** Six customers who all gave one card: it joins nobody. */
const SHARED_CARD: readonly FactRow[] = ["c1", "c2", "c3", "c4", "c5", "c6"].map((who) => ({
  who,
  at: null,
  other_kind: "card",
  other_value: "1111",
}));

/** Gives every row a number of its own, in an order that says nothing. */
export function numbered(company: Company): Company {
  let next = 1;
  return Object.fromEntries(
    FACT_KINDS.filter((kind) => company[kind]?.length).map((kind) => [
      kind,
      company[kind]!.map((row) => {
        next += 1;
        const id = (next * 7_919) % 999_983;
        return { ...row, id: row.id ?? id, load: row.load ?? 1 + (id % 3), line: row.line ?? id };
      }),
    ]),
  );
}

function companies(currency: fc.Arbitrary<string | null>, rates: readonly FactRow[]): fc.Arbitrary<Company> {
  const kinds = Object.entries(shapes(currency)).map(([kind, shape]) =>
    fc.array(rowOf(shape), { maxLength: shape.most, size: "max" }).map((rows) => [kind, rows] as const),
  );
  return fc.tuple(fc.boolean(), fc.boolean(), ...kinds).map(([sharesCard, hasTerms, ...parts]) => {
    const company = Object.fromEntries(parts as [FactKind, FactRow[]][]) as Record<FactKind, FactRow[]>;
    if (sharesCard) company.alias.push(...SHARED_CARD);
    if (!hasTerms) company.term = [];
    company.rate = [...rates];
    return numbered(company);
  });
}

const day = fc.option(anyDay, { freq: 2 });

export const trials: fc.Arbitrary<Trial> = fc.record({
  company: fc.oneof(
    companies(fc.constantFrom("EUR", null), []),
    companies(fc.constantFrom("EUR", "PLN", "PLN", null), RATES),
  ),
  settings: fc.record(
    {
      zone: fc.constantFrom("UTC", "Europe/Warsaw", "America/New_York") as fc.Arbitrary<TimeZone>,
      currency: fc.constant(null),
      asOf: fc.option(fc.constantFrom("2024-06-15", "2024-11-01"), { freq: 2 }) as fc.Arbitrary<Day | null>,
      inactivityDays: fc.constantFrom(null, 30, 60, 120),
      margin: fc.constant(0.375),
      switchHours: fc.constantFrom(6, 72),
      contactCosts: fc.constant({
        contact: [
          { channel: "chat", by: "bot" as const, each: 0.5 },
          { hour: 32, each: 0.25 },
          { channel: "email", each: 3.5 },
        ],
      }),
      scores: fc.constant(OWN_SCORES),
      points: fc.constant(STATED_POINTS),
    },
    { requiredKeys: ["zone", "currency", "asOf", "inactivityDays"] },
  ),
  gapDays: fc.constantFrom(0, 30),
  from: day,
  to: day,
  cut: fc.nat({ max: 11 }),
});
