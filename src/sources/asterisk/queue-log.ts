import { allLook, type Format, valuesOf } from "../format.ts";
import type { Expression } from "../mapping.ts";
import { by, choose, constant, where } from "../parts.ts";

const [TIME, CALL, QUEUE, AGENT, EVENT, DATA1, DATA2, DATA3, DATA4] = Array.from(
  { length: 9 },
  (_, i) => `column${i + 1}`,
) as [string, string, string, string, string, string, string, string, string];

const SERVED = ["COMPLETEAGENT", "COMPLETECALLER"];
const PASSED_ON = ["BLINDTRANSFER", "ATTENDEDTRANSFER"];
const LEFT = ["EXITWITHTIMEOUT", "EXITEMPTY"];
const ENDS = ["ABANDON", ...SERVED, ...PASSED_ON, ...LEFT];

const atEntry = (take: string): Expression => ({ within: CALL, take, where: where(EVENT, "ENTERQUEUE") });

export const queueLog: Format = {
  name: "asterisk.queue-log",
  system: "asterisk",
  doc: "The `queue_log` of Asterisk.",
  notes: [
    "A call has several lines; the one with which it leaves the queue makes the contact. It begins, and its caller is named, where it enters.",
    "Who gives up is abandoned; who is sent out of the queue after a time is neither abandoned nor served.",
  ],
  evidence: "seen",
  required: [TIME, CALL, QUEUE, AGENT, EVENT],
  looks: (sample) =>
    !sample.read.header &&
    allLook(sample, TIME, /^\d{9,10}$/) &&
    allLook(sample, EVENT, /^[A-Z]{4,}$/) &&
    valuesOf(sample, EVENT).some((event) => event === "ENTERQUEUE" || ENDS.includes(event)),
  read: { header: false, skip: 0, skipEnd: 0, delimiter: "|", ragged: true },
  facts: [
    {
      fact: "contact",
      id: CALL,
      subject: by("phone", {
        within: CALL,
        take: DATA2,
        where: where(EVENT, "ENTERQUEUE"),
        pattern: "^(\\+?[0-9]{6,})$",
      }),
      at: { value: { first: [atEntry(TIME), TIME] } },
      fields: {
        contact_id: CALL,
        channel: constant("phone"),
        direction: constant("inbound"),
        team: QUEUE,
        agent: choose([where(EVENT, ...SERVED, ...PASSED_ON), { column: AGENT, map: { NONE: null } }]),
        waited: choose([where(EVENT, ...SERVED), DATA1], [where(EVENT, "ABANDON", ...PASSED_ON, ...LEFT), DATA3]),
        talk: choose([where(EVENT, ...SERVED), DATA2], [where(EVENT, ...PASSED_ON), DATA4]),
        abandoned: choose(
          [where(EVENT, "ABANDON"), constant(true)],
          [where(EVENT, ...SERVED, ...PASSED_ON), constant(false)],
        ),
        transfers: choose([where(EVENT, ...PASSED_ON), constant(1)], [where(EVENT, ...SERVED), constant(0)]),
      },
      where: where(EVENT, ...ENDS),
    },
  ],
};
