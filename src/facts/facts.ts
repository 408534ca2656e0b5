import {
  boolean,
  choice,
  currency,
  day,
  type Field,
  identifier,
  instant,
  integer,
  money,
  number,
  seconds,
  text,
} from "./field.ts";

/** The definition of one kind of fact: it makes the table, says what is valid, and documents itself. */
export interface FactDefinition {
  doc: string;
  /** Whether a row needs to say whom it is about. */
  subject: "required" | "optional" | "none";
  /** A field that may say whom a row is about instead of the subject: somebody who is no customer. */
  instead?: string;
  /** Whether a row needs a date. `optional`: an undated row is kept, and counts only where no window is asked. */
  at: "required" | "optional" | "none";
  /**
   * What two identical rows without an id of their own are: two `event`s, or one `state` said twice.
   */
  nature: "event" | "state";
  fields: Readonly<Record<string, Field>>;
}

const fact = <F extends Record<string, Field>>(definition: Omit<FactDefinition, "fields"> & { fields: F }) =>
  definition;

/**
 * The vocabulary: every record that a company holds about a customer becomes one or several of these.
 * `id`, `source`, `subject`, `at`, `precision`, `properties` and where the row came from stand on every fact (see `columns.ts`).
 */
export const FACTS = {
  party: fact({
    doc: "A person or an organisation, as described from a day on. A later row describes the same party anew.",
    subject: "required",
    at: "optional",
    nature: "state",
    fields: {
      party_kind: choice(["person", "organisation"], "What the party is."),
      name: text("Full name."),
      segment: text("The group that the company puts the party in."),
      country: text("Country, ISO 3166-1 alpha-2 where the source has it."),
      region: text("Region, state or city."),
      language: text("Language, BCP 47."),
      consent: boolean("Whether the party agreed to be contacted."),
      acquisition_channel: text("How the party was won."),
      joined: day("The day the company first knew the party."),
    },
  }),
  alias: fact({
    doc: "Two identifiers belong to one party.",
    subject: "required",
    at: "optional",
    nature: "state",
    fields: {
      other_kind: text("Kind of the other identifier.", { required: true }),
      other_value: text("The other identifier.", { required: true }),
    },
  }),
  membership: fact({
    doc: "A person belongs to an account (a company) over a stretch of time.",
    subject: "required",
    at: "optional",
    nature: "state",
    fields: {
      account: text("Identifier of the account.", { required: true }),
      role: text("The person's role there."),
      until: day("First day on which it no longer holds."),
    },
  }),
  purchase: fact({
    doc: "An order. Its amount is net of discount and gross of later refunds.",
    subject: "optional",
    at: "required",
    nature: "event",
    fields: {
      order_id: identifier("The order's number in its source."),
      currency: currency("Currency of the amounts."),
      amount: money(
        "What was charged for goods, net of discount and tax, gross of refunds. Missing: the sum of its lines.",
      ),
      discount: money("Discount given."),
      coupon: text("Discount code that was used."),
      list_amount: money("What it would have cost at list price."),
      tax: money("Tax."),
      shipping: money("Shipping charged."),
      cost: money("Cost of the goods."),
      channel: text("Where it was bought: web, shop, phone …"),
      agent: text("Who sold it."),
      product: text("Product or category, where the order has one only."),
      invoiced: instant("When it was billed, where that is told besides the order's own date."),
      paid: instant("When it was paid."),
      promised: instant("When delivery was promised for."),
      delivered: instant("When it was delivered."),
      status: choice(
        ["open", "paid", "delivered", "cancelled", "returned"],
        "State of the order. Cancelled orders count nowhere.",
      ),
    },
  }),
  line: fact({
    doc: "One line of an order.",
    subject: "optional",
    at: "optional",
    nature: "event",
    fields: {
      order_id: identifier("The order it belongs to.", { required: true }),
      product: text("Product or SKU."),
      category: text("Category."),
      quantity: number("Units.", { min: 0 }),
      amount: money("Line total, net of discount and tax."),
      list_amount: money("Line total at list price."),
      cost: money("Cost of the line."),
      currency: currency("Currency of the amounts."),
    },
  }),
  refund: fact({
    doc: "Money given back, on its own date. It never edits the purchase.",
    subject: "optional",
    at: "required",
    nature: "event",
    fields: {
      refund_id: identifier("The refund's number in its source."),
      order_id: identifier("The order it belongs to."),
      amount: money("What was given back, positive.", { min: 0 }),
      currency: currency("Currency of the amount."),
      reason: text("Why."),
    },
  }),
  term: fact({
    doc: "One constant stretch of a subscription or contract; `at` is its first day.",
    subject: "required",
    at: "required",
    nature: "event",
    fields: {
      subscription: identifier("The subscription's number in its source."),
      plan: text("Plan."),
      amount: money("Price per period."),
      currency: currency("Currency of the amount."),
      period: choice(["day", "week", "month", "quarter", "year", "once"], "The period the amount is for."),
      until: day("First day that the stretch no longer covers. Missing: it still runs."),
      change: choice(["new", "renewal", "upgrade", "downgrade", "pause", "resume", "end"], "How the stretch began."),
      discount_asked: boolean("Whether the customer asked for a discount."),
      reason_ended: text("Why it ended."),
      involuntary: boolean("Whether it ended without the customer's will (a failed payment)."),
    },
  }),
  usage: fact({
    doc: "Use of a product or service over a period that begins at `at`.",
    subject: "required",
    at: "required",
    nature: "event",
    fields: {
      quantity: number("How much.", { required: true }),
      unit: text("Of what: log-ins, minutes, gigabytes …"),
      until: day("First day after the period."),
    },
  }),
  offer: fact({
    doc: "Something was shown or quoted.",
    subject: "required",
    at: "required",
    nature: "event",
    fields: {
      offer_id: identifier("The offer's number in its source."),
      product: text("What was offered."),
      amount: money("Its price."),
      currency: currency("Currency of the amount."),
      stage: text("Stage of the sale."),
      outcome: choice(["open", "won", "lost", "declined"], "How it ended."),
      reason: text("Why."),
      decided: instant("When it was decided."),
      channel: text("Channel."),
    },
  }),
  case: fact({
    doc: "One issue of a customer, from the first contact to its resolution.",
    subject: "optional",
    at: "required",
    nature: "event",
    fields: {
      case_id: identifier("The case's number in its source."),
      topic: text("What it is about."),
      channel: text("Channel it was opened in."),
      team: text("Team that has it."),
      agent: text("Agent that has it."),
      first_answered: instant("When the customer was first answered."),
      resolved: instant("When it was resolved."),
      reopened: integer("How often it was reopened.", { min: 0 }),
      repeated: boolean("Whether the customer said that it had been said before."),
      status: text("State of the case."),
      priority: text("Priority."),
    },
  }),
  contact: fact({
    doc: "One conversation: a call, a chat, a message.",
    subject: "optional",
    at: "required",
    nature: "event",
    fields: {
      contact_id: identifier("The contact's number in its source."),
      case_id: identifier("The case it belongs to."),
      channel: text("Channel."),
      topic: text("What it was about."),
      direction: choice(["inbound", "outbound"], "Who began."),
      handled_by: choice(["live", "bot"], "A person or a machine."),
      department: text("Department."),
      team: text("Team."),
      agent: text("Agent, where one person had the whole contact."),
      complaint: boolean("Whether it was a complaint."),
      abandoned: boolean("Whether the customer gave up before being served."),
      waited: seconds("Time in the queue."),
      ivr_steps: integer("Menu steps before a person.", { min: 0 }),
      ivr_seconds: seconds("Time in the menu."),
      ivr_loops: integer("How often a menu that had been heard came again.", { min: 0 }),
      cut_off: boolean("Whether the line broke."),
      repeated: boolean("Whether the customer had to repeat information."),
      templated: boolean("Whether the answer was a template."),
      resolved: boolean("Whether the issue was solved in this contact."),
      transfers: integer("How often the customer was passed on.", { min: 0 }),
      talk: seconds("Talking or chatting time, where the contact has no legs of its own."),
      hold: seconds("Time on hold."),
      wrap: seconds("After-contact work."),
      handle: seconds("Handling time in all, where only the sum is known."),
      cost: money("What the contact cost."),
      currency: currency("Currency of the cost."),
    },
  }),
  leg: fact({
    doc: "One agent's part of a contact.",
    subject: "optional",
    at: "required",
    nature: "event",
    fields: {
      contact_id: identifier("The contact it belongs to.", { required: true }),
      agent: text("Agent."),
      department: text("Department."),
      team: text("Team."),
      talk: seconds("Talking time."),
      hold: seconds("Time on hold."),
      wrap: seconds("After-contact work."),
      handle: seconds("Handling time, where only the sum is known."),
      transferred_to: text("Whom the contact was passed on to."),
    },
  }),
  invitation: fact({
    doc: "A person was asked for feedback, or was not asked for a stated reason. A dismissed survey is an invitation that was not completed, never an answer.",
    subject: "optional",
    at: "required",
    nature: "event",
    fields: {
      invitation_id: identifier("The invitation's number in its source."),
      survey: text("Survey."),
      instrument: text("What was asked: nps, csat, ces …"),
      touchpoint: text("What it is about."),
      channel: text("Channel."),
      opened: instant("When it was opened."),
      started: instant("When the first question was answered."),
      completed: instant("When it was completed."),
      not_asked: text("Why the person was not asked."),
      about: text("Kind of the thing it is about: order, case, contact."),
      about_id: identifier("Which one."),
    },
  }),
  answer: fact({
    doc: "One answer to one question.",
    subject: "optional",
    at: "optional",
    nature: "event",
    fields: {
      response_id: identifier("The response that it is part of."),
      invitation_id: identifier("The invitation that it answers."),
      item: text("The question."),
      instrument: text("What is measured: nps, csat, ces, or a custom score.", { required: true }),
      kind: choice(["relationship", "transactional"], "About the company as a whole, or about one interaction."),
      scale_min: number("Lowest answer that the scale allows."),
      scale_max: number("Highest answer that the scale allows."),
      scale_best: choice(["high", "low"], "Which end is good."),
      score: number("The answer, where it is a number. Missing: not answered."),
      choice: text(
        "What was chosen, in the words of the survey; of several choices each is an answer of its own. Missing: none was.",
      ),
      comment: text("The answer in words, or the reason given for the score."),
      importance: number("How important the item is to the customer."),
      about: text("Kind of the thing it is about: order, case, contact, product."),
      about_id: identifier("Which one."),
      touchpoint: text("Touchpoint."),
      channel: text("Channel that was asked about, or asked in."),
      agent: text("Agent that it is about."),
      team: text("Team that it is about."),
      respondent: choice(["customer", "prospect", "former", "employee", "manager"], "Who answered."),
      wording: text("Version of the wording."),
      language: text("Language, BCP 47."),
      seconds: seconds("Time taken."),
    },
  }),
  review: fact({
    doc: "A public rating or mention. Never averaged with scores that the company asked for.",
    subject: "optional",
    at: "required",
    nature: "event",
    fields: {
      review_id: identifier("The review's number in its source."),
      site: text("Where it was published."),
      rating: number("Rating."),
      rating_max: number("Highest rating the site allows."),
      comment: text("Text."),
      sentiment: choice(["negative", "neutral", "positive"], "Sentiment given by the source."),
      reach: number("How many may have seen it."),
      product: text("Product."),
    },
  }),
  points: fact({
    doc: "Points of a loyalty programme were earned, redeemed or expired.",
    subject: "required",
    at: "required",
    nature: "event",
    fields: {
      change: choice(["earned", "redeemed", "expired"], "What happened.", { required: true }),
      points: number("How many, positive.", { required: true, min: 0 }),
      reward: text("What they were redeemed for."),
      origin: text("What they were earned by."),
      tier: text("Tier of the member."),
      cost: money("What the redeemed points cost the company."),
      currency: currency("Currency of the cost."),
      order_id: identifier("The order they belong to."),
    },
  }),
  touch: fact({
    doc: "A step of the journey that is none of the other facts.",
    subject: "optional",
    at: "required",
    nature: "event",
    fields: {
      name: text("What happened.", { required: true }),
      stage: text("Stage of the journey."),
      campaign: text("Campaign."),
      channel: text("Channel."),
      cost: money("What it cost."),
      currency: currency("Currency of the cost."),
    },
  }),
  referral: fact({
    doc: "One customer brought another.",
    subject: "required",
    at: "required",
    nature: "event",
    fields: {
      referred_kind: text("Kind of the referred party's identifier.", { required: true }),
      referred_value: text("The referred party's identifier.", { required: true }),
      channel: text("Channel."),
    },
  }),
  cost: fact({
    doc: "Money spent over a period that begins at `at`.",
    subject: "none",
    at: "required",
    nature: "event",
    fields: {
      amount: money("How much.", { required: true }),
      currency: currency("Currency."),
      until: day("First day after the period."),
      area: text("What for: acquisition, service, retention, programme …"),
      initiative: text("Initiative it belongs to."),
      stage: text("Stage of the life cycle."),
      scope: text("Which customers it was spent on: customer, segment, channel, campaign, all."),
      scope_value: text("Which one."),
      basis: choice(["equal", "per_order", "per_contact_minute", "per_revenue"], "How it is spread over customers."),
    },
  }),
  assignment: fact({
    doc: "A customer was put into an arm of an action or experiment; or an agent, who was coached.",
    subject: "required",
    instead: "agent",
    at: "required",
    nature: "event",
    fields: {
      experiment: text("Action or experiment.", { required: true }),
      arm: text("Arm.", { required: true }),
      randomised: boolean("Whether chance decided."),
      agent: text("Agent who was coached, of a row that is about no customer."),
    },
  }),
  snapshot: fact({
    doc: "A total that somebody else computed for a customer, as of a day that may be unknown.",
    subject: "required",
    at: "optional",
    nature: "state",
    fields: {
      name: text("What it is.", { required: true }),
      value: number("Its value.", { required: true }),
      unit: text("Its unit: money, count, share, days, score."),
      currency: currency("Currency, where it is money."),
    },
  }),
  employee: fact({
    doc: "A person works in a team over a stretch of time.",
    subject: "none",
    at: "optional",
    nature: "state",
    fields: {
      agent: text("The name or number that contacts carry.", { required: true }),
      team: text("Team."),
      department: text("Department."),
      site: text("Site."),
      until: day("First day on which it no longer holds."),
    },
  }),
  rate: fact({
    doc: "An exchange rate of a day.",
    subject: "none",
    at: "required",
    nature: "state",
    fields: {
      from_currency: currency("From.", { required: true }),
      to_currency: currency("To.", { required: true }),
      value: number("Units of `to` for one unit of `from`.", { required: true, min: 0 }),
    },
  }),
} as const satisfies Record<string, FactDefinition>;

export type FactKind = keyof typeof FACTS;
export const FACT_KINDS = Object.keys(FACTS) as FactKind[];
export const factDefinition = (kind: FactKind): FactDefinition => FACTS[kind];

/** Whether the fields of a row can say whom it is about without a subject. */
export function namesInstead(kind: FactKind, fields: Readonly<Record<string, unknown>>): boolean {
  const { instead } = factDefinition(kind);
  return instead !== undefined && fields[instead] !== undefined;
}
