/** Instruments and totals that measures know by their names. They are no scores of experience: nobody is banded by them. */
export const SHARE_OF_WALLET = "share_of_wallet";
export const NEGATIVE_WORD_OF_MOUTH = "negative_word_of_mouth";
/** How the customer heard of the company, in their own words or by what they chose. */
export const HEARD_FROM = "heard_from";
export const TOLD: readonly string[] = [SHARE_OF_WALLET, NEGATIVE_WORD_OF_MOUTH, HEARD_FROM];

/** A survey item that is known by its name in five languages: whether a customer felt looked after, from 1 to 5. A score of experience like any other. */
export const LOOKED_AFTER = "looked_after";

/** A share of wallet stands among answers, where the customer was asked, or among totals that somebody else computed, with how it became known. */
export const WALLET_TOTALS: Readonly<Record<string, "asked" | "estimated">> = {
  [SHARE_OF_WALLET]: "estimated",
  [`${SHARE_OF_WALLET}_estimated`]: "estimated",
  [`${SHARE_OF_WALLET}_asked`]: "asked",
};
