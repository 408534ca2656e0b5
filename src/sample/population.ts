import { COUNTRIES, COUNTRY_SHARES, type Country } from "./names.ts";
import type { Company } from "./options.ts";
import { PARAMETERS } from "./parameters.ts";
import type { Stream } from "./random.ts";

export const PROSPECT = 0;
export const PASSER_BY = 1;
export const BUYER = 2;
export const SUBSCRIBER = 3;

export const SEGMENTS = ["home", "professional"] as const;
export const ACQUISITION = ["search", "social", "affiliate", "referral", "store", "organic"] as const;
export const REFERRAL = 3;
const ACQUISITION_SHARES = [0.28, 0.2, 0.1, 0.1, 0.12, 0.2];

/** Who a customer is. One object is filled again and again. */
export interface Traits {
  customer: number;
  kind: number;
  segment: number;
  country: Country;
  region: string;
  organisation: boolean;
  channel: number;
  /** Day on which the company first knew the customer; negative before the data begin. */
  joined: number;
  consent: boolean;
  hasEmail: boolean;
  secondEmail: boolean;
  member: boolean;
  /** Orders a year at passive level, and logarithm of the median order value in cents. */
  rate: number;
  logValue: number;
  /** Rate of leaving a year for buyers, a month for subscribers, at passive level. */
  leaving: number;
  plan: number;
}

export function blankTraits(): Traits {
  return {
    customer: 0,
    kind: 0,
    segment: 0,
    country: COUNTRIES[0]!,
    region: "",
    organisation: false,
    channel: 0,
    joined: 0,
    consent: true,
    hasEmail: true,
    secondEmail: false,
    member: false,
    rate: 0,
    logValue: 0,
    leaving: 0,
    plan: 0,
  };
}

/** Draws customer number `customer`, from 1, into `traits`; the same for the same seed, whoever was drawn before. */
export function drawTraits(traits: Traits, customer: number, company: Company, random: Stream): Traits {
  const { population, purchases, subscriptions } = PARAMETERS;
  random.reseed(company.seed, customer, 1);
  traits.customer = customer;
  traits.kind = random.weighted(company.lean ? population.kindsLean : population.kinds);
  traits.segment = random.chance(population.professional) ? 1 : 0;
  traits.country = COUNTRIES[random.weighted(COUNTRY_SHARES)]!;
  traits.region = random.pick(traits.country.regions);
  traits.organisation = traits.segment === 1 && random.chance(0.6);
  traits.channel = random.weighted(ACQUISITION_SHARES);
  const lasting = traits.kind === BUYER || traits.kind === SUBSCRIBER;
  if (lasting && random.chance(population.joinedBefore)) {
    traits.joined = -1 - Math.floor(Math.min(random.exponential() * 600, 1800));
  } else {
    traits.joined = random.below(company.days - 1);
  }
  traits.consent = random.chance(population.consent);
  traits.hasEmail = !random.chance(population.noEmail);
  traits.secondEmail = traits.hasEmail && random.chance(population.secondEmail);
  traits.member = traits.kind !== PROSPECT && random.chance(population.member);
  const perYear = traits.kind === SUBSCRIBER ? purchases.perYearSubscriber : purchases.perYear[traits.segment as 0 | 1];
  traits.rate = lasting ? perYear * random.gamma(purchases.rateShape) : 0;
  traits.logValue =
    Math.log(100 * purchases.median[traits.segment as 0 | 1]) + purchases.spreadCustomers * random.normal();
  traits.leaving =
    traits.kind === SUBSCRIBER
      ? subscriptions.cancelPerMonth * random.gamma(subscriptions.cancelShape)
      : purchases.leavePerYear * random.gamma(purchases.leaveShape);
  traits.plan = traits.segment === 1 ? random.between(1, 3) : random.between(0, 2);
  return traits;
}
