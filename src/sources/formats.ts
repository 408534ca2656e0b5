import * as delighted from "./delighted/responses.ts";
import type { Format } from "./format.ts";
import * as formbricksFeedback from "./formbricks/feedback.ts";
import * as formbricks from "./formbricks/responses.ts";
import { answersLong, answersWide } from "./generic/asking.ts";
import { orderLines, purchases, refunds } from "./generic/buying.ts";
import { assignments, offers, terms, usage } from "./generic/contracts.ts";
import type { GenericTable } from "./generic/generic-table.ts";
import { invitations, reviews } from "./generic/listening.ts";
import { points, pointsByPeriod, referrals, touches } from "./generic/loyalty.ts";
import { aliases, customers, employees, identifierLists, memberships } from "./generic/people.ts";
import { cases, contacts, legs } from "./generic/service.ts";
import { costs, rates, snapshots } from "./generic/totals.ts";
import { forms as googleForms } from "./google/forms.ts";
import { feedback as hubspotFeedback } from "./hubspot/feedback.ts";
import * as limesurvey from "./limesurvey/responses.ts";
import { forms as microsoftForms } from "./microsoft/forms.ts";
import { events as posthogEvents } from "./posthog/events.ts";
import * as qualtrics from "./qualtrics/responses.ts";
import * as questionpro from "./questionpro/responses.ts";
import * as surveymonkey from "./surveymonkey/responses.ts";
import * as typeform from "./typeform/responses.ts";

/** Known exports of known systems. A new one is a file, a line here, and a test. */
export const FORMATS: readonly Format[] = [
  // surveys
  qualtrics.responses,
  qualtrics.legacyResponses,
  surveymonkey.responses,
  typeform.responses,
  googleForms,
  microsoftForms,
  limesurvey.responses,
  formbricks.responses,
  formbricksFeedback.feedback,
  posthogEvents,
  hubspotFeedback,
  questionpro.responses,
  delighted.responses,
  delighted.people,
];

/** Tables of any system, known by what their columns mean. */
export const GENERIC_TABLES: readonly GenericTable[] = [
  customers,
  memberships,
  aliases,
  identifierLists,
  purchases,
  orderLines,
  refunds,
  terms,
  usage,
  offers,
  cases,
  contacts,
  legs,
  invitations,
  answersWide,
  answersLong,
  reviews,
  points,
  pointsByPeriod,
  touches,
  referrals,
  costs,
  assignments,
  snapshots,
  employees,
  rates,
];
