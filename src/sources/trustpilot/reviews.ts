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
