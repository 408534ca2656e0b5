import type { Format } from "../format.ts";
import type { Expression } from "../mapping.ts";
import { by, choose, constant, present, where, whereNot } from "../parts.ts";

const DIRECTIONS = {
  INBOUND: "inbound",
  OUTBOUND: "outbound",
  CALLBACK: "outbound",
  API: "inbound",
  CHAT: "inbound",
  "*": null,
};

/** How a record begins that goes on with what another began: the customer never hung up. */
const PASSED_ON = ["TRANSFER", "QUEUE_TRANSFER"];
const CHAIN: Expression = { first: ["InitialContactId", "ContactId"] };
const WHO = {
  subject: by("customer", { first: ["Attributes.customerId", "Attributes.customer_id", "Attributes.CustomerId"] }),
  also: [by("phone", "CustomerEndpoint.Address")],
};

export const contacts: Format = {
  name: "amazonconnect.contacts",
  system: "amazonconnect",
  doc: "Contact records of Amazon Connect (JSON, one a line).",
  notes: [
    "A contact that was queued and never reached an agent is abandoned.",
    "A transfer is a part of the contact that it began with, not a further one: each agent's part is a leg of it. Other contacts that follow from one share its case.",
    "Handling time is interaction, hold and after-contact work: the interaction is taken to be without the hold.",
    "`customerId` among the attributes is the company's own.",
  ],
  evidence: "seen",
  required: ["ContactId", "Channel", "InitiationMethod", "InitiationTimestamp", "DisconnectTimestamp"],
  usual: ["InitialContactId", "Queue.Name", "Queue.Duration", "Agent.Username", "Agent.AgentInteractionDuration"],
  facts: [
    {
      fact: "contact",
      id: "ContactId",
      ...WHO,
      at: { value: "InitiationTimestamp" },
      fields: {
        contact_id: "ContactId",
        case_id: CHAIN,
        channel: "Channel",
        direction: { column: "InitiationMethod", map: DIRECTIONS },
        team: "Queue.Name",
        agent: "Agent.Username",
        waited: "Queue.Duration",
        abandoned: choose(
          [present("Agent.ConnectedToAgentTimestamp"), constant(false)],
          [present("Queue.EnqueueTimestamp"), constant(true)],
        ),
      },
      where: whereNot("InitiationMethod", ...PASSED_ON),
    },
    {
      fact: "leg",
      id: "ContactId",
      ...WHO,
      at: { value: "InitiationTimestamp" },
      fields: {
        contact_id: choose([where("InitiationMethod", ...PASSED_ON), CHAIN], [present("ContactId"), "ContactId"]),
        agent: "Agent.Username",
        team: "Queue.Name",
        talk: "Agent.AgentInteractionDuration",
        hold: "Agent.CustomerHoldDuration",
        wrap: "Agent.AfterContactWorkDuration",
      },
      where: present("Agent.Username"),
    },
  ],
};
