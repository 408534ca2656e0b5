import type { Format } from "../format.ts";
import { by, choose, present, where } from "../parts.ts";

const DIRECTIONS = {
  Inbound: "inbound",
  "Inbound Voicemail": "inbound",
  Outbound: "outbound",
  Manual: "outbound",
  Autodial: "outbound",
  Preview: "outbound",
  "Queue Callback": "outbound",
  "*": null,
};
const OUT = Object.entries(DIRECTIONS).flatMap(([type, to]) => (to === "outbound" ? [type] : []));

export const calls: Format = {
  name: "five9.calls",
  system: "five9",
  doc: "The Five9 call log as CSV.",
  notes: [
    "The customer is the number that called, and the number that was called where the company called.",
    "Durations are written as HH:MM:SS. The time in the menu and the cost of the call are read.",
  ],
  evidence: "seen",
  required: ["CALL ID", "TIMESTAMP", "CAMPAIGN", "CALL TYPE", "DISPOSITION", "ANI", "DNIS", "TALK TIME"],
  usual: [
    "SKILL",
    "AGENT NAME",
    "QUEUE WAIT TIME",
    "HOLD TIME",
    "AFTER CALL WORK TIME",
    "IVR TIME",
    "TRANSFERS",
    "ABANDONED",
  ],
  facts: [
    {
      fact: "contact",
      id: "CALL ID",
      subject: by("phone", choose([where("CALL TYPE", ...OUT), "DNIS"], [present("ANI"), "ANI"])),
      at: { value: "TIMESTAMP" },
      fields: {
        contact_id: "CALL ID",
        channel: { value: "phone" },
        topic: "DISPOSITION",
        direction: { column: "CALL TYPE", map: DIRECTIONS },
        team: { first: ["SKILL", "CAMPAIGN"] },
        agent: { first: ["AGENT NAME", "AGENT"] },
        waited: "QUEUE WAIT TIME",
        ivr_seconds: "IVR TIME",
        talk: "TALK TIME",
        hold: "HOLD TIME",
        wrap: "AFTER CALL WORK TIME",
        transfers: "TRANSFERS",
        abandoned: "ABANDONED",
        cost: "COST",
      },
    },
  ],
};
