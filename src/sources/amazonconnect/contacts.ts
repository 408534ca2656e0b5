import type { Format } from "../format.ts";
import { by, choose, constant, present } from "../parts.ts";

const DIRECTIONS = {
  INBOUND: "inbound",
  OUTBOUND: "outbound",
  CALLBACK: "outbound",
  API: "inbound",
  CHAT: "inbound",
  "*": null,
};

export const contacts: Format = {
  name: "amazonconnect.contacts",
  system: "amazonconnect",
  doc: "Contact records of Amazon Connect (JSON, one a line).",
  notes: [
    "A contact that was queued and never reached an agent is abandoned.",
    "Contacts that follow from another (a transfer) are cases of the first: they share its id.",
    "`customerId` among the attributes is the company's own.",
  ],
  evidence: "seen",
  required: ["ContactId", "Channel", "InitiationMethod", "InitiationTimestamp", "DisconnectTimestamp"],
  usual: ["InitialContactId", "Queue.Name", "Queue.Duration", "Agent.Username", "Agent.AgentInteractionDuration"],
  facts: [
    {
      fact: "contact",
      id: "ContactId",
      subject: by("customer", { first: ["Attributes.customerId", "Attributes.customer_id", "Attributes.CustomerId"] }),
      also: [by("phone", "CustomerEndpoint.Address")],
      at: { value: "InitiationTimestamp" },
      fields: {
        contact_id: "ContactId",
        case_id: { first: ["InitialContactId", "ContactId"] },
        channel: "Channel",
        direction: { column: "InitiationMethod", map: DIRECTIONS },
        team: "Queue.Name",
        agent: "Agent.Username",
        waited: "Queue.Duration",
        talk: "Agent.AgentInteractionDuration",
        hold: "Agent.CustomerHoldDuration",
        wrap: "Agent.AfterContactWorkDuration",
        abandoned: choose(
          [present("Agent.ConnectedToAgentTimestamp"), constant(false)],
          [present("Queue.EnqueueTimestamp"), constant(true)],
        ),
      },
    },
  ],
};
