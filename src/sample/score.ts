import type { Company } from "./options.ts";
import { MEAN_HOLD, MEAN_REPEATED, MEAN_TRANSFERS, PARAMETERS } from "./parameters.ts";

export const DETRACTOR = 0;
export const PASSIVE = 1;
export const PROMOTER = 2;
export const BANDS = ["detractor", "passive", "promoter"] as const;

export const bandOf = (score: number): number => (score >= 9 ? PROMOTER : score >= 7 ? PASSIVE : DETRACTOR);

/** What the records hold about a customer before the day of an answer; margin in euro, tenure in years. */
export interface RecordedHistory {
  margin: number;
  orders: number;
  contacts: number;
  tenure: number;
  segment: number;
  subscriber: boolean;
  /** Centred signals of the last delivery and the last contact, in points of the score; 0 where there was none lately. */
  delivery: number;
  contact: number;
}

/** How willing a customer with this history is to recommend: 0 to 10. */
export function scoreFrom(
  history: RecordedHistory,
  chance: { noise: number; hidden: number; country: string },
  company: Company,
): number {
  const { score } = PARAMETERS;
  const history12 =
    score.margin * (marginIndex(history.margin) - score.marginCentre) +
    score.tenure * (history.tenure - score.tenureCentre) +
    score.contacts * (history.contacts - score.contactsCentre);
  const latent =
    score.intercept +
    company.confounding * history12 +
    history.delivery +
    history.contact +
    score.country[chance.country]! +
    (company.hidden ? score.hidden * chance.hidden : 0) +
    score.noise * chance.noise;
  return Math.max(0, Math.min(10, Math.round(latent)));
}

/** Share of customers with this history who answer when asked. */
export function willingness(history: RecordedHistory, score: number, company: Company): number {
  const { response, score: scale } = PARAMETERS;
  const logit =
    response.intercept +
    response.margin * (marginIndex(history.margin) - scale.marginCentre) +
    response.tenure * (history.tenure - scale.tenureCentre) +
    response.contacts * history.contacts +
    (company.nonresponseOnScore ? response.onScore * (score - 7) : 0);
  return 1 / (1 + Math.exp(-logit));
}

/** Points that a live contact adds to the score; the mean over contacts is 0. */
export function contactSignal(contact: { phone: boolean; hold: number; transfers: number; repeated: boolean }): number {
  const { score, support } = PARAMETERS;
  const held = contact.phone ? Math.min(contact.hold, support.holdCapSeconds) - MEAN_HOLD : 0;
  return (
    (score.hold * held) / support.holdUnitSeconds +
    score.transfer * (contact.transfers - MEAN_TRANSFERS) +
    score.repeated * ((contact.repeated ? 1 : 0) - MEAN_REPEATED)
  );
}

/** Points that a delivery adds to the score; the mean over deliveries is 0. */
export function deliverySignal(late: boolean): number {
  return PARAMETERS.score.late * ((late ? 1 : 0) - PARAMETERS.purchases.late);
}

/** Satisfaction with a contact (1 to 5) and ease of it (1 to 7), from its signals and the mood of the day. */
export function afterContact(signal: number, mood: number): { csat: number; ces: number } {
  const latent = signal + 0.9 * mood;
  return {
    csat: Math.max(1, Math.min(5, Math.round(4.05 + 0.62 * latent))),
    ces: Math.max(1, Math.min(7, Math.round(5.3 + 1.05 * latent))),
  };
}

function marginIndex(margin: number): number {
  return Math.log1p(Math.max(margin, 0) / PARAMETERS.score.marginUnit);
}
