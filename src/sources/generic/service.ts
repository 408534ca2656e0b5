import type { Expression, FactMapping } from "../mapping.ts";
import { answersBeside } from "./asking.ts";
import { columnIn, type Found, factFrom, type GenericTable, isStrong, secondsValue } from "./generic-table.ts";

const SCORES = { nps: { terms: { nps: 1 } }, csat: { terms: { csat: 1 } }, ces: { terms: { ces: 1 } } } as const;

export const cases: GenericTable = {
  format: "generic.case",
  fact: "case",
  subject: "wanted",
  slots: {
    at: { terms: { opened: 1, created: 1, date: 0.9 } },
    case_id: { terms: { ticket: 1, id: 0.8 }, needed: true },
    topic: { terms: { topic: 1, category: 0.8, reason: 0.6 } },
    channel: { terms: { channel: 1 } },
    team: { terms: { team: 1, department: 0.8 } },
    agent: { terms: { agent: 1 } },
    first_answered: { terms: { first_answered: 1 } },
    resolved: { terms: { resolved: 1 } },
    reopened: { terms: { reopened: 1 } },
    status: { terms: { status: 1 } },
    priority: { terms: { priority: 1 } },
    ...SCORES,
  },
  hallmarks: { terms: ["ticket", "topic", "priority", "opened", "resolved", "first_answered", "reopened"], least: 2 },
  against: [
    "talk",
    "wait",
    "handle",
    "hold",
    "wrap",
    "abandoned",
    "leg",
    "order_total",
    "offer",
    "refund",
    "invitation",
  ],
  fit: (found) => (columnIn(found, "at") ? 1 : isStrong(found, "order_date") ? 0.8 : 0.9),
  facts: (found) => {
    const id = columnIn(found, "case_id")!;
    const resolved = columnIn(found, "resolved");
    const at = columnIn(found, "at") ?? columnIn(found, "first_answered");
    if (!at) return null;
    // A score in a list of cases is given when the case is over, or as soon as is known.
    const given: Expression = resolved ? { first: [resolved.name, at.name] } : at.name;
    const own = factFrom(found, { id: id.name });
    const { first_answered: _answered, resolved: _resolved, ...others } = own.fields;
    // Without the day on which it was opened, nobody knows how long anything took.
    const issue = columnIn(found, "at") ? own : { ...own, at: { value: at.name }, fields: others };
    return [issue, ...answersBeside(found, { at: given })];
  },
};

const DURATIONS = {
  waited: { terms: { wait: 1 } },
  talk: { terms: { talk: 1 } },
  hold: { terms: { hold: 1 } },
  wrap: { terms: { wrap: 1 } },
  handle: { terms: { handle: 1 } },
  ivr_seconds: { terms: { ivr: 1 } },
} as const;

export const contacts: GenericTable = {
  format: "generic.contact",
  fact: "contact",
  subject: "wanted",
  slots: {
    at: { terms: { call_date: 1, date: 1, created: 0.9, start: 0.9 }, needed: true },
    contact_id: { terms: { call: 1, id: 0.8 } },
    case_id: { terms: { ticket: 1 } },
    channel: { terms: { channel: 1 } },
    topic: { terms: { topic: 1, reason: 0.7 } },
    direction: { terms: { direction: 1 } },
    department: { terms: { department: 1 } },
    team: { terms: { team: 1, queue: 0.8 } },
    agent: { terms: { agent: 1 } },
    complaint: { terms: { complaint: 1 } },
    abandoned: { terms: { abandoned: 1 } },
    ...DURATIONS,
    handled_by: { terms: { handled_by: 1 } },
    ivr_steps: { terms: { ivr_steps: 1 } },
    ivr_loops: { terms: { ivr_loops: 1 } },
    cut_off: { terms: { cut_off: 1 } },
    repeated: { terms: { repeated: 1 } },
    templated: { terms: { templated: 1 } },
    transfers: { terms: { transfers: 1 } },
    resolved: { terms: { solved: 1 } },
    cost: { terms: { cost: 1 } },
    currency: { terms: { currency: 1 } },
    ...SCORES,
  },
  hallmarks: {
    terms: [
      "call",
      "call_date",
      "wait",
      "talk",
      "hold",
      "wrap",
      "handle",
      "ivr",
      "abandoned",
      "direction",
      "transfers",
    ],
    least: 2,
  },
  // An outcome column says which calls were given up; what its words mean has to be stated.
  against: [
    "priority",
    "first_answered",
    "reopened",
    "outcome",
    "leg",
    "transferred_to",
    "order",
    "offer",
    "subscription",
    "points",
    "invitation",
  ],
  fit: (found) =>
    ["waited", "talk", "hold", "wrap", "handle", "abandoned"].some((slot) => found.slots.has(slot)) ? 1 : 0.8,
  facts: (found) => {
    const id = columnIn(found, "contact_id");
    const contact = factFrom(found, id ? { id: id.name } : {});
    return [
      { ...contact, fields: { ...contact.fields, ...handling(found) } },
      ...answersBeside(found, { at: columnIn(found, "at")!.name }),
    ];
  },
};

export const legs: GenericTable = {
  format: "generic.leg",
  fact: "leg",
  subject: "wanted",
  slots: {
    at: { terms: { call_date: 1, start: 1, date: 1, created: 0.9 }, needed: true },
    contact_id: { terms: { call: 1 }, needed: true },
    agent: { terms: { agent: 1 }, needed: true },
    leg: { terms: { leg: 1 } },
    department: { terms: { department: 1 } },
    team: { terms: { team: 1, queue: 0.8 } },
    talk: { terms: { talk: 1 } },
    hold: { terms: { hold: 1 } },
    wrap: { terms: { wrap: 1 } },
    handle: { terms: { handle: 1 } },
    transferred_to: { terms: { transferred_to: 1 } },
  },
  hallmarks: { terms: ["leg", "transferred_to"], least: 1 },
  against: ["ticket", "order", "priority", "nps"],
  facts: (found) => {
    const leg = columnIn(found, "leg");
    const contact = columnIn(found, "contact_id")!;
    const part = factFrom(found, leg ? { id: { join: [contact.name, leg.name], with: "/" } } : {});
    return [{ ...part, fields: { ...part.fields, ...handling(found) } }] satisfies FactMapping[];
  },
};

/** The sum of the parts is kept only where the parts are not known. */
function handling(found: Found): { handle?: Expression } {
  const handle = columnIn(found, "handle");
  if (!handle) return {};
  return { handle: secondsValue(handle) };
}
