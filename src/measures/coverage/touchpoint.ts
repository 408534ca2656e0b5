/** Where customers meet a company, along their journey; the order in which a table names them. */
export const TOUCHPOINTS = [
  "marketing",
  "peers",
  "website",
  "purchase",
  "delivery",
  "support_live",
  "support_automated",
  "after_purchase",
  "company",
] as const;
export type Touchpoint = (typeof TOUCHPOINTS)[number];

/**
 * Beginnings of words in English, Polish, Swedish, Russian and Romanian by which a source's own name of a touchpoint is
 * recognised. The first that fits decides; what fits none keeps its own name.
 */
const WORDS: readonly [Touchpoint, string][] = [
  ["company", "relation|overall|company|firm|företag|компани|compani[ae]|relacj|отношен|relați"],
  ["support_automated", "bot|chatbot|ivr|self.?serv|automat|автомат"],
  [
    "after_purchase",
    "return|refund|warrant|exchange|zwrot|reklamac|gwaranc|retur|återbetal|reklamation|возврат|гаранти|rambursare|garanți",
  ],
  ["delivery", "deliver|shipp|courier|dostaw|przesył|leveran|frakt|достав|livrar|curier"],
  [
    "support_live",
    "support|service|help|contact|agent|call|chat|ticket|case|obsług|kontakt|pomoc|kundtjänst|ärende|поддерж|обслуж|asisten|suport|apel",
  ],
  [
    "purchase",
    "purchas|checkout|order|payment|basket|cart|sale|store|shop|branch|zakup|zamów|płatn|sklep|köp|kassa|beställ|butik|покуп|заказ|оплат|магазин|cumpăr|achizi|comand|plat[ăa]|magazin",
  ],
  [
    "website",
    "web|site|page|app(?!\\p{L})|applic|online|log.?in|brows|search|onboard|usage|product.?page|stron|aplikac|webb|sajt|сайт|прилож|aplicați",
  ],
  [
    "peers",
    "review|social|word.of|referr|friend|forum|opini|recenzj|społeczn|recension|vän|отзыв|друз|recenzi|prieten",
  ],
  [
    "marketing",
    "market|advert|campaign|newsletter|ads?(?!\\p{L})|promo|coupon|e-?mail|reklam|kampan|kupon|реклам|рассыл|купон|campan|cupon",
  ],
];

const PATTERNS = WORDS.map(([touchpoint, words]) => [touchpoint, new RegExp(`(?<!\\p{L})(?:${words})`, "u")] as const);

/** The touchpoint that a source's own name means; null where it is none of the known. */
export function touchpointOf(name: string | null): Touchpoint | null {
  if (name === null) return null;
  const lower = name.toLowerCase();
  return PATTERNS.find(([, words]) => words.test(lower))?.[0] ?? null;
}

/** What an answer or an invitation says of where it belongs; whatever it does not say is null. */
export interface About {
  touchpoint: string | null;
  about?: string | null;
  handledBy?: string | null;
  topic?: string | null;
  kind?: string | null;
  /** The question, where a survey asks about several things. */
  item?: string | null;
}

/** The touchpoint that was asked about; one that is none of the known by its own name. */
export function touchpointAsked(asked: About): Touchpoint | { name: string } {
  const { touchpoint, about, handledBy, topic, kind, item } = asked;
  if (about === "contact" || about === "case") return contactAt(topic ?? null, handledBy ?? null);
  const known = touchpointOf(item ?? null) ?? touchpointOf(touchpoint);
  if (known) return known;
  if (about === "order") return "purchase";
  return touchpoint !== null && kind !== "relationship" ? { name: touchpoint } : "company";
}

/** Where a contact happened: about goods already bought, or with a person or a machine. */
export const contactAt = (topic: string | null, handledBy: string | null): Touchpoint =>
  touchpointOf(topic) === "after_purchase"
    ? "after_purchase"
    : handledBy === "bot"
      ? "support_automated"
      : "support_live";

/** Where something recorded happened. */
export function touchpointDone(source: string, name: string | null, detail: string | null): Touchpoint {
  switch (source) {
    case "order":
      return "purchase";
    case "delivery":
      return "delivery";
    case "refund":
      return "after_purchase";
    case "review":
    case "referral":
      return "peers";
    case "usage":
      return "website";
    case "campaign":
      return "marketing";
    case "contact":
      return contactAt(name, detail);
    default:
      return touchpointOf(detail) === "website" || touchpointOf(name) === "website" ? "website" : "marketing";
  }
}
