/** A format's name, or what tells it where versions of a tap differ. */
type FormatOf = string | ((columns: readonly string[]) => string);

const ZENDESK = {
  tickets: "zendesk.ticket-records",
  satisfaction_ratings: "zendesk.satisfaction-ratings",
  ticket_metrics: "zendesk.ticket-metrics",
};

/**
 * Formats of the streams of known taps and sources, by what stands behind `tap-` or `source-` in their names. Other streams are
 * recognised by their fields, as files are.
 */
const KNOWN: Readonly<Record<string, Readonly<Record<string, FormatOf>>>> = {
  freshdesk: { tickets: "freshdesk.ticket-records", satisfaction_ratings: "freshdesk.satisfaction-ratings" },
  hubspot: {
    contacts: "hubspot.contact-records",
    companies: "hubspot.company-records",
    deals: "hubspot.deal-records",
    tickets: "hubspot.ticket-records",
    feedback_submissions: "hubspot.feedback-records",
  },
  shopify: {
    // Newer versions of the tap ask another interface of the shop.
    orders: (columns) => (columns.includes("displayFinancialStatus") ? "shopify.order-nodes" : "shopify.order-records"),
  },
  surveymonkey: {
    responses: "surveymonkey.response-records",
    simplified_responses: "surveymonkey.response-records",
    survey_responses: "surveymonkey.response-records",
    survey_details: "surveymonkey.survey-details",
    survey_questions: "surveymonkey.survey-questions",
  },
  stripe: { charges: "stripe.charge-records", invoices: "stripe.invoices" },
  typeform: { responses: "typeform.response-records", answers: "typeform.answers" },
  zendesk: ZENDESK,
  "zendesk-support": ZENDESK,
};

/** `zendesk` of `tap-zendesk`, `source-zendesk`, `airbyte/source-zendesk` or `zendesk`. */
export const systemOfTap = (tap: string): string =>
  tap
    .toLowerCase()
    .replace(/^.*\//, "")
    .replace(/^(tap|source)-/, "")
    .replace(/@.*|:.*/, "");

/** The format of a stream with these columns, where its tap is known. */
export function formatOfStream(tap: string | null, stream: string, columns: readonly string[]): string | null {
  if (tap === null) return null;
  const format = KNOWN[systemOfTap(tap)]?.[stream.replace(/^.*\./, "")];
  return (typeof format === "function" ? format(columns) : format) ?? null;
}
