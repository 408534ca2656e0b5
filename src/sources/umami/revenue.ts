import type { Format } from "../format.ts";
import { by, constant } from "../parts.ts";

export const revenue: Format = {
  name: "umami.revenue",
  system: "umami",
  doc: "The revenue table of Umami. Amounts are in whole units.",
  notes: ["A visit is not a person: without an id of the company (`distinct_id`) the money is that of a visit."],
  evidence: "seen",
  required: ["event_name", "currency", "revenue", "created_at", "session_id"],
  usual: ["website_id", "event_id", "distinct_id"],
  facts: [
    {
      fact: "purchase",
      id: "event_id",
      subject: by("customer", "distinct_id"),
      also: [by("umami.session", "session_id")],
      at: { value: "created_at" },
      fields: {
        order_id: "event_id",
        amount: "revenue",
        currency: "currency",
        channel: constant("web"),
        product: "event_name",
      },
    },
  ],
};
