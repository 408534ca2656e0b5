import type { Fixture } from "./fixture.ts";

/** Records as HubSpot's interface and the published schemas of its taps have them. */
const records = (rows: readonly object[]): string => `${rows.map((each) => JSON.stringify(each)).join("\n")}\n`;
const contact = (firstname: string | null, lastname: string | null, email: string) => ({
  ...{ firstname, lastname, email, phone: null, lifecyclestage: "customer", hs_analytics_source: "ORGANIC_SEARCH" },
});
const deal = (id: string, properties: object) => ({
  ...{ id, createdAt: "2026-01-01T10:00:00Z", updatedAt: "2026-01-05T10:00:00Z", archived: false },
  ...{ properties: { ...properties, deal_currency_code: "PLN" }, companies: ["9002"], contacts: ["501"] },
});
const submission = (id: string, who: string, properties: object) => ({
  ...{ id, createdAt: "2026-01-01T10:00:00Z", updatedAt: "2026-01-01T10:00:00Z", archived: false, contacts: [who] },
  properties: {
    ...properties,
    hs_survey_id: "7",
    hs_survey_channel: "EMAIL",
    hs_submission_timestamp: "2026-01-01T10:00:00Z",
  },
});

export const HUBSPOT_RECORDS: readonly Fixture[] = [
  {
    format: "hubspot.contact-records",
    name: "contacts.ndjson",
    trap: "companies as a list, under associations, and none; a record in the archive",
    content: records([
      {
        ...{ id: "501", createdAt: "2025-05-01T10:00:00Z", updatedAt: "2025-06-01T10:00:00Z", archived: false },
        ...{ properties: contact("Ann", "Ray", "ann@example.com"), companies: ["9002", "9999"] },
      },
      {
        ...{ id: "502", createdAt: "2025-06-01T10:00:00Z", updatedAt: "2025-06-02T10:00:00Z", archived: false },
        ...{ properties: contact(null, null, "info@example.org"), companies: [] },
      },
      {
        ...{ id: "503", createdAt: "2025-06-03T10:00:00Z", updatedAt: "2025-06-04T10:00:00Z", archived: true },
        ...{ properties: contact("Old", "One", "old@example.com"), companies: ["9002"] },
      },
    ]),
    facts: {
      party: [
        { who: "hubspot.contact:501", name: "Ann Ray", segment: "customer", joined: "2025-05-01" },
        { who: "hubspot.contact:502", name: null, segment: "customer" },
      ],
      membership: [{ who: "hubspot.contact:501", account: "9002" }],
    },
    aliases: ["hubspot.contact:501 = email:ann@example.com", "hubspot.contact:502 = email:info@example.org"],
  },
  {
    format: "hubspot.company-records",
    name: "companies.ndjson",
    trap: "what is an organisation",
    content: records([
      {
        ...{ id: "9002", createdAt: "2025-01-01T10:00:00Z", updatedAt: "2025-01-02T10:00:00Z", archived: false },
        properties: {
          name: "Oak Ltd",
          domain: "oak.example",
          industry: "RETAIL",
          country: "Poland",
          lifecyclestage: null,
        },
      },
    ]),
    facts: {
      party: [
        { who: "account:9002", name: "Oak Ltd", party_kind: "organisation", segment: "RETAIL", joined: "2025-01-01" },
      ],
    },
  },
  {
    format: "hubspot.deal-records",
    name: "deals.ndjson",
    trap: "stages by their keys and of the company's own; amounts as texts",
    content: records([
      deal("1", {
        dealname: "Oak renewal",
        dealstage: "closedwon",
        amount: "1200.5",
        closedate: "2026-02-01T10:00:00Z",
      }),
      deal("2", { dealname: "Oak more", dealstage: "1045", amount: "300", closedate: null }),
    ]),
    facts: {
      offer: [
        { who: "account:9002", at: "2026-01-01 10:00:00", amount: 1200.5, currency: "PLN", outcome: "won" },
        { who: "account:9002", amount: 300, outcome: "open" },
      ],
    },
  },
  {
    format: "hubspot.ticket-records",
    name: "tickets.ndjson",
    trap: "contacts under associations; a ticket in the archive",
    content: records([
      {
        ...{ id: "71", createdAt: "2026-01-01T10:00:00Z", updatedAt: "2026-01-02T10:00:00Z", archived: false },
        properties: {
          ...{ subject: "Late", content: "Where is it?", hs_pipeline_stage: "4", hs_ticket_category: "SHIPPING" },
          ...{ hs_ticket_priority: "HIGH", source_type: "EMAIL", closed_date: "2026-01-02T10:00:00Z" },
        },
        associations: { contacts: { results: [{ id: "501", type: "ticket_to_contact" }] } },
      },
      {
        ...{ id: "72", createdAt: "2026-01-03T10:00:00Z", updatedAt: "2026-01-03T10:00:00Z", archived: true },
        properties: {
          ...{ subject: "Spam", content: "", hs_pipeline_stage: "1", hs_ticket_category: null },
          ...{ hs_ticket_priority: null, source_type: "EMAIL", closed_date: null },
        },
        associations: { contacts: { results: [{ id: "502", type: "ticket_to_contact" }] } },
      },
    ]),
    facts: {
      case: [
        {
          ...{ who: "hubspot.contact:501", case_id: "71", topic: "SHIPPING", channel: "EMAIL", status: "4" },
          ...{ resolved: "2026-01-02 10:00:00", priority: "HIGH" },
        },
      ],
    },
  },
  {
    format: "hubspot.feedback-records",
    name: "feedback_submissions.ndjson",
    trap: "three scales in one property, all as texts",
    content: records([
      submission("1", "501", { hs_survey_type: "NPS", hs_value: "9", hs_content: "Great people" }),
      submission("2", "502", { hs_survey_type: "CSAT", hs_value: "2", hs_content: null }),
      submission("3", "503", { hs_survey_type: "CES", hs_value: "2", hs_content: "Too many forms" }),
      submission("4", "504", { hs_survey_type: "CUSTOM", hs_value: "4", hs_content: null }),
    ]),
    facts: {
      answer: [
        { who: "hubspot.contact:501", instrument: "nps", score: 9, scale_max: 10, comment: "Great people" },
        { who: "hubspot.contact:502", instrument: "csat-0-2", score: 2, scale_min: 0, scale_max: 2 },
        { who: "hubspot.contact:503", instrument: "ces", score: 2, scale_max: 7, comment: "Too many forms" },
      ],
    },
  },
];
