import type { Format } from "../format.ts";
import { by, choose, constant, present, SAID_BEFORE_NOTE, saidBefore, scored, where, whereNot } from "../parts.ts";

/** Seven steps; surveys with three or five of them use the same codes. */
const CODES = { "103": 7, "102": 6, "101": 5, "100": 4, "-101": 3, "-102": 2, "-103": 1 };
const WORDS = {
  "extremely happy": 7,
  "very happy": 6,
  happy: 5,
  neutral: 4,
  unhappy: 3,
  "very unhappy": 2,
  "extremely unhappy": 1,
};
const RATING = "ratings.default_question";

export const satisfactionRatings: Format = {
  name: "freshdesk.satisfaction-ratings",
  system: "freshdesk",
  doc: "Freshdesk satisfaction ratings as the API gives them (JSON).",
  notes: ["Codes from 103 (extremely happy) to −103 are seven steps, `csat-1-7`; only the default question is read."],
  evidence: "unverified",
  required: ["id", "survey_id", "user_id", "ticket_id", RATING],
  usual: ["agent_id", "group_id", "feedback", "created_at"],
  facts: [
    {
      fact: "answer",
      id: "id",
      subject: by("freshdesk.user", "user_id"),
      at: { value: "created_at" },
      fields: {
        ...scored("csat-1-7", [1, 7], { column: RATING, map: CODES }),
        comment: "feedback",
        about: constant("case"),
        about_id: "ticket_id",
        agent: "agent_id",
        team: "group_id",
      },
    },
  ],
};

export const tickets: Format = {
  name: "freshdesk.tickets",
  system: "freshdesk",
  doc: "Freshdesk tickets as CSV (Tickets, Export).",
  notes: ["`Survey results` in words are seven steps, `csat-1-7`, dated at the resolution of the ticket."],
  evidence: "unverified",
  required: ["Ticket ID", "Subject", "Source", "Created time", "Agent interactions", "Customer interactions"],
  usual: ["Status", "Priority", "Type", "Agent", "Group", "Resolved time", "Survey results", "Email", "Contact ID"],
  facts: [
    {
      fact: "case",
      id: "Ticket ID",
      subject: by("freshdesk.user", "Contact ID"),
      also: [by("email", "Email")],
      at: { value: "Created time" },
      fields: {
        case_id: "Ticket ID",
        topic: "Type",
        channel: "Source",
        team: "Group",
        agent: "Agent",
        first_answered: "Initial response time",
        resolved: { first: ["Resolved time", "Closed time"] },
        status: "Status",
        priority: "Priority",
      },
    },
    {
      fact: "answer",
      id: "Ticket ID",
      subject: by("freshdesk.user", "Contact ID"),
      also: [by("email", "Email")],
      at: { value: { first: ["Resolved time", "Closed time", "Last update time"] } },
      fields: {
        ...scored("csat-1-7", [1, 7], { column: "Survey results", map: WORDS }),
        about: constant("case"),
        about_id: "Ticket ID",
      },
      where: { column: "Survey results", is: Object.keys(WORDS) },
    },
  ],
};

const SOURCES = {
  ...{ "1": "Email", "2": "Portal", "3": "Phone", "7": "Chat", "9": "Feedback Widget", "10": "Outbound Email" },
};
const STATES = { "2": "Open", "3": "Pending", "4": "Resolved", "5": "Closed" };
const PRIORITIES = { "1": "Low", "2": "Medium", "3": "High", "4": "Urgent" };

export const ticketRecords: Format = {
  name: "freshdesk.ticket-records",
  system: "freshdesk",
  doc: "Freshdesk tickets as the API gives them: JSON, one a line or a list; the stream `tickets` of taps and sources.",
  notes: [
    "Codes of source, state and priority are read as the words of the export; states of the company's own keep their number. Spam is left out.",
    "When a ticket was first answered and resolved stands in `stats`; without them a resolved ticket counts as resolved when it was last changed. Of reopenings only the last is known: it counts as one.",
    SAID_BEFORE_NOTE,
  ],
  evidence: "published",
  required: [
    ...["id", "requester_id", "responder_id", "source", "status", "priority"],
    ...["fr_escalated", "is_escalated", "created_at", "updated_at"],
  ],
  usual: ["group_id", "type", "stats.resolved_at", "stats.first_responded_at", "requester.email", "description_text"],
  facts: [
    {
      fact: "case",
      id: "id",
      subject: by("freshdesk.user", "requester_id"),
      also: [by("email", "requester.email"), by("phone", { first: ["requester.mobile", "requester.phone"] })],
      at: { value: "created_at" },
      fields: {
        case_id: "id",
        topic: "type",
        channel: { column: "source", map: SOURCES },
        team: "group_id",
        agent: "responder_id",
        first_answered: "stats.first_responded_at",
        resolved: {
          first: ["stats.resolved_at", "stats.closed_at", choose([where("status", "4", "5"), "updated_at"])],
        },
        reopened: choose(
          [present("stats.reopened_at"), constant(1)],
          [present("stats.status_updated_at"), constant(0)],
        ),
        repeated: saidBefore("description_text"),
        status: { column: "status", map: STATES },
        priority: { column: "priority", map: PRIORITIES },
      },
      where: whereNot("spam", "true"),
    },
  ],
};
