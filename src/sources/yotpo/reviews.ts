import type { Format } from "../format.ts";
import { by, constant } from "../parts.ts";

const SENTIMENT = { positive: "positive", negative: "negative", neutral: "neutral", "*": null };

export const reviews: Format = {
  name: "yotpo.reviews",
  system: "yotpo",
  doc: "Yotpo reviews as the API gives them (JSON or CSV).",
  notes: ["A sentiment in figures is not read."],
  evidence: "published",
  required: ["id", "score", "content", "votes_up", "votes_down", "created_at"],
  usual: ["title", "sentiment", "sku", "name", "email", "reviewer_type"],
  facts: [
    {
      fact: "review",
      id: "id",
      subject: by("email", "email"),
      at: { value: "created_at" },
      fields: {
        review_id: "id",
        site: constant("own shop"),
        rating: "score",
        rating_max: constant(5),
        comment: { first: ["content", "title"] },
        sentiment: { column: "sentiment", map: SENTIMENT },
        product: "sku",
      },
    },
  ],
};
