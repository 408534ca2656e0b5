/**
 * What a word in a header can mean. A header is read as a set of these, so that `Order date`, `order_created_at`,
 * `Data zamówienia`, `Orderdatum`, `Дата заказа` and `Data comenzii` are one and the same.
 */
// biome-ignore format: grouped by subject
export const CONCEPTS = [
  // who
  "CUSTOMER", "SUPPLIER", "ACCOUNT", "MEMBER", "EMAIL", "PHONE", "NAME", "PERSON", "CONTACT", "AGENT", "TEAM", "DEPARTMENT", "SITE",
  // what is known about them
  "COUNTRY", "REGION", "LANGUAGE", "SEGMENT", "CONSENT", "ROLE", "JOINED", "ACQUISITION", "BIRTH",
  // naming and counting
  "ID", "KIND", "STATUS", "REASON", "CHANNEL", "COUNT", "QUANTITY", "UNIT", "FIRST", "LAST", "OTHER", "OLD", "NEW",
  // when
  "DATE", "TIME", "MONTH", "YEAR", "CREATED", "START", "END", "FROM", "TO", "PERIOD", "MINUTE", "SECOND", "MILLISECOND", "HOUR",
  // buying
  "ORDER", "LINE", "PRODUCT", "CATEGORY", "PRICE", "AMOUNT", "REVENUE", "NET", "GROSS", "LIST", "DISCOUNT", "TAX", "SHIPPING", "COST",
  "CURRENCY", "MINOR", "PROMISED", "DELIVERED", "PAID", "CANCELLED", "REFUND",
  // contracts
  "SUBSCRIPTION", "PLAN", "CHANGE", "INVOLUNTARY", "USAGE", "LOGIN",
  // offers
  "OFFER", "STAGE", "OUTCOME", "DECIDED",
  // service
  "TICKET", "TOPIC", "PRIORITY", "OPENED", "CLOSED", "RESOLVED", "REOPENED", "ANSWERED", "CALL", "DIRECTION", "QUEUE", "WAIT",
  "TALK", "HOLD", "WRAP", "HANDLE", "IVR", "TRANSFER", "ABANDONED", "COMPLAINT", "LEG",
  // asking
  "INVITATION", "SURVEY", "SENT", "COMPLETED", "RESPONSE", "QUESTION", "INSTRUMENT", "SCORE", "NPS", "CSAT", "CES", "RECOMMEND",
  "SATISFACTION", "EFFORT", "COMMENT", "IMPORTANCE", "REVIEW", "STARS", "SENTIMENT", "REACH", "TITLE",
  "SCALE", "MINIMUM", "MAXIMUM", "ABOUT", "RESPONDENT", "WORDING",
  // loyalty and marketing
  "POINTS", "EARNED", "REDEEMED", "EXPIRED", "REWARD", "TIER", "EVENT", "CAMPAIGN", "REFERRAL", "REFERRER", "REFERRED",
  "EXPENSE", "AREA", "INITIATIVE", "SCOPE", "EXPERIMENT", "ARM", "RANDOMISED", "COACHING",
  // totals, rates
  "METRIC", "VALUE", "AS_OF", "RATE", "BASIS",
  // finer points
  "STEP", "CUT_OFF", "REPEATED", "TEMPLATE", "ASKED",
  // says nothing by itself
  "NOISE",
] as const;

export type Concept = (typeof CONCEPTS)[number];

/**
 * The words of one language, apart by blanks. A `*` at the end stands for up to five more letters (endings);
 * `_` joins words that mean something only together.
 */
export type Words = Partial<Record<Concept, string>>;
