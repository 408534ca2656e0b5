import { aboutWhat } from "./asking.ts";
import { columnIn, factFrom, type GenericTable } from "./generic-table.ts";

export const invitations: GenericTable = {
  format: "generic.invitation",
  fact: "invitation",
  subject: "wanted",
  slots: {
    at: { terms: { sent: 1, date: 0.9, created: 0.9 }, needed: true },
    invitation_id: { terms: { invitation: 1, id: 0.8 } },
    survey: { terms: { survey: 1 } },
    instrument: { terms: { instrument: 0.8 } },
    touchpoint: { terms: { event: 0.8 } },
    channel: { terms: { channel: 1 } },
    opened: { terms: { seen: 1 } },
    started: { terms: { begun: 1 } },
    completed: { terms: { completed: 1, answer_date: 0.8 } },
    not_asked: { terms: { not_asked: 1, reason: 0.7 } },
    about: { terms: { about: 1 } },
    about_id: { terms: { about_id: 1 } },
    order_id: { terms: { order: 1 } },
    case_id: { terms: { ticket: 1 } },
    contact_id: { terms: { call: 1 } },
  },
  hallmarks: { terms: ["invitation", "sent", "seen", "completed", "survey"], least: 3 },
  against: ["nps", "csat", "ces", "score", "stars", "order_total", "ticket", "talk", "comment"],
  facts: (found) => {
    const id = columnIn(found, "invitation_id");
    const fact = factFrom(found, id ? { id: id.name } : {});
    return [fact.fields.about ? fact : { ...fact, fields: { ...fact.fields, ...aboutWhat(found) } }];
  },
};

export const reviews: GenericTable = {
  format: "generic.review",
  fact: "review",
  subject: "wanted",
  slots: {
    at: { terms: { review_date: 1, date: 1, created: 1 }, needed: true },
    rating: { terms: { stars: 1, score: 1 }, needed: true },
    review_id: { terms: { review: 1, id: 0.8 } },
    comment: { terms: { review_text: 1, comment: 1, title: 0.6 } },
    site: { terms: { platform: 1 } },
    sentiment: { terms: { sentiment: 1 } },
    reach: { terms: { reach: 1 } },
    product: { terms: { product: 1 } },
    title: { terms: { title: 0.8 } },
    rating_max: { terms: { rating_max: 1 } },
  },
  hallmarks: { terms: ["review", "review_date", "review_text", "stars", "platform", "sentiment"], least: 2 },
  // A rating that carries an order, a ticket or a response was asked for: it is an answer, and public ratings are another family.
  against: ["order", "ticket", "response", "invitation", "nps", "csat", "ces", "survey", "call"],
  facts: (found) => {
    const id = columnIn(found, "review_id");
    const review = factFrom(found, id ? { id: id.name } : {});
    if (found.slots.has("rating_max")) return [review];
    const best = bestRating(found.slots.get("rating")!.column.shape);
    return [{ ...review, fields: { ...review.fields, ...(best === null ? {} : { rating_max: { value: best } }) } }];
  },
};

/** The scale of public ratings is five or ten stars; between them the values decide, where enough are there. */
function bestRating({ n, max }: { n: number; max: number | null }): number | null {
  if (max === null || max > 10) return null;
  if (max > 5) return 10;
  return max === 5 || n < 20 ? 5 : null;
}
