import { AppError } from "../base/errors.ts";
import {
  type Column,
  isAnything,
  isCategory,
  isCount,
  isCurrency,
  isDate,
  isDuration,
  isEmail,
  isFlag,
  isId,
  isMoney,
  isNumber,
  isPhone,
  isScore,
  isWords,
  type Look,
} from "./looks.ts";
import { CONCEPTS, type Concept } from "./words/concepts.ts";
import { type HeaderWord, readHeader, WRITTEN_SCALE } from "./words/header.ts";

/**
 * A meaning that a column can have, whatever the language of its header.
 * `headers`: concepts that must all stand in the header (`A|B`: one of them), `?X` may stand there too; a number at the
 * end is how much the header says by itself (1 when it is left out).
 */
interface Term {
  headers: readonly string[];
  look: Look;
}

const when = (subject: string): string[] => [`${subject} DATE|TIME|CREATED ?DATE ?TIME ?CREATED`];
const UNITS = "?SECOND ?MINUTE ?MILLISECOND ?HOUR";
const MONEY = "AMOUNT|VALUE|REVENUE|PRICE";

const term = (look: Look, ...headers: string[]): Term => ({ headers, look });

export const TERMS = {
  // identifiers
  customer: term(isId, "CUSTOMER ID", "CUSTOMER 0.9", "PERSON ID 0.8"),
  email: term(isEmail, "EMAIL ?CUSTOMER ?PERSON ?MEMBER ?CONTACT ?ID"),
  phone: term(isPhone, "PHONE ?ID ?CUSTOMER ?PERSON ?MEMBER ?CONTACT"),
  member: term(isId, "MEMBER ID ?CUSTOMER", "MEMBER 0.85"),
  account: term(isId, "ACCOUNT ID ?CUSTOMER", "ACCOUNT ?NAME 0.85"),
  id: term(isId, "ID 0.6"),
  supplier: term(isAnything, "SUPPLIER ?ID ?NAME"),
  id_kind: term(isCategory, "ID KIND"),
  other: term(isAnything, "OTHER ID|CUSTOMER|VALUE ?ID ?CUSTOMER", "OLD ID|CUSTOMER ?ID ?CUSTOMER"),
  other_kind: term(isCategory, "OTHER KIND ?ID"),

  // who
  name: term(isWords, "NAME ?CUSTOMER ?PERSON ?FIRST ?LAST 0.9"),
  other_email: term(isEmail, "OTHER|OLD EMAIL ?CUSTOMER"),
  kind: term(isCategory, "KIND 0.7"),
  party_kind: term(isCategory, "CUSTOMER|PERSON|ACCOUNT KIND"),
  segment: term(isCategory, "SEGMENT ?CUSTOMER ?ID ?NAME", "CUSTOMER TEAM|CATEGORY 0.8"),
  country: term(isWords, "COUNTRY ?ID ?CUSTOMER"),
  region: term(isAnything, "REGION ?ID ?CUSTOMER"),
  language: term(isCategory, "LANGUAGE ?ID ?CUSTOMER"),
  consent: term(isFlag, "CONSENT"),
  joined: term(isDate, "JOINED ?DATE ?TIME ?CUSTOMER ?MEMBER ?FROM ?CREATED", "CUSTOMER|MEMBER FROM|START ?DATE"),
  acquisition_channel: term(isCategory, "ACQUISITION CHANNEL ?CUSTOMER", "JOINED CHANNEL ?CUSTOMER"),
  role: term(isCategory, "ROLE"),
  birth: term(isAnything, "BIRTH ?DATE ?YEAR"),

  // when
  date: term(isDate, "DATE ?TIME 0.8", "TIME 0.7", "EVENT DATE|TIME 0.9", "MONTH 0.8"),
  created: term(isDate, "CREATED ?DATE ?TIME 0.9"),
  month: term(isCount, "MONTH"),
  year: term(isCount, "YEAR"),
  start: term(
    isDate,
    "START ?DATE ?TIME ?SUBSCRIPTION ?PERIOD ?PLAN",
    "FROM ?DATE ?PERIOD 0.8",
    "SUBSCRIPTION FROM ?DATE",
  ),
  end: term(isDate, "END ?DATE ?TIME ?SUBSCRIPTION ?PERIOD ?PLAN", "TO ?DATE ?PERIOD 0.8", "SUBSCRIPTION TO ?DATE"),
  cancelled_date: term(isDate, "CANCELLED ?DATE ?TIME ?SUBSCRIPTION"),

  // orders
  order: term(isId, "ORDER ID", "ORDER 0.85"),
  order_date: term(isDate, ...when("ORDER"), "PAID DATE|TIME 0.8"),
  // Alone it is the date of the order; beside one it is what it says.
  paid_date: term(isDate, "PAID DATE|TIME 0.75", "PAID 0.75"),
  order_total: term(isMoney, `ORDER ${MONEY} ?AMOUNT ?VALUE ?NET`),
  amount: term(isMoney, "AMOUNT ?VALUE ?NET ?PAID 0.8", "NET PRICE|VALUE 0.7", "GROSS AMOUNT|VALUE 0.65", "VALUE 0.6"),
  revenue: term(isMoney, "REVENUE ?AMOUNT ?VALUE ?NET"),
  price: term(isMoney, "PRICE 0.8"),
  unit_price: term(isMoney, "UNIT|PRODUCT|QUANTITY PRICE ?UNIT ?PRODUCT"),
  line_total: term(isMoney, "LINE AMOUNT|VALUE|PRICE|REVENUE ?AMOUNT ?NET"),
  quantity: term(isCount, "QUANTITY ?PRODUCT ?LINE ?UNIT ?ORDER", "COUNT PRODUCT|LINE ?UNIT"),
  product: term(isAnything, "PRODUCT ?ID ?NAME ?LINE ?TITLE", "LINE NAME"),
  line: term(isAnything, "LINE ID ?ORDER", "LINE 0.7"),
  category: term(isWords, "CATEGORY ?PRODUCT ?NAME"),
  discount: term(isMoney, "DISCOUNT ?AMOUNT ?VALUE ?ORDER"),
  list_amount: term(isMoney, "LIST PRICE|AMOUNT|VALUE ?AMOUNT ?VALUE ?PRICE"),
  tax: term(isMoney, "TAX ?AMOUNT ?VALUE ?ORDER"),
  shipping: term(isMoney, "SHIPPING ?AMOUNT ?VALUE ?PRICE ?COST ?ORDER", "DELIVERED COST|PRICE"),
  cost: term(isMoney, "COST ?AMOUNT ?VALUE ?PRODUCT ?ORDER ?UNIT"),
  currency: term(isCurrency, "CURRENCY ?ID ?ORDER"),
  channel: term(isCategory, "CHANNEL ?ORDER ?TICKET ?CONTACT ?CALL ?SURVEY ?NAME"),
  status: term(isCategory, "STATUS ?ORDER ?TICKET ?CALL ?SUBSCRIPTION ?SHIPPING ?REFUND"),
  promised: term(isDate, "PROMISED ?DELIVERED ?DATE ?TIME ?ORDER"),
  delivered: term(isDate, "DELIVERED ?DATE ?TIME ?CUSTOMER ?ORDER"),
  refund: term(isId, "REFUND ID"),
  refund_date: term(isDate, "REFUND DATE|TIME|CREATED ?DATE ?TIME ?CREATED", "REFUND 0.9"),
  refund_amount: term(isMoney, `REFUND ${MONEY} ?AMOUNT ?VALUE`),
  refund_reason: term(isWords, "REFUND REASON"),
  reason: term(isWords, "REASON 0.9"),

  // contracts
  subscription: term(isId, "SUBSCRIPTION ID", "SUBSCRIPTION 0.8"),
  plan: term(isWords, "PLAN ?NAME ?ID ?SUBSCRIPTION", "SUBSCRIPTION KIND|NAME"),
  plan_price: term(
    isMoney,
    `MONTH|YEAR|PLAN|SUBSCRIPTION|PERIOD ${MONEY} ?COST ?PLAN ?SUBSCRIPTION ?PERIOD`,
    "MONTH PAID 0.8",
  ),
  period: term(isCategory, "PERIOD ?PAID ?SUBSCRIPTION"),
  change: term(isCategory, "CHANGE ?KIND ?SUBSCRIPTION ?PLAN", "SUBSCRIPTION EVENT ?KIND"),
  reason_ended: term(isWords, "CANCELLED|END REASON ?SUBSCRIPTION"),
  discount_asked: term(isFlag, "DISCOUNT ASKED|TICKET|QUESTION"),
  involuntary: term(isFlag, "INVOLUNTARY"),
  usage: term(isCount, "USAGE ?QUANTITY ?COUNT ?AMOUNT ?VALUE ?MINUTE ?HOUR ?UNIT", "LOGIN ?COUNT ?QUANTITY"),
  unit: term(isCategory, "UNIT ?USAGE ?VALUE 0.9"),

  // offers
  offer: term(isId, "OFFER ID", "OFFER 0.7"),
  offer_date: term(isDate, ...when("OFFER"), "OFFER SENT ?DATE"),
  offer_amount: term(isMoney, `OFFER ${MONEY}`),
  stage: term(isCategory, "STAGE ?OFFER ?EVENT"),
  outcome: term(isCategory, "OUTCOME ?OFFER", "OFFER STATUS"),
  decided: term(isDate, "DECIDED ?DATE ?TIME ?OFFER"),

  // service
  ticket: term(isId, "TICKET ID", "TICKET 0.8"),
  opened: term(isDate, "OPENED ?DATE ?TIME ?TICKET", ...when("TICKET")),
  resolved: term(isDate, "RESOLVED ?DATE ?TIME ?TICKET", "CLOSED ?DATE ?TIME ?TICKET"),
  first_answered: term(isDate, "ANSWERED ?DATE ?TIME ?FIRST ?RESPONSE", "FIRST RESPONSE ?DATE ?TIME"),
  reopened: term(isCount, "REOPENED ?COUNT ?TICKET"),
  topic: term(isWords, "TOPIC ?TICKET ?CALL ?CONTACT", "TICKET KIND|CATEGORY ?TOPIC", "CALL REASON", "CONTACT REASON"),
  priority: term(isCategory, "PRIORITY ?TICKET"),
  agent: term(isAnything, "AGENT ?NAME ?ID"),
  team: term(isWords, "TEAM ?NAME ?ID"),
  department: term(isWords, "DEPARTMENT ?NAME"),
  site: term(isWords, "SITE ?NAME 0.9"),
  call: term(isId, "CALL|CONTACT ID", "CALL|CONTACT 0.5"),
  call_date: term(isDate, "CALL|CONTACT DATE|TIME|START|CREATED ?DATE ?TIME ?START ?CREATED"),
  direction: term(isCategory, "DIRECTION ?CALL ?CONTACT"),
  wait: term(isDuration, `WAIT ?TIME ?QUEUE ?DATE ${UNITS}`, `QUEUE TIME|SECOND|MINUTE ${UNITS}`),
  talk: term(isDuration, `TALK ?TIME ?CALL ?CONTACT ?HANDLE ${UNITS}`),
  hold: term(isDuration, `HOLD ?TIME ?WAIT ${UNITS}`),
  wrap: term(isDuration, `WRAP ?TIME ?CALL ?HANDLE ${UNITS}`),
  handle: term(isDuration, `HANDLE ?TIME ?CALL ?CONTACT ?TICKET ${UNITS}`, `CALL|CONTACT TIME|SECOND|MINUTE ${UNITS}`),
  ivr_steps: term(isCount, "IVR STEP|COUNT ?COUNT"),
  ivr_loops: term(isCount, "IVR REPEATED ?COUNT"),
  handled_by: term(isCategory, "HANDLE 0.9", "CALL|CONTACT KIND"),
  cut_off: term(isFlag, "CUT_OFF ?CALL ?CONTACT"),
  repeated: term(isFlag, "REPEATED ?CUSTOMER"),
  templated: term(isFlag, "TEMPLATE ?RESPONSE"),
  ivr: term(isDuration, `IVR ?TIME ${UNITS}`),
  transfers: term(isCount, "TRANSFER ?COUNT ?CALL"),
  abandoned: term(isFlag, "ABANDONED ?CALL"),
  complaint: term(isFlag, "COMPLAINT"),
  solved: term(isFlag, "RESOLVED ?FIRST ?CONTACT ?CALL ?TICKET"),
  leg: term(isId, "LEG ?ID", "LEG COUNT"),
  transferred_to: term(isAnything, "TRANSFER TO ?AGENT ?TEAM ?DEPARTMENT"),
  queue: term(isWords, "QUEUE ?NAME"),

  // asking
  invitation: term(isId, "INVITATION ID", "INVITATION 0.7"),
  survey: term(isAnything, "SURVEY ?ID ?NAME 0.9"),
  sent: term(isDate, "SENT ?DATE ?TIME ?INVITATION ?SURVEY", "INVITATION DATE|TIME ?DATE ?TIME"),
  seen: term(isDate, "OPENED ?DATE ?TIME ?SURVEY ?INVITATION"),
  begun: term(isDate, "START ?DATE ?TIME ?SURVEY"),
  completed: term(isDate, "COMPLETED ?DATE ?TIME ?SURVEY ?RESPONSE"),
  response: term(isId, "RESPONSE ID ?SURVEY"),
  answer_date: term(
    isDate,
    "RESPONSE|SURVEY|SCORE DATE|TIME|CREATED ?DATE ?TIME ?CREATED ?COMPLETED",
    "RESPONSE|SURVEY COMPLETED ?DATE ?TIME",
    "ANSWERED ?DATE ?TIME",
  ),
  scale_min: term(isNumber, "SCALE MINIMUM"),
  scale_max: term(isNumber, "SCALE MAXIMUM"),
  about: term(isCategory, "ABOUT ?KIND"),
  about_id: term(isId, "ABOUT ID"),
  respondent: term(isCategory, "RESPONDENT ?KIND"),
  wording: term(isAnything, "WORDING"),
  seconds: term(isDuration, "SECOND", "RESPONSE|SURVEY TIME|SECOND"),
  instrument: term(isCategory, "INSTRUMENT", "METRIC ?NAME ?KIND", "SURVEY|QUESTION|SCORE KIND", "KIND 0.5"),
  question: term(isWords, "QUESTION ?ID ?NAME"),
  score: term(isScore, "SCORE ?VALUE ?RESPONSE ?SURVEY", "RESPONSE VALUE", "RESPONSE 0.6", "VALUE 0.6"),
  nps: term(isScore, "NPS ?SCORE ?RESPONSE ?QUESTION ?VALUE ?SURVEY", "RECOMMEND ?SCORE ?QUESTION ?RESPONSE ?CUSTOMER"),
  csat: term(isScore, "CSAT ?SCORE ?RESPONSE ?QUESTION ?SURVEY", "SATISFACTION ?CUSTOMER ?SCORE ?QUESTION ?TIER"),
  ces: term(isScore, "CES ?SCORE ?RESPONSE ?QUESTION ?SURVEY", "EFFORT ?CUSTOMER ?SCORE ?QUESTION"),
  comment: term(
    isWords,
    "COMMENT ?SURVEY ?NPS ?CSAT ?CES ?SCORE ?RESPONSE ?CUSTOMER ?REVIEW",
    "SCORE|NPS REASON",
    "REASON 0.6",
    "RESPONSE 0.5",
  ),
  importance: term(isNumber, "IMPORTANCE"),
  item: term(isWords, "LINE ?NAME 0.6"),
  answer_kind: term(isCategory, "SURVEY KIND", "KIND 0.7"),
  not_asked: term(isWords, "REASON ASKED"),
  rating_max: term(isNumber, "SCORE|STARS MAXIMUM"),
  review: term(isId, "REVIEW ID"),
  review_date: term(isDate, ...when("REVIEW"), "REVIEW SENT ?DATE"),
  stars: term(isScore, "STARS ?SCORE ?REVIEW", "REVIEW SCORE"),
  review_text: term(isWords, "REVIEW ?COMMENT", "REVIEW COMMENT"),
  title: term(isWords, "TITLE ?REVIEW ?COMMENT"),
  platform: term(isCategory, "SITE ?NAME", "REVIEW SITE|CHANNEL", "CHANNEL 0.8"),
  sentiment: term(isCategory, "SENTIMENT"),
  reach: term(isCount, "REACH"),

  // loyalty and marketing
  points: term(isNumber, "POINTS ?COUNT ?AMOUNT ?QUANTITY ?VALUE"),
  points_earned: term(isCount, "POINTS EARNED ?COUNT", "EARNED 0.6"),
  points_redeemed: term(isCount, "POINTS REDEEMED ?COUNT", "REDEEMED 0.6"),
  points_expired: term(isCount, "POINTS EXPIRED ?COUNT", "EXPIRED 0.6"),
  points_change: term(isCategory, "POINTS|EVENT|CHANGE KIND ?EVENT", "EVENT ?NAME 0.9", "CHANGE 0.8", "KIND 0.7"),
  points_cost: term(isMoney, "COST|VALUE POINTS|REDEEMED ?POINTS ?REDEEMED"),
  reward: term(isWords, "REWARD ?NAME"),
  tier: term(isWords, "TIER ?MEMBER", "MEMBER PLAN"),
  event: term(isWords, "EVENT ?NAME ?KIND"),
  campaign: term(isAnything, "CAMPAIGN ?NAME ?ID"),
  referrer: term(isAnything, "REFERRER ?CUSTOMER ?ID ?EMAIL"),
  referred: term(isAnything, "REFERRED ?CUSTOMER ?ID ?EMAIL", "NEW CUSTOMER ?ID"),
  referral: term(isId, "REFERRAL ID"),
  referral_date: term(isDate, ...when("REFERRAL"), "REFERRED DATE|TIME|CREATED ?DATE ?TIME"),
  expense: term(isMoney, "EXPENSE ?AMOUNT ?VALUE ?CAMPAIGN ?COST", "COST AMOUNT|VALUE"),
  area: term(isWords, "AREA ?COST ?EXPENSE", "COST|EXPENSE CATEGORY|KIND"),
  initiative: term(isWords, "INITIATIVE ?NAME ?ID"),
  scope: term(isWords, "SCOPE"),
  scope_value: term(isWords, "SCOPE VALUE|NAME|ID"),
  basis: term(isCategory, "BASIS ?COST"),
  experiment: term(isWords, "EXPERIMENT ?NAME ?ID"),
  arm: term(isCategory, "ARM ?NAME ?EXPERIMENT", "EXPERIMENT TEAM"),
  randomised: term(isFlag, "RANDOMISED"),
  coaching: term(isWords, "COACHING ?NAME ?KIND ?TOPIC ?ID"),
  coached_date: term(isDate, ...when("COACHING"), "COACHING START|FROM ?DATE ?TIME"),
  assigned_date: term(isDate, ...when("ARM")),

  // a score that the settings define: only they say which column it is
  own_score: term(isNumber),

  // totals and rates
  metric: term(isWords, "METRIC ?NAME ?ID", "VALUE NAME"),
  value: term(isNumber, "VALUE", "METRIC VALUE"),
  as_of: term(isDate, "AS_OF ?DATE"),
  from_currency: term(isCurrency, "CURRENCY FROM", "FROM"),
  to_currency: term(isCurrency, "CURRENCY TO", "TO"),
  rate: term(isNumber, "RATE ?VALUE ?CURRENCY"),
} as const satisfies Record<string, Term>;

export type TermName = keyof typeof TERMS;

/** What one header may mean, each with its strength in [0, 1]. */
export interface Reading {
  term: TermName;
  /** How well the header fits. */
  header: number;
  /** How well the values fit. */
  values: number;
}

const WEAKEST = 0.35;
/** What a known word costs that the meaning has no room for, and an unknown one: it is more often a name than a contradiction. */
const OUT_OF_PLACE = 0.6;
const UNKNOWN_WORD = 0.2;
const FIGURE = 0.1;

export function readings(column: Column): Reading[] {
  const header = readHeader(column.name.replace(WRITTEN_SCALE, " "));
  return (Object.keys(TERMS) as TermName[])
    .map((term) => ({ term, header: headerFit(header, term) }))
    .filter((reading) => reading.header >= WEAKEST)
    .map((reading) => ({ ...reading, values: TERMS[reading.term].look(column) }));
}

export function headerFit(header: readonly HeaderWord[], term: TermName): number {
  return Math.max(questionFit(header, term), ...PATTERNS[term].map((pattern) => patternFit(header, pattern)));
}

/** A survey's question may stand in the header as a whole sentence; then one word in it says what is measured. */
const QUESTIONS: Partial<Record<TermName, readonly Concept[]>> = {
  nps: ["RECOMMEND", "NPS"],
  csat: ["SATISFACTION", "CSAT"],
  ces: ["EFFORT", "CES"],
  comment: ["REASON", "COMMENT"],
};
const SENTENCE = 4;

function questionFit(header: readonly HeaderWord[], term: TermName): number {
  const words = QUESTIONS[term];
  // Sentences are full of words that mean nothing in a header.
  const isSentence = header.length >= SENTENCE && header.filter(({ concepts }) => concepts.size === 0).length >= 2;
  return words && isSentence && header.some(({ concepts }) => words.some((c) => concepts.has(c))) ? 0.9 : 0;
}

interface Pattern {
  needed: readonly (readonly Concept[])[];
  allowed: ReadonlySet<Concept>;
  weight: number;
  /** Names somebody without saying that it does: with any word more it is something about them (`Customer age`). */
  isBare: boolean;
}

/** Meanings that name whom a row is about. */
const WHOM: ReadonlySet<string> = new Set(["customer", "member", "account"]);

const PATTERNS = Object.fromEntries(
  Object.entries(TERMS).map(([name, { headers }]) => [name, headers.map((text) => parsePattern(text, WHOM.has(name)))]),
) as unknown as Record<TermName, Pattern[]>;

function parsePattern(text: string, namesSomebody: boolean): Pattern {
  const parts = text.split(" ");
  const last = Number(parts.at(-1));
  const concepts = Number.isNaN(last) ? parts : parts.slice(0, -1);
  return {
    needed: concepts.filter((part) => !part.startsWith("?")).map((part) => part.split("|").map(concept)),
    allowed: new Set(concepts.filter((part) => part.startsWith("?")).map((part) => concept(part.slice(1)))),
    weight: Number.isNaN(last) ? 1 : last,
    isBare: namesSomebody && !concepts.includes("ID"),
  };
}

function concept(word: string): Concept {
  const known = CONCEPTS.find((name) => name === word);
  if (!known) throw new AppError("bug.unexpected", `No concept ${word}.`);
  return known;
}

function patternFit(header: readonly HeaderWord[], { needed, allowed, weight, isBare }: Pattern): number {
  const taken = assign(header, needed);
  if (!taken) return 0;
  const wanted = new Set(needed.flat());
  let cost = 0;
  header.forEach((word, index) => {
    if (taken.includes(index)) return;
    const meanings = [...word.concepts];
    if (meanings.some((m) => m === "NOISE" || m === "MINOR" || allowed.has(m) || wanted.has(m))) return;
    cost += meanings.length > 0 || isBare ? OUT_OF_PLACE : /^\d+$/.test(word.text) ? FIGURE : UNKNOWN_WORD;
  });
  return Math.max(0, weight * (1 - cost));
}

/** A different word for each needed concept, or undefined. Headers are short: trying all ways is cheap. */
function assign(
  header: readonly HeaderWord[],
  needed: readonly (readonly Concept[])[],
  taken: number[] = [],
): number[] | undefined {
  const [first, ...rest] = needed;
  if (!first) return taken;
  for (const [index, word] of header.entries()) {
    if (taken.includes(index) || !first.some((c) => word.concepts.has(c))) continue;
    const found = assign(header, rest, [...taken, index]);
    if (found) return found;
  }
  return undefined;
}
