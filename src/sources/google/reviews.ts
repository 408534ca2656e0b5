import { allLook, type Format } from "../format.ts";
import { constant } from "../parts.ts";

const STARS = { ONE: 1, TWO: 2, THREE: 3, FOUR: 4, FIVE: 5, "*": null };

export const reviews: Format = {
  name: "google.reviews",
  system: "google-business",
  doc: "Google Business reviews (API or Takeout) as JSON.",
  notes: [
    "Stars are words (`FIVE`). They are public ratings, never mixed with scores that the company asked for.",
    "Of a translated comment the original is kept.",
  ],
  evidence: "seen",
  required: [["reviewId", "name"], "starRating", "createTime"],
  usual: ["comment", "reviewer.displayName", "updateTime"],
  looks: (sample) => allLook(sample, "starRating", /^(ONE|TWO|THREE|FOUR|FIVE|STAR_RATING_UNSPECIFIED)$/),
  facts: [
    {
      fact: "review",
      id: { first: ["reviewId", "name"] },
      at: { value: "createTime" },
      fields: {
        review_id: { first: ["reviewId", "name"] },
        site: constant("Google"),
        rating: { column: "starRating", map: STARS },
        rating_max: constant(5),
        comment: { first: [{ column: "comment", pattern: "\\(Original\\)\\s*([\\s\\S]+)$" }, "comment"] },
      },
    },
  ],
};
