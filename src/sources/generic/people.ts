import type { FactMapping } from "../mapping.ts";
import { atOf, columnIn, factFrom, type GenericTable, isStrong, whom } from "./generic-table.ts";

export const customers: GenericTable = {
  format: "generic.party",
  fact: "party",
  subject: "needed",
  slots: {
    // In a list of customers a bare id is the customer's.
    own_id: { terms: { id: 1 } },
    name: { terms: { name: 1 } },
    party_kind: { terms: { party_kind: 1, kind: 0.9 } },
    segment: { terms: { segment: 1, tier: 0.6, plan: 0.3 } },
    country: { terms: { country: 1 } },
    region: { terms: { region: 1 } },
    language: { terms: { language: 1 } },
    consent: { terms: { consent: 1 } },
    acquisition_channel: { terms: { acquisition_channel: 1, channel: 0.5 } },
    joined: { terms: { joined: 1, created: 0.8, start: 0.5 } },
    role: { terms: { role: 0.5 } },
    birth: { terms: { birth: 0.5 } },
  },
  hallmarks: {
    terms: [
      "name",
      "segment",
      "country",
      "region",
      "language",
      "consent",
      "joined",
      "acquisition_channel",
      "birth",
      "phone",
    ],
    least: 2,
  },
  against: [
    "order",
    "order_date",
    "order_total",
    "revenue",
    "discount",
    "tax",
    "shipping",
    "ticket",
    "call",
    "nps",
    "csat",
    "ces",
    "stars",
    "sentiment",
    "reach",
    "points",
    "points_earned",
    "invitation",
    "response",
    "subscription",
    "refund",
    "offer",
    "arm",
    "usage",
    "metric",
    "wait",
    "talk",
    "quantity",
    "product",
  ],
  // People who are named by an e-mail or a telephone alone, in a list of suppliers or staff, are no customers.
  fit: (found) =>
    found.identifiers[0]?.term === "customer" || !(isStrong(found, "supplier") || isStrong(found, "agent")) ? 1 : 0.5,
  facts: (found) => {
    const { subject, also } = whom(found);
    const person: FactMapping = factFrom(found);
    const account = found.identifiers.find(({ term }) => term === "account");
    if (!account || subject?.kind === "account") return [person];
    const role = columnIn(found, "role");
    return [
      person,
      {
        fact: "membership",
        ...(subject ? { subject } : {}),
        ...(also ? { also } : {}),
        fields: { account: account.column.name, ...(role ? { role: role.name } : {}) },
      },
    ];
  },
};

export const memberships: GenericTable = {
  format: "generic.membership",
  fact: "membership",
  subject: "needed",
  slots: {
    account: { terms: { account: 1 }, needed: true },
    role: { terms: { role: 1 }, needed: true },
    at: { terms: { start: 1, joined: 1, date: 0.7, created: 0.7 } },
    until: { terms: { end: 1 } },
  },
  hallmarks: { terms: ["role", "start", "end", "joined"], least: 1 },
  against: ["order", "name", "country", "nps", "ticket", "order_total", "segment", "plan"],
  fit: (found) => (found.identifiers.some(({ term }) => term !== "account") ? 1 : 0),
};

export const aliases: GenericTable = {
  format: "generic.alias",
  fact: "alias",
  subject: "needed",
  slots: {
    other_value: { terms: { other: 1 }, needed: true },
    other_kind: { terms: { other_kind: 1 }, needed: true },
    own_kind: { terms: { id_kind: 1, party_kind: 0.5 } },
    at: { terms: { date: 1, created: 1, start: 0.7 } },
  },
  hallmarks: { terms: ["other", "other_kind"], least: 2 },
  against: ["order", "amount", "nps", "ticket"],
};

/** A list that holds nothing but identifiers of several kinds. */
export const identifierLists: GenericTable = {
  format: "generic.identifiers",
  fact: "alias",
  subject: "needed",
  slots: { at: { terms: { date: 1, created: 1 } } },
  hallmarks: { terms: ["email", "phone", "member"], least: 2 },
  fit: (found) =>
    found.identifiers.filter(({ term }) => term !== "account").length >= 3 &&
    found.columns.length <= found.identifiers.length + 1
      ? 1
      : 0,
  facts: (found) => {
    const { subject, also } = whom(found);
    const at = atOf(found);
    return (also ?? []).map(({ kind, value }) => ({
      fact: "alias",
      ...(subject ? { subject } : {}),
      ...(at ? { at } : {}),
      fields: { other_kind: { value: kind }, other_value: value },
    }));
  },
};

export const employees: GenericTable = {
  format: "generic.employee",
  fact: "employee",
  subject: "none",
  slots: {
    agent: { terms: { agent: 1 }, needed: true },
    team: { terms: { team: 1 } },
    department: { terms: { department: 1 } },
    site: { terms: { site: 1, region: 0.4 } },
    at: { terms: { joined: 1, start: 1, date: 0.5 } },
    until: { terms: { end: 1 } },
    role: { terms: { role: 0.7 } },
    name: { terms: { name: 0.5 } },
  },
  hallmarks: { terms: ["team", "department", "joined", "start", "site"], least: 2 },
  against: [
    "customer",
    "order",
    "ticket",
    "call",
    "talk",
    "handle",
    "nps",
    "csat",
    "amount",
    "order_total",
    "status",
    "leg",
    "wait",
    "email",
  ],
};
