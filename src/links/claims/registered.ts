import type { Claim } from "./claim.ts";
import { acquiringCostsMoreThanKeeping } from "./published/acquiring-costs-more-than-keeping.ts";
import { advocatesWinAsWell } from "./published/advocates-win-as-well.ts";
import { chanceOfSelling } from "./published/chance-of-selling.ts";
import { discountSeekersAreWorthLess } from "./published/discount-seekers-are-worth-less.ts";
import { dissatisfiedCustomersCost } from "./published/dissatisfied-customers-cost.ts";
import { effortMakesDisloyal } from "./published/effort-makes-disloyal.ts";
import { effortPredictsBest } from "./published/effort-predicts-best.ts";
import { fastFeedbackSaysMore } from "./published/fast-feedback-says-more.ts";
import { fewLeaveInOnboarding } from "./published/few-leave-in-onboarding.ts";
import { focusRaisesRevenue } from "./published/focus-raises-revenue.ts";
import { goodExperienceEngagesEmployees } from "./published/good-experience-engages-employees.ts";
import { greatExperiencePaysMore } from "./published/great-experience-pays-more.ts";
import { greatExperienceSpendsMore } from "./published/great-experience-spends-more.ts";
import { halfAreLostInFiveYears } from "./published/half-are-lost-in-five-years.ts";
import { helpInOnboardingRetains } from "./published/help-in-onboarding-retains.ts";
import { holdIsTheBiggestAnnoyance } from "./published/hold-is-the-biggest-annoyance.ts";
import { longSurveysLosePeople } from "./published/long-surveys-lose-people.ts";
import { lowEffortCostsLess } from "./published/low-effort-costs-less.ts";
import { managersOverestimate } from "./published/managers-overestimate.ts";
import { managersUnderestimateEffects } from "./published/managers-underestimate-effects.ts";
import { moreContactsInOnboarding } from "./published/more-contacts-in-onboarding.ts";
import { nonCustomersAreNotHeard } from "./published/non-customers-are-not-heard.ts";
import { NOT_TESTABLE } from "./published/not-testable.ts";
import { npsGoesWithProfit } from "./published/nps-goes-with-profit.ts";
import { offersAcceptedInOnboarding } from "./published/offers-accepted-in-onboarding.ts";
import { onboardingDecidesValue } from "./published/onboarding-decides-value.ts";
import { phoneStillLeads } from "./published/phone-still-leads.ts";
import { promotersAreWorthMore } from "./published/promoters-are-worth-more.ts";
import { referredCustomersCloseFaster } from "./published/referred-customers-close-faster.ts";
import { reputationFollowsExperience } from "./published/reputation-follows-experience.ts";
import { retentionIsWorthACostCut } from "./published/retention-is-worth-a-cost-cut.ts";
import { retentionMultipliesProfit } from "./published/retention-multiplies-profit.ts";
import { sellingToCustomersIsEasier } from "./published/selling-to-customers-is-easier.ts";
import { thoseWhoStayAreWorthMore } from "./published/those-who-stay-are-worth-more.ts";
import { wrongManagersLoseSatisfaction } from "./published/wrong-managers-lose-satisfaction.ts";

/** Every published claim there is, in the order of their numbers. */
export const CLAIMS: readonly Claim[] = [
  greatExperienceSpendsMore,
  effortMakesDisloyal,
  lowEffortCostsLess,
  acquiringCostsMoreThanKeeping,
  retentionMultipliesProfit,
  moreContactsInOnboarding,
  offersAcceptedInOnboarding,
  helpInOnboardingRetains,
  fewLeaveInOnboarding,
  referredCustomersCloseFaster,
  greatExperiencePaysMore,
  goodExperienceEngagesEmployees,
  managersOverestimate,
  managersUnderestimateEffects,
  sellingToCustomersIsEasier,
  chanceOfSelling,
  halfAreLostInFiveYears,
  retentionIsWorthACostCut,
  npsGoesWithProfit,
  nonCustomersAreNotHeard,
  holdIsTheBiggestAnnoyance,
  promotersAreWorthMore,
  fastFeedbackSaysMore,
  longSurveysLosePeople,
  dissatisfiedCustomersCost,
  thoseWhoStayAreWorthMore,
  onboardingDecidesValue,
  wrongManagersLoseSatisfaction,
  discountSeekersAreWorthLess,
  effortPredictsBest,
  advocatesWinAsWell,
  focusRaisesRevenue,
  reputationFollowsExperience,
  phoneStillLeads,
  ...NOT_TESTABLE,
].sort((a, b) => (a.id < b.id ? -1 : 1));
