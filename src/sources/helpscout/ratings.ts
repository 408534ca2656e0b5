import { allLook, columnNamed, type Format } from "../format.ts";
import type { FactMapping } from "../mapping.ts";
import { by, constant, scored } from "../parts.ts";

/** Great, okay, not good: three steps of their own. The report's codes begin with the best. */
const STEPS = { great: 3, okay: 2, ok: 2, "not good": 1, "not-good": 1, bad: 1, "1": 3, "2": 2, "3": 1 };
const STEP = /^(great|okay|ok|not[ -]good|bad|[123])$/i;

const answer = (
  rating: string,
  fields: FactMapping["fields"],
  rest: Omit<FactMapping, "fact" | "fields">,
): FactMapping => ({
  fact: "answer",
  ...rest,
  fields: { ...scored("csat-1-3", [1, 3], { column: rating, map: STEPS }), about: constant("case"), ...fields },
});

export const ratings: Format = {
  name: "helpscout.ratings",
  system: "helpscout",
  doc: "The happiness ratings report of Help Scout, as its API gives it (JSON or CSV).",
  notes: [
    "Great, okay and not good are `csat-1-3`, never mixed with one to five.",
    "The report has codes: 1 is great, 3 is not good.",
  ],
  evidence: "published",
  required: ["rating_id", "rating_customer_id", "rating_created_at", "type"],
  usual: ["conversation_id", "rating_comments", "rating_user_name"],
  facts: (sample) => {
    const rating = ["rating", "rating_id", "type"].find((header) => allLook(sample, header, STEP));
    if (rating === undefined) return [];
    return [
      answer(
        columnNamed(sample, rating)!,
        {
          comment: "rating_comments",
          about_id: { first: ["conversation_id", "number", "id"] },
          agent: { first: ["rating_user_name", "rating_user_id"] },
        },
        {
          id: { join: [{ first: ["thread_id", "threadid", "conversation_id"] }, "rating_created_at"], with: "/" },
          subject: by("helpscout.customer", "rating_customer_id"),
          at: { value: "rating_created_at" },
        },
      ),
    ];
  },
};

export const ratingEvents: Format = {
  name: "helpscout.rating-events",
  system: "helpscout",
  doc: "Satisfaction ratings as Help Scout sends them to a webhook (JSON).",
  notes: ["Great, okay and bad are `csat-1-3`, never mixed with one to five."],
  evidence: "published",
  required: ["customer.id", "ticketId", "threadId", "rating", "createdAt"],
  usual: ["id", "comments", "mailbox.id"],
  facts: [
    answer(
      "rating",
      { comment: "comments", about_id: "ticketId" },
      { id: "id", subject: by("helpscout.customer", "customer.id"), at: { value: "createdAt" } },
    ),
  ],
};

export const conversations: Format = {
  name: "helpscout.conversations",
  system: "helpscout",
  doc: "Help Scout conversations as the API gives them (JSON).",
  evidence: "published",
  required: ["id", "number", "status", ["mailboxId", "mailbox_id"], ["createdAt", "created_at"]],
  usual: [["closedAt", "closed_at"], ["primaryCustomer.id", "primary_customer.id"], "assignee.id", "source.type"],
  looks: (sample) => columnNamed(sample, ["primaryCustomer.id", "primary_customer.id"]) !== undefined,
  facts: [
    {
      fact: "case",
      id: "id",
      subject: by("helpscout.customer", { first: ["primaryCustomer.id", "primary_customer.id"] }),
      also: [by("email", { first: ["primaryCustomer.email", "primary_customer.email"] })],
      at: { value: { first: ["createdAt", "created_at"] } },
      fields: {
        case_id: "id",
        channel: { first: ["source.type", "type"] },
        agent: { first: ["assignee.email", "assignee.id"] },
        team: { first: ["mailboxId", "mailbox_id"] },
        resolved: { first: ["closedAt", "closed_at"] },
        status: "status",
      },
    },
  ],
};
