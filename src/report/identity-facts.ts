import type { Texts } from "../texts/texts.ts";
import type { IdentityQuality } from "./report-input.ts";

/** What is known of who is who, as pairs of a key of `report.quality` and a value in words. */
export const identityFacts = (identity: IdentityQuality, texts: Texts): [key: string, value: string][] => [
  ["identifiers", texts.number(identity.identifiers)],
  ["parties", texts.number(identity.parties)],
  ["several", texts.number(identity.inSeveralSources)],
  ["without_party", texts.t("report.quality.of", { n: identity.factsWithoutParty, total_n: identity.facts })],
  [
    "answers_linked",
    identity.answersLinked === null ? texts.t("report.table.empty") : texts.share(identity.answersLinked),
  ],
];
