/** What a company may call disloyal: bought nothing, was lost, or recommended against it. */
export const DISLOYAL_SIGNS = ["bought_nothing", "lost", "detractor"] as const;
export type DisloyalSign = (typeof DISLOYAL_SIGNS)[number];

/** Who is disloyal by a company's own definition: any or all of the signs, within so many days. */
export interface DisloyalRule {
  any?: readonly DisloyalSign[];
  all?: readonly DisloyalSign[];
  days?: number;
}

/** Days within which a sign counts where nobody says. */
export const DISLOYAL_DAYS = 180;
