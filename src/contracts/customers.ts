import { z } from "zod";
import { TIMELINE_KINDS } from "../facts/timeline.ts";
import { Freshness, Where, WindowQuery } from "./findings.ts";
import { LanguageName } from "./people.ts";

const Day = z.iso.date();
const Text = z.string();
const Count = z.int();
export const Money = z.number().meta({ description: "In major units of the reporting currency." });

export const STATUSES = ["prospect", "active", "former"] as const;
export const SORTS = ["value", "activity", "score", "name"] as const;

/** Who may see names and addresses gets them; everybody else gets null, and is told so. */
const withheld = z
  .array(z.string())
  .meta({ description: "What the asking role may not see, and therefore is null or missing." });

const Score = z
  .object({ measure: Text, value: z.number(), band: Text.nullable(), on: Day.nullable() })
  .meta({ id: "CustomerScore", description: "A valid answer, on the scale of its measure." });

const row = {
  id: z.string().meta({ description: "Names the customer in addresses; it goes on naming them after a merge." }),
  label: z.string().meta({ description: "Number of the customer, or another identifier." }),
  name: Text.nullable(),
  segment: Text.nullable(),
  country: Text.nullable(),
  status: z.enum(STATUSES),
  lastScore: Score.nullable(),
  orders: Count,
  revenue: Money.nullable().meta({
    description: "To date, net of refunds; null where no orders are on record at all.",
  }),
  margin: Money.nullable().meta({ description: "To date; null where too few costs are known." }),
  contactsLastYear: Count,
  lastSeen: Day.nullable(),
};

export const CustomerRow = z.object(row).meta({ id: "CustomerRow" });

const Basis = z.enum(["observed", "assumption"]).nullable().meta({
  description: "What margins rest on: recorded costs, or the stated share of revenue; null where there are none.",
});

const about = { asOf: Day.nullable(), currency: Text.nullable(), marginBasis: Basis, withheld, freshness: Freshness };

export const CustomerPage = z
  .object({
    items: z.array(CustomerRow),
    total: Count.meta({ description: "Customers that fit, on all pages." }),
    next: Text.nullable().meta({ description: "Give it as `after` for the next page; null on the last one." }),
    ...about,
  })
  .meta({ id: "CustomerPage" });

const Reasons = z.array(Text);

export const AtRiskRow = z
  .object({
    ...row,
    gone: z.number().meta({ description: "Chance to be gone within the days, in [0, 1]." }),
    toCome: Money.meta({ description: "Expected of the customer otherwise." }),
    moneyAtRisk: Money.meta({ description: "The one times the other." }),
    reasons: Reasons.meta({
      description: "What raises the risk most, such as `orders.less`; words for them are `risk.reason.<code>`.",
    }),
    ready: z.number().nullable().meta({
      description: "Chance to buy more within the days, in [0, 1]; null where it cannot be learnt.",
    }),
    readyReasons: Reasons.meta({ description: "What raises that most, in the same words." }),
  })
  .meta({ id: "AtRiskRow" });

export const AtRiskPage = z
  .object({
    items: z.array(AtRiskRow),
    total: Count,
    days: Count.nullable().meta({ description: "Days ahead; null where too few customers were lost to learn from." }),
    basis: z.literal("model"),
    ...about,
  })
  .meta({ id: "AtRiskPage", description: "Customers likely to be gone, by the money at risk." });

export const Format = z.enum(["json", "csv"]).optional().meta({
  description:
    "As `Accept` would say it, for ways that cannot. A table (`csv`) holds everybody who fits, whatever the page.",
});

export const AtRiskQuery = z.object({
  where: Where,
  format: Format,
  language: LanguageName.optional().meta({ description: "Of the words in a table; by itself that of the company." }),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
});

export const RecordPage = z
  .object({
    items: z.array(
      z.object({
        record: Text.meta({ description: "Key of the record." }),
        on: Day.nullable(),
        adds: z.number().nullable().meta({ description: "To the numerator of the measure." }),
        of: z.number().nullable().meta({ description: "To its denominator." }),
        category: Text.nullable(),
        customer: z
          .object({ id: Text, label: Text, name: Text.nullable(), segment: Text.nullable() })
          .nullable()
          .meta({ description: "Null where the record names nobody." }),
      }),
    ),
    total: Count,
    adds: z.number().meta({ description: "Of all records: numerator of the figure." }),
    of: z.number().meta({ description: "Of all records: its denominator." }),
    ...about,
  })
  .meta({ id: "RecordPage", description: "The records behind a figure, the newest first." });

export const RecordQuery = WindowQuery.extend({
  by: z.string().max(100).optional(),
  value: z.string().max(1_000).optional().meta({ description: "The group; without it those that name none." }),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
});

const listed = z.string().trim().min(1).max(200);

export const CustomerQuery = z.object({
  sort: z.enum(SORTS).default("value").meta({ description: "Value to date, last seen, last score, or name." }),
  order: z.enum(["asc", "desc"]).optional().meta({ description: "By itself the greatest first, names from A." }),
  status: z.enum(STATUSES).optional(),
  where: Where,
  segment: listed.optional(),
  measure: listed.optional().meta({ description: "Measure of the last score." }),
  band: listed.optional().meta({ description: "Band of the last score, such as `detractor`." }),
  q: listed.optional().meta({ description: "Part of a number or name, or the beginning of an identifier." }),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(0)
    .meta({ description: "Rows before the page: jumps anywhere." }),
  after: z
    .string()
    .max(1_000)
    .optional()
    .meta({ description: "`next` of the page before; then `offset` does not count." }),
  format: Format,
});

const Group = z.object({ value: Text, n: Count });

export const CustomerGroups = z
  .object({
    status: z.array(Group),
    segment: z.array(Group),
    band: z.array(z.object({ measure: Text, value: Text, n: Count })),
    freshness: Freshness,
  })
  .meta({ id: "CustomerGroups" });

const Interval = z.object({ value: Money, low: Money, high: Money, level: z.number() });

const Outlook = z
  .discriminatedUnion("state", [
    z.object({
      state: z.literal("estimate"),
      kind: z.enum(["purchases", "contract", "none"]),
      alive: z.number().nullable().meta({ description: "Chance to be a customer still, in [0, 1]." }),
      purchasesNextYear: z.number().nullable(),
      staysAYear: z.number().nullable().meta({ description: "Chance that the contract holds in a year." }),
      costToAcquire: Money,
      costToServe: Money,
      costToKeep: Money,
      toCome: Interval,
      lifetimeValue: Interval,
      months: Count.meta({ description: "Months ahead that count." }),
      discountAnnual: z.number(),
      valueIn: z.enum(["margin", "spend"]),
      missingCosts: z.array(Text),
      risk: z.object({ gone: z.number(), days: Count, moneyAtRisk: Money, reasons: Reasons }).nullable().meta({
        description: "Chance to be gone within the days; null where it cannot be learnt, or nothing is left to lose.",
      }),
      ready: z
        .object({ chance: z.number(), days: Count, reasons: Reasons })
        .nullable()
        .meta({ description: "Chance to buy more within the days; null where it cannot be learnt." }),
      basis: z.literal("model"),
    }),
    z
      .object({ state: z.literal("computing") })
      .meta({ description: "Of this version of the data it is being computed: ask again." }),
    z.object({ state: z.literal("not_measured"), why: z.enum(["no_history", "no_model"]) }),
  ])
  .meta({ id: "CustomerOutlook" });

const UsualChannel = z.object({ channel: Text, count: Count, of: Count }).nullable();

export const CustomerProfile = z
  .object({
    ...row,
    kind: Text.nullable().meta({ description: "`person` or `organisation`, where it is known." }),
    identifiers: z.array(z.object({ kind: Text, value: Text.nullable() })),
    accounts: z.array(z.object({ account: Text, role: Text.nullable(), since: Day.nullable(), until: Day.nullable() })),
    region: Text.nullable(),
    language: Text.nullable(),
    plan: Text.nullable(),
    acquisitionChannel: Text.nullable(),
    joined: Day.nullable(),
    usualChannels: z
      .object({ contact: UsualChannel, order: UsualChannel })
      .meta({ description: "What the customer chose most often so far: a habit, and no wish that anybody stated." }),
    consent: z
      .object({ given: z.boolean(), since: Day.nullable() })
      .nullable()
      .meta({ description: "Null where nobody said." }),
    since: Day.nullable().meta({ description: "First day as a customer." }),
    statusSince: Day.nullable(),
    tenureDays: Count.nullable().meta({
      description: "From the first day as a customer to the end of the data, or to the day of leaving.",
    }),
    scores: z.array(z.object({ ...Score.shape, touchpoint: Text.nullable(), topic: Text.nullable() })),
    effort: z
      .object({
        cases: Count,
        index: z.number().nullable().meta({ description: "Mean effort of the cases that show any, 0 to 100." }),
        measured: Count,
        signals: z.array(z.object({ signal: Text, cases: Count, known: Count })),
      })
      .meta({ description: "Of the last year." }),
    valueToDate: z.object({
      refunded: Money.nullable(),
      costOfContacts: Money.nullable().meta({ description: "Null where a contact has no cost on record." }),
      net: Money.nullable().meta({ description: "Margin less the cost of contacts, where both are known." }),
    }),
    outlook: Outlook,
    openCases: z.array(
      z.object({
        id: Text.nullable(),
        opened: Text,
        topic: Text.nullable(),
        channel: Text.nullable(),
        team: Text.nullable(),
        agent: Text.nullable(),
        priority: Text.nullable(),
        status: Text.nullable(),
        reopened: Count.nullable(),
        isAnswered: z.boolean(),
      }),
    ),
    openPromises: z.array(
      z.object({
        kind: z.enum(["delivery", "offer"]),
        id: Text.nullable(),
        of: Text.nullable().meta({ description: "The product." }),
        amount: z.number().nullable(),
        currency: Text.nullable(),
        made: Text,
        due: Text.nullable(),
        isLate: z.boolean(),
      }),
    ),
    ...about,
  })
  .meta({ id: "CustomerProfile" });

const Field = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const TimelineItem = z
  .object({
    kind: z.enum(TIMELINE_KINDS),
    id: Text.meta({ description: "Key of the record." }),
    at: Text.nullable().meta({ description: "Instant in UTC, or a day." }),
    precision: Text,
    source: Text,
    file: Text.nullable(),
    line: Count,
    fields: z
      .record(z.string(), Field)
      .meta({ description: "As docs/reference/facts.md has them; what is not on record is left out." }),
    properties: z.record(z.string(), z.unknown()).optional(),
    parts: z.array(z.record(z.string(), Field)).meta({ description: "Lines of an order, legs of a contact." }),
  })
  .meta({ id: "TimelineItem" });

export const TimelinePage = z
  .object({ items: z.array(TimelineItem), next: Text.nullable(), withheld, freshness: Freshness })
  .meta({ id: "TimelinePage" });

const QUARTER_LINES = ["earned", "contacts", "points", "touches"] as const;

const CustomerQuarter = z
  .object({
    quarter: Text.meta({ description: "Such as 2025-Q3." }),
    from: Day.meta({ description: "Its first day." }),
    money: z
      .object({ earned: Money, contacts: Money, points: Money, touches: Money })
      .meta({ description: "What was earned, and with a minus what was spent." }),
    toDate: Money.meta({ description: "All of it up to the end of the quarter." }),
    toCome: z
      .object({ value: Money, low: Money, high: Money, level: z.number().gt(0).lt(1) })
      .nullable()
      .meta({
        description:
          "What was expected at the end of the quarter by what was known then, in money of that day; today for the last. Null where nobody could be valued by it, further back than eight quarters, and while it is computed.",
      }),
    moved: z
      .object({ line: z.enum([...QUARTER_LINES, "to_come"]), by: Money })
      .nullable()
      .meta({ description: "What differs most from the quarter before; null in the first, and where nothing does." }),
    actions: z
      .object({
        contacts: Count,
        touches: Count,
        offers: Count,
        points_earned: z.number(),
        points_redeemed: z.number(),
      })
      .meta({ description: "What was done for the customer." }),
  })
  .meta({ id: "CustomerQuarter" });

export const CustomerQuarters = z
  .object({
    state: z.enum(["recorded", "computing", "not_measured"]),
    valueIn: z.enum(["margin", "spend"]).nullable(),
    currency: Text.nullable(),
    quarters: z.array(CustomerQuarter),
    freshness: Freshness,
  })
  .meta({ id: "CustomerQuarters" });

const kinds = z.union([z.enum(TIMELINE_KINDS), z.array(z.enum(TIMELINE_KINDS)).max(TIMELINE_KINDS.length)]);

export const TimelineQuery = z.object({
  kind: kinds.optional().meta({ description: "One or several kinds of records; all where it is left out." }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(1_000).optional().meta({ description: "`next` of the page before." }),
});

export const Note = z
  .object({
    id: Text,
    author: Text.nullable().meta({
      description: "Name of whoever wrote it; null where it was a key, or the user is gone.",
    }),
    at: z.iso.datetime(),
    text: Text,
    isOwn: z.boolean(),
  })
  .meta({ id: "Note" });

export const NoteList = z.object({ items: z.array(Note) }).meta({ id: "NoteList" });
export const NewNote = z.object({ text: z.string().trim().min(1).max(10_000) }).meta({ id: "NewNote" });

export const Verbatim = z
  .object({
    record: Text.meta({ description: "Key of the answer." }),
    on: Day.nullable(),
    text: Text.meta({ description: "As it was written: a text, never markup." }),
    language: Text.nullable(),
    score: Score.nullable().meta({ description: "Given in the same answer or response." }),
    ...{ channel: Text.nullable(), topic: Text.nullable(), touchpoint: Text.nullable() },
    ...{ team: Text.nullable(), agent: Text.nullable() },
    customer: z
      .object({ id: Text, label: Text, name: Text.nullable(), segment: Text.nullable(), value: Money.nullable() })
      .nullable()
      .meta({ description: "With what they brought to date; null where the answer names nobody." }),
  })
  .meta({ id: "Verbatim" });

export const VerbatimPage = z
  .object({
    items: z.array(Verbatim),
    total: Count,
    bands: z.array(Group.extend({ measure: Text.nullable() })),
    topics: z.array(Group),
    channels: z.array(Group),
    ...about,
  })
  .meta({ id: "VerbatimPage", description: "What customers wrote, and what it can be narrowed to." });

export const VerbatimQuery = WindowQuery.extend({
  measure: listed.optional().meta({ description: "The score that was given with it." }),
  band: listed.optional(),
  topic: listed.optional(),
  channel: listed.optional(),
  q: listed.optional().meta({ description: "Words that stand in it." }),
  sort: z
    .enum(["newest", "value", "worst", "best"])
    .default("newest")
    .meta({ description: "The newest first, the customer's value to date, or the score." }),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
});
