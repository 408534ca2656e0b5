import type { Format } from "../format.ts";
import { by, constant, scored } from "../parts.ts";

const FEEDBACK = ["Feedback Comment", "Feedback"];

export const csat: Format = {
  name: "chatwoot.csat",
  system: "chatwoot",
  doc: "The CSAT report of Chatwoot as CSV, in English.",
  notes: [
    "The last line says for which period the report is; it is no rating.",
    "The agent's name and address stand in one cell; the number of the conversation is read from its link.",
    "Headers in other languages are not known: you are asked, or say what the columns are.",
  ],
  evidence: "seen",
  required: [
    "Agent Name",
    "Rating",
    "Contact Name",
    "Contact Email Address",
    "Link to the conversation",
    "Recorded date",
  ],
  usual: [FEEDBACK, "Contact Phone Number", "Review Notes"],
  facts: [
    {
      fact: "answer",
      id: { join: ["Link to the conversation", "Recorded date"], with: "/" },
      subject: by("email", "Contact Email Address"),
      also: [by("phone", "Contact Phone Number")],
      at: { value: "Recorded date" },
      fields: {
        ...scored("csat", [1, 5], "Rating"),
        comment: { first: FEEDBACK },
        about: constant("case"),
        about_id: { column: "Link to the conversation", pattern: "([0-9]+)/?$" },
        agent: { column: "Agent Name", pattern: "^(.*?)(?: \\([^)]*\\))?$" },
        wording: constant("emoji"),
      },
    },
  ],
};
