import type { Format } from "../format.ts";
import type { Condition, Expression } from "../mapping.ts";
import { by, constant, currencyOf, present, SAID_BEFORE_NOTE, saidBefore, whereNot } from "../parts.ts";
import { answersOf } from "./feedback.ts";
import { STAGES } from "./records.ts";

/** The first record of another kind that one belongs to: under `associations`, or as a list of ids. */
const firstOf = (kind: "contacts" | "companies", ...others: readonly string[]): Expression => ({
  first: [
    { column: `associations.${kind}.results`, pattern: '"id" *: *"?([0-9]+)' },
    { column: kind, pattern: "([0-9]+)" },
    ...others,
  ],
});
const property = (name: string): string => `properties.${name}`;
const CONTACT = by("hubspot.contact", firstOf("contacts"));
const COMPANY_COLUMNS = ["associations.companies.results", "companies", property("associatedcompanyid")];
const COMPANY = firstOf("companies", property("associatedcompanyid"));
/** What was put into the archive is no more. */
const KEPT: Condition = whereNot("archived", "true");
const NOTES = ["Archived records are left out."];

export const contactRecords: Format = {
  name: "hubspot.contact-records",
  system: "hubspot",
  doc: "HubSpot contacts as the API gives them: JSON with `properties`, or the stream `contacts` of a tap.",
  notes: [
    ...NOTES,
    "The life-cycle stage is kept as the segment. A contact of several companies belongs to the first.",
  ],
  evidence: "published",
  required: ["id", "createdAt", "updatedAt", property("email"), [property("firstname"), property("lastname")]],
  usual: [property("lifecyclestage"), property("hs_analytics_source"), "archived", "companies"],
  facts: [
    {
      fact: "party",
      id: "id",
      subject: by("hubspot.contact", "id"),
      also: [by("email", property("email")), by("phone", property("phone"))],
      fields: {
        party_kind: constant("person"),
        name: {
          first: [
            { join: [property("firstname"), property("lastname")], with: " " },
            property("lastname"),
            property("firstname"),
          ],
        },
        segment: property("lifecyclestage"),
        acquisition_channel: property("hs_analytics_source"),
        joined: "createdAt",
        country: property("country"),
        language: property("hs_language"),
      },
      where: KEPT,
    },
    {
      fact: "membership",
      subject: by("hubspot.contact", "id"),
      fields: { account: COMPANY, role: property("jobtitle") },
      where: {
        all: [KEPT, { any: COMPANY_COLUMNS.map((column) => ({ all: [present(column), whereNot(column, "[]")] })) }],
      },
    },
  ],
};

export const companyRecords: Format = {
  name: "hubspot.company-records",
  system: "hubspot",
  doc: "HubSpot companies as the API gives them: JSON with `properties`, or the stream `companies` of a tap.",
  notes: NOTES,
  evidence: "published",
  required: ["id", "createdAt", "updatedAt", property("name"), property("domain")],
  usual: [property("lifecyclestage"), property("industry"), property("country"), "archived"],
  facts: [
    {
      fact: "party",
      id: "id",
      subject: by("account", "id"),
      fields: {
        party_kind: constant("organisation"),
        name: property("name"),
        segment: { first: [property("lifecyclestage"), property("industry")] },
        country: property("country"),
        joined: "createdAt",
      },
      where: KEPT,
    },
  ],
};

export const dealRecords: Format = {
  name: "hubspot.deal-records",
  system: "hubspot",
  doc: "HubSpot deals as the API gives them: JSON with `properties`, or the stream `deals` of a tap.",
  notes: [
    ...NOTES,
    "A deal is an offer to the first of its companies. Stages other than closed won and closed lost are open.",
  ],
  evidence: "published",
  required: ["id", "createdAt", "updatedAt", property("dealname"), property("dealstage"), property("amount")],
  usual: [property("closedate"), property("deal_currency_code"), "archived", "companies", "contacts"],
  makes: ["offer"],
  facts: (sample, context) => [
    {
      fact: "offer",
      id: "id",
      subject: by("account", firstOf("companies")),
      at: { value: "createdAt" },
      fields: {
        offer_id: "id",
        product: property("dealname"),
        amount: property("amount"),
        currency: sample.columns.includes(property("deal_currency_code"))
          ? property("deal_currency_code")
          : currencyOf(sample, [property("amount")], context),
        stage: property("dealstage"),
        outcome: { column: property("dealstage"), map: STAGES },
        decided: property("closedate"),
      },
      where: KEPT,
    },
  ],
};

export const ticketRecords: Format = {
  name: "hubspot.ticket-records",
  system: "hubspot",
  doc: "HubSpot tickets as the API gives them: JSON with `properties`, or the stream `tickets` of a tap.",
  notes: [...NOTES, "A ticket of several contacts is the first one's.", SAID_BEFORE_NOTE],
  evidence: "published",
  required: ["id", "createdAt", "updatedAt", property("hs_pipeline_stage"), property("subject")],
  usual: [
    property("hs_ticket_category"),
    property("hs_ticket_priority"),
    property("closed_date"),
    "archived",
    "contacts",
  ],
  facts: [
    {
      fact: "case",
      id: "id",
      subject: CONTACT,
      at: { value: "createdAt" },
      fields: {
        case_id: "id",
        topic: property("hs_ticket_category"),
        channel: property("source_type"),
        agent: property("hubspot_owner_id"),
        first_answered: property("first_agent_reply_date"),
        resolved: property("closed_date"),
        repeated: saidBefore(property("content")),
        status: property("hs_pipeline_stage"),
        priority: property("hs_ticket_priority"),
      },
      where: KEPT,
    },
  ],
};

export const feedbackRecords: Format = {
  name: "hubspot.feedback-records",
  system: "hubspot",
  doc: "HubSpot feedback submissions as the API gives them: JSON with `properties`, or the stream `feedback_submissions` of a tap.",
  notes: NOTES,
  evidence: "published",
  required: ["id", property("hs_survey_type"), property("hs_value"), property("hs_submission_timestamp")],
  usual: [property("hs_survey_id"), property("hs_content"), property("hs_contact_id"), "contacts", "archived"],
  facts: answersOf({ id: "id", contact: firstOf("contacts", property("hs_contact_id")), property, kept: KEPT }),
};
