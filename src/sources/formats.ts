import * as amazonconnect from "./amazonconnect/contacts.ts";
import * as appstore from "./appstore/reviews.ts";
import * as asteriskCdr from "./asterisk/cdr.ts";
import * as asteriskQueue from "./asterisk/queue-log.ts";
import * as centralbank from "./centralbank/rates.ts";
import * as chatwoot from "./chatwoot/csat.ts";
import * as delighted from "./delighted/responses.ts";
import * as five9 from "./five9/calls.ts";
import type { Format } from "./format.ts";
import * as formbricksFeedback from "./formbricks/feedback.ts";
import * as formbricks from "./formbricks/responses.ts";
import * as freshdesk from "./freshdesk/tickets.ts";
import { events as ga4Events } from "./ga4/events.ts";
import * as ga4 from "./ga4/report.ts";
import { answersLong, answersWide } from "./generic/asking.ts";
import { orderLines, purchases, refunds } from "./generic/buying.ts";
import { assignments, coachings, offers, terms, usage } from "./generic/contracts.ts";
import type { GenericTable } from "./generic/generic-table.ts";
import { invitations, reviews } from "./generic/listening.ts";
import { points, pointsByPeriod, referrals, touches } from "./generic/loyalty.ts";
import { aliases, customers, employees, identifierLists, memberships } from "./generic/people.ts";
import { cases, contacts, legs } from "./generic/service.ts";
import { costs, rates, snapshots } from "./generic/totals.ts";
import * as genesys from "./genesys/aggregates.ts";
import { conversations as genesysConversations } from "./genesys/conversations.ts";
import { forms as googleForms } from "./google/forms.ts";
import * as googleReviews from "./google/reviews.ts";
import * as googleplay from "./googleplay/reviews.ts";
import * as helpscout from "./helpscout/ratings.ts";
import * as hubspotApi from "./hubspot/api-records.ts";
import { feedback as hubspotFeedback } from "./hubspot/feedback.ts";
import * as hubspot from "./hubspot/records.ts";
import * as intercom from "./intercom/conversations.ts";
import * as limesurvey from "./limesurvey/responses.ts";
import * as listening from "./listening/mentions.ts";
import * as listeningTools from "./listening/tools.ts";
import * as loyverse from "./loyverse/receipts.ts";
import * as mailchimp from "./mailchimp/audience.ts";
import { forms as microsoftForms } from "./microsoft/forms.ts";
import * as openpanel from "./openpanel/events.ts";
import { events as posthogEvents } from "./posthog/events.ts";
import * as qualtrics from "./qualtrics/responses.ts";
import * as questionpro from "./questionpro/responses.ts";
import * as salesforce from "./salesforce/records.ts";
import * as segment from "./segment/calls.ts";
import { orderNodes as shopifyOrderNodes } from "./shopify/order-nodes.ts";
import { orderRecords as shopifyOrderRecords } from "./shopify/order-records.ts";
import * as shopify from "./shopify/orders.ts";
import * as square from "./square/items.ts";
import { chargeRecords as stripeChargeRecords } from "./stripe/charge-records.ts";
import * as stripe from "./stripe/payments.ts";
import * as surveymonkeyDetails from "./surveymonkey/details.ts";
import { responseRecords as surveymonkeyRecords } from "./surveymonkey/response-records.ts";
import * as surveymonkey from "./surveymonkey/responses.ts";
import * as trustpilot from "./trustpilot/reviews.ts";
import * as typeformApi from "./typeform/response-records.ts";
import * as typeform from "./typeform/responses.ts";
import * as umami from "./umami/revenue.ts";
import * as woocommerce from "./woocommerce/orders.ts";
import * as yotpo from "./yotpo/reviews.ts";
import * as zendesk from "./zendesk/tickets.ts";

/** Known exports of known systems. A new one is a file, a line here, and a test. */
export const FORMATS: readonly Format[] = [
  // surveys
  qualtrics.responses,
  qualtrics.legacyResponses,
  surveymonkey.responses,
  surveymonkeyRecords,
  surveymonkeyDetails.surveyDetails,
  surveymonkeyDetails.surveyPages,
  surveymonkeyDetails.surveyQuestions,
  typeform.responses,
  typeformApi.responseRecords,
  typeformApi.answerRecords,
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
  // help desks
  zendesk.tickets,
  zendesk.ticketRecords,
  zendesk.satisfactionRatings,
  zendesk.ticketMetrics,
  intercom.conversations,
  intercom.contacts,
  helpscout.ratings,
  helpscout.ratingEvents,
  helpscout.conversations,
  freshdesk.tickets,
  freshdesk.ticketRecords,
  freshdesk.satisfactionRatings,
  chatwoot.csat,
  salesforce.cases,
  // customers and sales
  hubspotApi.contactRecords,
  hubspotApi.companyRecords,
  hubspotApi.dealRecords,
  hubspotApi.ticketRecords,
  hubspotApi.feedbackRecords,
  hubspot.contacts,
  hubspot.companies,
  hubspot.deals,
  salesforce.contacts,
  salesforce.accounts,
  salesforce.opportunities,
  segment.calls,
  // orders, invoices, tills
  shopify.orders,
  shopifyOrderRecords,
  shopifyOrderNodes,
  shopify.customers,
  stripe.payments,
  stripeChargeRecords,
  stripe.subscriptions,
  stripe.invoices,
  stripe.balance,
  square.items,
  loyverse.receiptItems,
  loyverse.receipts,
  woocommerce.orders,
  // reviews and mentions
  googleReviews.reviews,
  trustpilot.reviews,
  trustpilot.reviewRecords,
  googleplay.reviews,
  appstore.reviews,
  yotpo.reviews,
  listening.mentions,
  listeningTools.brand24,
  listeningTools.brandwatch,
  listeningTools.meltwater,
  listeningTools.meltwaterDocuments,
  listeningTools.mentionDotCom,
  listeningTools.talkwalker,
  // calls
  asteriskCdr.namedCdr,
  asteriskCdr.masterCdr,
  asteriskQueue.queueLog,
  amazonconnect.contacts,
  genesys.aggregates,
  genesysConversations,
  five9.calls,
  // visits and campaigns
  ga4.report,
  ga4Events,
  mailchimp.audience,
  umami.revenue,
  openpanel.events,
  // exchange rates
  centralbank.ecb,
  centralbank.nbp,
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
  coachings,
  snapshots,
  employees,
  rates,
];
