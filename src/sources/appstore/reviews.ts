import type { Format } from "../format.ts";
import { constant } from "../parts.ts";

export const reviews: Format = {
  name: "appstore.reviews",
  system: "appstore",
  doc: "App Store reviews as App Store Connect gives them (JSON, under `data`).",
  evidence: "seen",
  required: ["id", "attributes.rating", "attributes.createdDate", "attributes.territory"],
  usual: ["attributes.title", "attributes.body", "attributes.reviewerNickname"],
  facts: [
    {
      fact: "review",
      id: "id",
      at: { value: "attributes.createdDate" },
      fields: {
        review_id: "id",
        site: constant("App Store"),
        rating: "attributes.rating",
        rating_max: constant(5),
        comment: { first: ["attributes.body", "attributes.title"] },
      },
    },
  ],
};
