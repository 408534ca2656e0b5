import { allLook, type Format } from "../format.ts";
import type { FactMapping } from "../mapping.ts";
import { by, choose, constant, present, SAID_BEFORE_NOTE, saidBefore, where } from "../parts.ts";

/** Ids say by their first three characters what they are of. */
const idsBegin = (prefix: string) => (sample: Parameters<NonNullable<Format["looks"]>>[0]) =>
  allLook(sample, "Id", new RegExp(`^${prefix}[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$`));

const caseOf = (rest: Pick<FactMapping, "subject" | "where">): FactMapping => ({
  fact: "case",
  id: "Id",
  ...rest,
  at: { value: "CreatedDate" },
  fields: {
    case_id: "CaseNumber",
    topic: { first: ["Type", "Reason"] },
    channel: "Origin",
    agent: "OwnerId",
    resolved: "ClosedDate",
    repeated: saidBefore("Description"),
    status: "Status",
    priority: "Priority",
  },
});

export const cases: Format = {
  name: "salesforce.cases",
  system: "salesforce",
  doc: "Salesforce cases with the names of the API as headers (Data Loader, JSON).",
  notes: ["A case without a contact is its account's.", SAID_BEFORE_NOTE],
  evidence: "published",
  required: ["Id", "CaseNumber", "Status", "Origin", "AccountId", "ContactId", "CreatedDate"],
  usual: ["Subject", "Priority", "Type", "OwnerId", "IsClosed", "ClosedDate"],
  looks: idsBegin("500"),
  facts: [
    caseOf({ subject: by("salesforce.contact", "ContactId"), where: present("ContactId") }),
    caseOf({ subject: by("account", "AccountId"), where: { column: "ContactId", present: false } }),
  ],
};

export const contacts: Format = {
  name: "salesforce.contacts",
  system: "salesforce",
  doc: "Salesforce contacts with the names of the API as headers (Data Loader, JSON).",
  evidence: "published",
  required: ["Id", "AccountId", "LastName", "Email"],
  forbidden: ["CaseNumber", "StageName"],
  usual: ["FirstName", "Phone", "CreatedDate"],
  looks: idsBegin("003"),
  facts: [
    {
      fact: "party",
      id: "Id",
      subject: by("salesforce.contact", "Id"),
      also: [by("email", "Email"), by("phone", "Phone")],
      fields: {
        party_kind: constant("person"),
        name: { first: [{ join: ["FirstName", "LastName"], with: " " }, "LastName"] },
        joined: "CreatedDate",
        country: { first: ["MailingCountryCode", "MailingCountry"] },
      },
    },
    {
      fact: "membership",
      subject: by("salesforce.contact", "Id"),
      fields: { account: "AccountId", role: "Title" },
      where: present("AccountId"),
    },
  ],
};

export const accounts: Format = {
  name: "salesforce.accounts",
  system: "salesforce",
  doc: "Salesforce accounts with the names of the API as headers (Data Loader, JSON).",
  evidence: "published",
  required: ["Id", "Name", "Type", "Industry"],
  usual: ["CreatedDate", "BillingCountry"],
  looks: idsBegin("001"),
  facts: [
    {
      fact: "party",
      id: "Id",
      subject: by("account", "Id"),
      fields: {
        party_kind: constant("organisation"),
        name: "Name",
        segment: { first: ["Type", "Industry"] },
        country: { first: ["BillingCountryCode", "BillingCountry"] },
        joined: "CreatedDate",
      },
    },
  ],
};

export const opportunities: Format = {
  name: "salesforce.opportunities",
  system: "salesforce",
  doc: "Salesforce opportunities with the names of the API as headers (Data Loader, JSON).",
  notes: ["An opportunity is an offer to its account, dated at its creation; what is neither won nor closed is open."],
  evidence: "published",
  required: ["Id", "AccountId", "Name", "StageName", "Amount", "CloseDate", "IsWon", "IsClosed"],
  usual: ["CreatedDate", "CurrencyIsoCode", "LeadSource"],
  looks: idsBegin("006"),
  facts: [
    {
      fact: "offer",
      id: "Id",
      subject: by("account", "AccountId"),
      at: { value: { first: ["CreatedDate", "CloseDate"] } },
      fields: {
        offer_id: "Id",
        amount: "Amount",
        currency: "CurrencyIsoCode",
        stage: "StageName",
        channel: "LeadSource",
        outcome: choose(
          [where("IsWon", "true", "1"), constant("won")],
          [where("IsClosed", "true", "1"), constant("lost")],
          [present("Id"), constant("open")],
        ),
        decided: choose([where("IsClosed", "true", "1"), "CloseDate"]),
      },
    },
  ],
};
