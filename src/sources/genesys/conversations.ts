import type { Format } from "../format.ts";
import type { Expression } from "../mapping.ts";
import { by, choose, constant, present, where } from "../parts.ts";

const SESSION = "participants[].sessions[]";

/** A metric of a list of them, in seconds; the list is read as it is written, with its keys in either order. */
const metric = (list: string, ...names: string[]): Expression => ({
  first: names.flatMap((name) => [
    { column: list, pattern: `"name":"${name}","value":(\\d+)`, times: 0.001 },
    { column: list, pattern: `"value":(\\d+),"name":"${name}"`, times: 0.001 },
  ]),
});
/** What the first participant of whom it is known says. */
const written = (key: string, value = '[^"]+'): Expression => ({
  column: "participants",
  pattern: `"${key}":"(${value})"`,
});

/** Who called, or was called: the side that is no agent's. */
const CALLER: Expression = {
  column: "participants",
  pattern: '"purpose":"(?:customer|external)","sessions":\\[\\{[^\\]]*?"ani":"(?:tel:)?(\\+?[0-9][^"]*)"',
};
const CALLED: Expression = {
  column: "participants",
  pattern: '"purpose":"(?:customer|external)","sessions":\\[\\{[^\\]]*?"dnis":"(?:tel:)?(\\+?[0-9][^"]*)"',
};

const WHO = {
  subject: by("genesys.contact", written("externalContactId")),
  also: [
    by("phone", choose([where("originatingDirection", "outbound"), CALLED], [present("originatingDirection"), CALLER])),
  ],
};
const AT = { value: "conversationStart" };

export const conversations: Format = {
  name: "genesys.conversations",
  system: "genesys",
  doc: "Conversations of Genesys Cloud as its query of conversation details gives them: JSON, one a line or under `conversations`.",
  notes: [
    "A conversation is one contact; each time that an agent handled it is a leg, with talk, hold and wrap-up. Calls that rang and were not taken are none.",
    "What an agent talked is the sum (`tTalkComplete`), not its stretches between holds. Waiting is the time in the first queue, the menu that of its first flow.",
    "The customer is the external contact, and the number that called, or that was called where the company called.",
  ],
  evidence: "seen",
  required: ["conversationId", "conversationStart", "originatingDirection", "participants"],
  usual: ["conversationEnd", "divisionIds"],
  facts: [
    {
      fact: "contact",
      id: "conversationId",
      ...WHO,
      at: AT,
      fields: {
        contact_id: "conversationId",
        channel: written("mediaType", "[a-z]+"),
        direction: "originatingDirection",
        team: written("queueId"),
        waited: metric("participants", "tAcd"),
        ivr_seconds: metric("participants", "tIvr", "tFlow"),
        abandoned: {
          column: "participants",
          pattern: '"name":"(tAnswered|tAbandon)"',
          map: { tAnswered: false, tAbandon: true },
        },
      },
    },
    {
      fact: "leg",
      id: `${SESSION}.sessionId`,
      ...WHO,
      at: AT,
      fields: {
        contact_id: "conversationId",
        agent: { first: ["participants[].userId", "participants[].participantName"] },
        team: { column: `${SESSION}.segments`, pattern: '"queueId":"([^"]+)"' },
        talk: metric(`${SESSION}.metrics`, "tTalkComplete", "tTalk"),
        hold: { first: [metric(`${SESSION}.metrics`, "tHeldComplete"), constant(0)] },
        wrap: { first: [metric(`${SESSION}.metrics`, "tAcw"), constant(0)] },
        handle: { column: `${SESSION}.metrics[].value`, times: 0.001 },
      },
      where: {
        all: [where("participants[].purpose", "agent", "user"), where(`${SESSION}.metrics[].name`, "tHandle")],
      },
    },
  ],
};
