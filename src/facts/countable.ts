import type { FactKind } from "./facts.ts";

/** What a measure of one's own may count, and by which columns: the words of the settings file. */
export type ColumnKind = "text" | "number" | "flag" | "day";

export interface CountableColumn {
  kind: ColumnKind;
  doc: string;
  /** Of a number: what it counts. */
  unit?: "money" | "seconds" | "count" | "score" | "days";
}

export interface Countable {
  doc: string;
  /** The fact without which there are none; null: there are always some. */
  needs: FactKind | null;
  columns: Readonly<Record<string, CountableColumn>>;
  /** Dimensions that it can be cut by, besides those of the customer. */
  cuts: readonly string[];
}

const text = (doc: string): CountableColumn => ({ kind: "text", doc });
const flag = (doc: string): CountableColumn => ({ kind: "flag", doc });
const number = (unit: NonNullable<CountableColumn["unit"]>, doc: string): CountableColumn => ({
  kind: "number",
  unit,
  doc,
});
const money = (doc: string) => number("money", doc);
const seconds = (doc: string) => number("seconds", doc);
const count = (doc: string) => number("count", doc);

/** Columns that every row has through its customer; each is a dimension too. */
export const OF_CUSTOMER = {
  segment: text("Segment of the customer."),
  country: text("Country of the customer."),
  region: text("Region of the customer."),
  language: text("Language of the customer."),
  plan: text("Plan of the customer."),
  status: text("prospect, active or former, as of the end."),
  acquisition_channel: text("How the customer came."),
} as const satisfies Record<string, CountableColumn>;

const handling = {
  channel: text("Channel."),
  topic: text("What it was about."),
  department: text("Department."),
  team: text("Team."),
  agent: text("Agent."),
};

export const COUNTABLE = {
  orders: {
    doc: "Orders that were not cancelled.",
    needs: "purchase",
    columns: {
      amount: money("Net of discount, gross of refunds."),
      cost: money("Cost of goods."),
      list_amount: money("At list price."),
      discount: money("Discount."),
      channel: text("Channel."),
      agent: text("Who sold it."),
      product: text("Product, where the order holds one."),
      returned: flag("Whether anything of it came back."),
      late: flag("Whether it was delivered after the day that it was promised for."),
    },
    cuts: ["channel", "product", "agent"],
  },
  refunds: {
    doc: "Refunds, on their own day.",
    needs: "refund",
    columns: { amount: money("Amount."), reason: text("Reason.") },
    cuts: [],
  },
  contacts: {
    doc: "Contacts with the company; a case of which no contact is known is one.",
    needs: "contact",
    columns: {
      ...handling,
      handled_by: text("live or bot."),
      abandoned: flag("Whether the customer gave up."),
      resolved: flag("Whether it settled the matter."),
      complaint: flag("Whether it was a complaint."),
      repeated: flag("Whether the customer had to say something again."),
      templated: flag("Whether the reply came from a template."),
      waited: seconds("Waiting time."),
      talk: seconds("Talking time."),
      hold: seconds("Time on hold."),
      wrap: seconds("After-contact time."),
      handle: seconds("Handling time."),
      transfers: count("Transfers."),
      cost: money("What it cost, as recorded or assumed."),
    },
    cuts: ["channel", "topic", "department", "team", "agent"],
  },
  cases: {
    doc: "Issues: a case with its contacts, or a contact that belongs to none.",
    needs: "contact",
    columns: {
      ...handling,
      contacts: count("Contacts that it took."),
      reopened: count("How often it was opened again."),
      resolved: flag("Whether it was resolved."),
      first_contact_resolved: flag("Whether the first contact resolved it."),
      effort: number("score", "Effort index, 0 to 100."),
    },
    cuts: ["channel", "topic", "department", "team", "agent"],
  },
  answers: {
    doc: "Answers of customers that have a score.",
    needs: "answer",
    columns: {
      instrument: text("nps, csat, ces, or a score of one's own."),
      item: text("The question."),
      score: number("score", "The score as given."),
      importance: number("score", "How important it is to the customer."),
      band: text("The band of the score: promoter, satisfied, easy, or delight.high of a score of one's own."),
      touchpoint: text("What it is about."),
      channel: text("Channel."),
      topic: text("Topic of the contact that it is about."),
      product: text("Product of its order, or of the last one in the 90 days before it, where that holds one."),
      team: text("Team."),
      agent: text("Agent."),
      request_days: number("days", "Days from what it is about to the invitation."),
      answer_days: number("days", "Days from the invitation to the answer."),
    },
    cuts: ["channel", "touchpoint", "topic", "product", "team", "agent", "item", "request_delay", "answer_delay"],
  },
  invitations: {
    doc: "Invitations to a survey.",
    needs: "invitation",
    columns: {
      survey: text("Survey."),
      touchpoint: text("Touchpoint."),
      channel: text("Channel."),
      asked: flag("Whether the person was asked."),
      completed: flag("Whether the survey was completed."),
      request_days: number("days", "Days from what it is about, where that is on record, to the invitation."),
      answer_days: number("days", "Days from the invitation to the answer."),
    },
    cuts: ["survey", "touchpoint", "channel", "request_delay"],
  },
  points: {
    doc: "Movements of loyalty points.",
    needs: "points",
    columns: {
      change: text("earned, redeemed, expired …"),
      points: count("How many."),
      reward: text("What they were redeemed for."),
      tier: text("Tier."),
      cost: money("What the reward cost."),
    },
    cuts: ["tier"],
  },
  reviews: {
    doc: "Public ratings and mentions.",
    needs: "review",
    columns: {
      site: text("Site."),
      product: text("Product."),
      is_rated: flag("Whether it has a rating."),
      stars: number("score", "Rating in stars of five."),
    },
    cuts: ["site", "product"],
  },
  referrals: { doc: "Customers who brought somebody.", needs: "referral", columns: {}, cuts: [] },
  touches: {
    doc: "Other steps of the journey.",
    needs: "touch",
    columns: {
      name: text("What happened."),
      campaign: text("Campaign."),
      channel: text("Channel."),
      stage: text("Stage."),
    },
    cuts: ["channel"],
  },
  customers: {
    doc: "Everybody who ever was a customer, as of the end; without windows and months.",
    needs: null,
    columns: {
      since: { kind: "day", doc: "First day as a customer." },
      orders: count("Orders to date."),
      revenue: money("Revenue to date."),
      refunded: money("Refunds to date."),
      margin: money("Margin to date, as recorded or assumed."),
      contacts: count("Contacts to date."),
      contact_cost: money("What these cost, as recorded or assumed."),
      touches: count("Other steps of the journey to date."),
    },
    cuts: [],
  },
} as const satisfies Record<string, Countable>;

export type CountableRows = keyof typeof COUNTABLE;

/** Columns that may be named of these rows, those of the customer among them. */
export const columnsOf = (rows: CountableRows): Readonly<Record<string, CountableColumn>> => ({
  ...COUNTABLE[rows].columns,
  ...OF_CUSTOMER,
});

/** Dimensions that these rows can be cut by. */
export const cutsOf = (rows: CountableRows): string[] => [...COUNTABLE[rows].cuts, ...Object.keys(OF_CUSTOMER)];
