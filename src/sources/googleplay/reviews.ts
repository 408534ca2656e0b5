import type { Format } from "../format.ts";
import { constant } from "../parts.ts";

export const reviews: Format = {
  name: "googleplay.reviews",
  system: "googleplay",
  doc: "Google Play reviews as CSV, one file a month (`reviews_<package>_YYYYMM.csv`).",
  notes: [
    "The files are UTF-16. The current month is written anew every day: the same review in two files is one.",
    "Ratings without a word have no link and are told apart by what they say.",
  ],
  evidence: "seen",
  required: [
    "Package Name",
    "Star Rating",
    "Review Submit Date and Time",
    "Review Submit Millis Since Epoch",
    "Review Text",
    "Review Link",
  ],
  usual: ["App Version Name", "Reviewer Language", "Device", "Review Title", "Developer Reply Text"],
  facts: [
    {
      fact: "review",
      id: "Review Link",
      at: { value: "Review Submit Millis Since Epoch" },
      fields: {
        review_id: "Review Link",
        site: constant("Google Play"),
        rating: "Star Rating",
        rating_max: constant(5),
        comment: { first: ["Review Text", "Review Title"] },
        product: "Package Name",
      },
    },
  ],
};
