import type { Format } from "../format.ts";
import { by, constant, scored } from "../parts.ts";

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
