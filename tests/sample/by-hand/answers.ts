import type { Events } from "../../../src/sample/events.ts";
import { dayOf } from "../../../src/sample/events.ts";
import { type ByHand, type Dated, meanOf, type Part, quantileOf, shareOf, sum } from "../recorded.ts";

type Answer = Events["survey_answers"] & Dated;

const answers = (part: Part, instrument: Answer["instrument"]): Answer[] =>
  part.of(part.all.answers.filter((answer) => answer.instrument === instrument));

/** Of what customers think of the company as a whole their latest answer counts. */
const recommendations = (part: Part): number[] => {
  const latest = new Map<string, Answer>();
  for (const answer of answers(part, "nps"))
    if ((latest.get(answer.customer)?.at ?? Number.NEGATIVE_INFINITY) < answer.at) latest.set(answer.customer, answer);
  return [...latest.values()].map(({ score }) => score);
};
const promoter = (score: number) => score >= 9;
const detractor = (score: number) => score <= 6;
const passive = (score: number) => !promoter(score) && !detractor(score);
const ofRecommendations = (figure: (scores: number[]) => { value: number; n: number }): ByHand => ({
  by: "country",
  group: "PL",
  figure: (part) => figure(recommendations(part)),
});

/** Of what customers think of one contact every answer counts. */
const ofContacts = (
  instrument: "csat" | "ces",
  figure: (scores: number[]) => { value: number; n: number },
): ByHand => ({
  by: "topic",
  group: "delivery",
  figure: (part) => figure(answers(part, instrument).map(({ score }) => score)),
});

export const ANSWERS: Readonly<Record<string, ByHand>> = {
  nps: ofRecommendations((scores) => ({
    value: 100 * (shareOf(scores, promoter).value - shareOf(scores, detractor).value),
    n: scores.length,
  })),
  polarisation: {
    ...ofRecommendations((scores) => {
      const { value: mean } = meanOf(scores);
      return meanOf(scores.map((score) => (score - mean) ** 2 / 25));
    }),
    // Squares of a distance are brought to four decimals before they are added up.
    rounding: 0.00005 / 25,
  },
  "promoter-share": ofRecommendations((scores) => shareOf(scores, promoter)),
  "passive-share": ofRecommendations((scores) => shareOf(scores, passive)),
  "detractor-share": ofRecommendations((scores) => shareOf(scores, detractor)),
  csat: ofContacts("csat", (scores) => shareOf(scores, (score) => score >= 4)),
  "csat-mean": ofContacts("csat", meanOf),
  ces: ofContacts("ces", (scores) => shareOf(scores, (score) => score >= 5)),
  "ces-mean": ofContacts("ces", meanOf),
  qci: {
    by: "item",
    group: "delivery",
    figure: (part) => {
      const items = answers(part, "qci");
      const weights = sum(items.map(({ importance }) => importance!));
      return { value: sum(items.map(({ score, importance }) => score * importance!)) / weights, n: items.length };
    },
  },
  "public-rating": {
    by: "site",
    group: "TrustView",
    figure: (part) => meanOf(part.of(part.all.reviews).map(({ rating }) => rating)),
  },
  "response-rate": {
    by: "survey",
    group: "After contact",
    figure: (part) => {
      const asked = part.of(part.all.invitations).filter(({ notAsked }) => notAsked === "");
      return shareOf(asked, ({ completed }) => completed !== undefined);
    },
  },
  "request-delay": delayed(({ contact, day }, contacts) => {
    const about = contacts.get(contact);
    return about ? day - about.day : null;
  }),
  "answer-delay": delayed(({ completed, day }) => (completed === undefined ? null : dayOf(completed) - day)),
};

/** The median delay of those who were asked. */
function delayed(
  days: (invitation: Part["all"]["invitations"][number], contacts: ReadonlyMap<string, Dated>) => number | null,
): ByHand {
  return {
    by: "survey",
    group: "After contact",
    figure: (part) => {
      const asked = part.of(part.all.invitations).filter(({ notAsked }) => notAsked === "");
      const contacts = new Map(part.all.contacts.map((contact) => [contact.id, contact]));
      return quantileOf(
        asked.map((invitation) => days(invitation, contacts)).filter((each) => each !== null),
        0.5,
      );
    },
  };
}
