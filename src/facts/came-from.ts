/** What an acquisition channel is called where others brought the customer, in five languages. */
export const EARNED_CHANNELS = [
  "referral",
  "referred",
  "recommendation",
  "word of mouth",
  "word-of-mouth",
  "friend",
  "friends",
  "polecenie",
  "rekomendacja",
  "rekommendation",
  "рекомендация",
  "сарафанное радио",
  "recomandare",
].flatMap((word) => [word, word.replace(/^./u, (first) => first.toUpperCase())]);

const inBoth = (stems: string): string[] =>
  stems
    .split(" ")
    .map((stem) => stem.replaceAll("_", " "))
    .flatMap((stem) => [stem, stem.replace(/^./u, (first) => first.toUpperCase())]);

/** Parts of words with which customers say in five languages that others brought them, when they are asked how they heard of the company. */
export const EARNED_WORDS = inBoth(
  "referr recommend told_me brother sister mother father cousin uncle aunt word_of_mouth word-of-mouth friend colleague co-worker coworker family relative neighbour neighbor " +
    "polec rekomend znajom przyjaci koleg koleż rodzin sąsiad " +
    "rekommend vän_ väns vänner vännen bekant kollega familj grann mun_till_mun " +
    "рекоменд посоветов сарафан друзья друзей от_друга подруг знаком коллег родствен сосед " +
    "recomand prieten coleg familie rudă rudele vecin cunoscut cunoștin",
);

/** Parts of words that say nothing of it: another way that is not told, or that nobody remembers. */
export const UNCLEAR_WORDS = inBoth(
  "other please_specify not_sure don't_know do_not_know don't_remember can't_remember cannot_remember prefer_not " +
    "inne inny nie_pamięt nie_wiem annat annan minns_inte vet_inte другое другая не_помн не_знаю altul altceva nu_știu nu_îmi_amintesc nu-mi_amintesc",
);
