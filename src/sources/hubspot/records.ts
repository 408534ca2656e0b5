import type { Format } from "../format.ts";
import { by, constant, currencyOf, present } from "../parts.ts";

const COMPANIES = ["Associated Company IDs (Primary)", "Associated Company IDs", "Primary Associated Company ID"];
const firstOf = (columns: readonly string[]) => ({
  first: columns.map((column) => ({ column, pattern: "^([0-9]+)" })),
});

export const contacts: Format = {
  name: "hubspot.contacts",
  system: "hubspot",
  doc: "HubSpot contacts as CSV or XLSX.",
  notes: [
    "The life-cycle stage is kept as the segment.",
    "A contact of several companies (`9002;9999`) belongs to the first.",
  ],
  evidence: "seen",
  required: ["Record ID", "First Name", "Last Name", "Email", "Create Date", ["Lifecycle Stage", "Lead Status"]],
  usual: ["Phone Number", "Contact owner", "Original Source", "Associated Company IDs"],
  facts: [
    {
      fact: "party",
      id: "Record ID",
      subject: by("hubspot.contact", "Record ID"),
      also: [by("email", "Email"), by("phone", "Phone Number")],
      fields: {
        party_kind: constant("person"),
        name: { first: [{ join: ["First Name", "Last Name"], with: " " }, "Last Name", "First Name"] },
        segment: "Lifecycle Stage",
        acquisition_channel: "Original Source",
        joined: "Create Date",
        country: { first: ["Country/Region", "Country"] },
        language: "Preferred language",
      },
    },
    {
      fact: "membership",
      subject: by("hubspot.contact", "Record ID"),
      fields: { account: firstOf(COMPANIES), role: "Job Title" },
      where: { any: COMPANIES.map(present) },
    },
  ],
};

export const companies: Format = {
  name: "hubspot.companies",
  system: "hubspot",
  doc: "HubSpot companies as CSV or XLSX.",
  evidence: "seen",
  required: ["Record ID", "Company name", "Company owner", "Create Date"],
  usual: ["Website URL", "Company Domain Name", "Industry", "Country/Region"],
  facts: [
    {
      fact: "party",
      id: "Record ID",
      subject: by("account", "Record ID"),
      fields: {
        party_kind: constant("organisation"),
        name: "Company name",
        segment: { first: ["Lifecycle Stage", "Industry"] },
        country: "Country/Region",
        joined: "Create Date",
      },
    },
  ],
};

export const deals: Format = {
  name: "hubspot.deals",
  system: "hubspot",
  doc: "HubSpot deals as CSV or XLSX.",
  notes: ["A deal is an offer to the first of its companies. Stages other than closed won and closed lost are open."],
  evidence: "seen",
  required: ["Record ID", "Deal Name", "Deal Stage", "Amount", "Close Date"],
  usual: ["Deal owner", "Associated Company IDs", "Associated Contact IDs", "Create Date", "Currency"],
  makes: ["offer"],
  facts: (sample, context) => [
    {
      fact: "offer",
      id: "Record ID",
      subject: by("account", firstOf(COMPANIES)),
      at: { value: { first: ["Create Date", "Close Date"] } },
      fields: {
        offer_id: "Record ID",
        product: "Deal Name",
        amount: "Amount",
        currency: sample.columns.some((name) => /^currency$/i.test(name))
          ? "Currency"
          : currencyOf(sample, ["Amount"], context),
        stage: "Deal Stage",
        outcome: { column: "Deal Stage", map: STAGES },
        decided: "Close Date",
      },
    },
  ],
};

/** What became of a deal, by the names and the keys of the stages that every account has. */
export const STAGES = {
  "Closed Won": "won",
  closedwon: "won",
  "Closed Lost": "lost",
  closedlost: "lost",
  "*": "open",
};
