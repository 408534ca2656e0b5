import type { Format } from "../format.ts";
import { by, constant } from "../parts.ts";
import type { ReadOptions } from "../table.ts";

export const reviews: Format = {
  name: "trustpilot.reviews",
  system: "trustpilot",
  doc: "Trustpilot reviews as CSV.",
  notes: [
    "Stars are public ratings, never mixed with scores that the company asked for. An e-mail, where it is there, says whose it is.",
  ],
  evidence: "seen",
  required: ["Review Id", "Review Created (UTC)", "Review Stars", "Review Title", "Review Content"],
  usual: ["Business Unit Id", "Domain Url", "Review Username", "Source Of Review", "Review User Email"],
  read: { zone: "UTC" as ReadOptions["zone"] },
  facts: [
    {
      fact: "review",
      id: "Review Id",
      subject: by("email", "Review User Email"),
      also: [by("trustpilot.consumer", "Review Consumer User Id")],
      at: { value: "Review Created (UTC)" },
      fields: {
        review_id: "Review Id",
        site: constant("Trustpilot"),
        rating: "Review Stars",
        rating_max: constant(5),
        comment: { first: ["Review Content", "Review Title"] },
      },
    },
  ],
};

export const reviewRecords: Format = {
  name: "trustpilot.review-records",
  system: "trustpilot",
  doc: "Trustpilot reviews as the API gives them: JSON, one a line or under `reviews`; the stream `reviews` of taps and sources.",
  notes: ["The same review has the same id as in the export as CSV: both say it once."],
  evidence: "published",
  required: ["id", "stars", "title", "text", "createdAt", "isVerified"],
  usual: ["language", "companyReply", "countsTowardsTrustScore", "consumer.id"],
  facts: [
    {
      fact: "review",
      id: "id",
      subject: by("trustpilot.consumer", "consumer.id"),
      at: { value: "createdAt" },
      fields: {
        review_id: "id",
        site: constant("Trustpilot"),
        rating: "stars",
        rating_max: constant(5),
        comment: { first: ["text", "title"] },
      },
    },
  ],
};
