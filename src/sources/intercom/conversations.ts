import type { Format } from "../format.ts";
import { by, choose, constant, present, SAID_BEFORE_NOTE, saidBefore, scored, whenThere, whereNot } from "../parts.ts";

const CONTACTS = ["contacts.contacts", "contacts"];
const inContacts = (key: string) => ({
  first: CONTACTS.map((column) => ({ column, pattern: `"${key}" *: *"([^"]+)"` })),
});
const WHO = { subject: by("customer", inContacts("external_id")), also: [by("intercom.contact", inContacts("id"))] };
const ASKED = { value: "conversation_rating.created_at" };
const RATED = { first: ["conversation_rating.replied_at", "conversation_rating.created_at"] };

export const conversations: Format = {
  name: "intercom.conversations",
  system: "intercom",
  doc: "Intercom conversations as the API gives them: JSON, one a line or under `conversations`.",
  notes: [
    "A rating that was asked for and not given is an invitation without an answer.",
    "`external_id` of the contact is the company's own id; the first contact of a conversation is taken.",
    SAID_BEFORE_NOTE,
  ],
  evidence: "published",
  required: ["id", "created_at", "state", "source.type", "admin_assignee_id"],
  usual: ["conversation_rating.rating", CONTACTS, "statistics.count_reopens", "team_assignee_id"],
  facts: [
    {
      fact: "case",
      id: "id",
      ...WHO,
      at: { value: "created_at" },
      fields: {
        case_id: "id",
        channel: "source.type",
        team: "team_assignee_id",
        agent: "admin_assignee_id",
        first_answered: "statistics.first_admin_reply_at",
        resolved: { first: ["statistics.last_close_at", "statistics.first_close_at"] },
        reopened: "statistics.count_reopens",
        // What the company wrote first is not the customer's word.
        repeated: saidBefore(choose([whereNot("source.author.type", "admin", "bot", "team"), "source.body"])),
        status: "state",
        priority: "priority",
      },
    },
    {
      fact: "invitation",
      id: "id",
      ...WHO,
      at: ASKED,
      fields: {
        invitation_id: "id",
        instrument: constant("csat"),
        touchpoint: constant("conversation"),
        about: constant("case"),
        about_id: "id",
        completed: whenThere("conversation_rating.rating", RATED),
      },
      where: present("conversation_rating.created_at"),
    },
    {
      fact: "answer",
      id: "id",
      ...WHO,
      at: { value: RATED },
      fields: {
        ...scored("csat", [1, 5], "conversation_rating.rating"),
        invitation_id: "id",
        comment: "conversation_rating.remark",
        about: constant("case"),
        about_id: "id",
        wording: constant("emoji"),
      },
      where: present("conversation_rating.rating"),
    },
  ],
};

export const contacts: Format = {
  name: "intercom.contacts",
  system: "intercom",
  doc: "Intercom contacts as the API gives them: JSON, one a line or under `data`; the stream `contacts` of taps and sources.",
  notes: [
    "`external_id` is the company's own id; who has none is known by Intercom's. The role (`user`, `lead`) is kept as the segment.",
    "Times are Unix seconds.",
  ],
  evidence: "published",
  required: ["id", "external_id", "email", "role", "signed_up_at", "last_seen_at"],
  usual: ["phone", "name", "created_at", "unsubscribed_from_emails", "location.country_code"],
  facts: [
    {
      fact: "party",
      id: "id",
      subject: by("customer", "external_id"),
      also: [by("intercom.contact", "id"), by("email", "email"), by("phone", "phone")],
      fields: {
        party_kind: constant("person"),
        name: "name",
        segment: "role",
        country: { first: ["location.country_code", "location.country"] },
        language: { first: ["language_override", "browser_language"] },
        joined: { first: ["signed_up_at", "created_at"] },
        consent: { column: "unsubscribed_from_emails", map: { true: false, false: true } },
      },
    },
  ],
};
