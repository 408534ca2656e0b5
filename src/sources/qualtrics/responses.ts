import { knownZone } from "../../base/zone.ts";
import type { Format } from "../format.ts";
import { by, whereNot } from "../parts.ts";
import { surveyAnswers } from "../survey/questions.ts";
import type { ReadOptions, TableSample } from "../table.ts";

const METADATA = [
  ...["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate"],
  ...["ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference"],
  ...["LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage", /^Q_/, /_NPS_GROUP$/],
];

/** The third row says in which zone the times are: `{"ImportId":"startDate","timeZone":"America/Denver"}`. */
function zoneOf({ headings = [] }: TableSample): Partial<ReadOptions> {
  const said = headings.flat().map((cell) => /"timeZone"\s*:\s*"([^"]+)"/.exec(cell ?? "")?.[1]);
  const name = said.find((each) => each !== undefined);
  const zone = name === undefined || name === "Z" ? null : knownZone(name);
  return zone === null ? {} : { zone };
}

export const responses: Format = {
  name: "qualtrics.responses",
  system: "qualtrics",
  doc: "Qualtrics responses as CSV or TSV (Data & Analysis, Export data), with numbers or with labels.",
  notes: [
    "The second row (the questions) and the third (`ImportId`) are no responses; the questions are read from the second, the time zone from the third; a zone that nobody knows counts as none.",
    "Previews and test responses are left out.",
    "The column of NPS groups is not read: groups are made from the scores.",
  ],
  evidence: "seen",
  required: [
    "StartDate",
    "EndDate",
    "Status",
    "Progress",
    "Duration (in seconds)",
    "Finished",
    "RecordedDate",
    "ResponseId",
  ],
  forbidden: ["ResponseSet"],
  usual: ["IPAddress", "RecipientEmail", "ExternalReference", "DistributionChannel", "UserLanguage"],
  read: zoneOf,
  facts: (sample, context) =>
    surveyAnswers(sample, context, {
      id: "ResponseId",
      at: { value: { first: ["RecordedDate", "EndDate"] } },
      who: [by("customer", "ExternalReference"), by("email", "RecipientEmail")],
      fields: { seconds: "Duration (in seconds)", language: "UserLanguage", channel: "DistributionChannel" },
      where: whereNot("Status", "Survey Preview", "1", "Survey Test", "2", "Spam", "8"),
      besides: METADATA,
    }),
};

export const legacyResponses: Format = {
  name: "qualtrics.responses-legacy",
  system: "qualtrics",
  doc: "Qualtrics responses in the legacy CSV layout, with two header rows.",
  notes: ["The second row holds the questions.", "Previews and test responses are left out."],
  evidence: "seen",
  required: ["ResponseID", "ResponseSet", "StartDate", "EndDate", "Finished", "Status"],
  forbidden: ["RecordedDate"],
  usual: ["IPAddress", "RecipientEmail", "ExternalDataReference"],
  read: zoneOf,
  facts: (sample, context) =>
    surveyAnswers(sample, context, {
      id: "ResponseID",
      at: { value: { first: ["EndDate", "StartDate"] } },
      who: [by("customer", "ExternalDataReference"), by("email", "RecipientEmail")],
      where: whereNot("Status", "Survey Preview", "1", "Survey Test", "2", "Spam", "8"),
      besides: [...METADATA, "ResponseID", "ResponseSet", "ExternalDataReference", "LocationAccuracy"],
    }),
};
