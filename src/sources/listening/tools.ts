import type { Format, Header } from "../format.ts";
import type { Expression, FactMapping } from "../mapping.ts";
import { choose, whereNot } from "../parts.ts";

/** Where the parts of a mention stand in the file of a tool. */
interface Parts {
  id: Expression;
  at: Expression;
  site: Expression;
  author: Expression;
  comment: Expression;
  sentiment: Expression;
  reach: Expression;
  link: Expression;
  language?: Expression;
}

const mention = ({ id, at, ...fields }: Parts, where?: FactMapping["where"]): FactMapping => ({
  fact: "review",
  id,
  at: { value: at },
  ...(where ? { where } : {}),
  fields: { review_id: id, ...fields },
});

const inWords = (column: string): Expression => ({
  column,
  map: {
    ...{ positive: "positive", "very positive": "positive", negative: "negative", "very negative": "negative" },
    ...{ neutral: "neutral", mixed: "neutral", "*": null },
  },
});

/** A number whose sign is the sentiment. */
const bySign = (column: string): Expression =>
  choose(
    [{ column, below: 0 }, { value: "negative" }],
    [{ column, above: 0 }, { value: "positive" }],
    [{ column, is: 0 }, { value: "neutral" }],
  );

const LANGUAGES = {
  ...{ arabic: "ar", bulgarian: "bg", chinese: "zh", croatian: "hr", czech: "cs", danish: "da", dutch: "nl" },
  ...{ english: "en", estonian: "et", finnish: "fi", french: "fr", german: "de", greek: "el", hungarian: "hu" },
  ...{ italian: "it", japanese: "ja", korean: "ko", latvian: "lv", lithuanian: "lt", norwegian: "no", polish: "pl" },
  ...{ portuguese: "pt", romanian: "ro", russian: "ru", slovak: "sk", spanish: "es", swedish: "sv", turkish: "tr" },
  ...{ ukrainian: "uk", "*": null },
};

const NO_RATING = "A mention has no rating. What a person's influence is said to be is no reach.";

export const meltwater: Format = {
  name: "meltwater.mentions",
  system: "meltwater",
  doc: "Mentions of Meltwater as CSV (text in UTF-16 with tabs), with `Headline`, `Opening Text` and `Hit Sentence`.",
  notes: [
    NO_RATING,
    "A mention that several searches found stands in the file several times with one address, and counts once. `Not Rated` is no sentiment.",
    "Posts that the file holds without their words keep their day, address and reach.",
  ],
  evidence: "seen",
  required: ["Date", "Headline", "URL", "Opening Text", "Hit Sentence", "Source", "Influencer", "Sentiment"],
  forbidden: ["Document ID"],
  usual: ["Country", "Language", "Reach", "AVE", "Key Phrases", "Input Name", "Keywords"],
  facts: [
    mention({
      ...{ id: "URL", at: "Date", site: "Source", author: "Influencer", link: "URL", reach: "Reach" },
      comment: { first: ["Hit Sentence", "Opening Text", "Headline"] },
      sentiment: inWords("Sentiment"),
      language: { column: "Language", map: LANGUAGES },
    }),
  ],
};

export const meltwaterDocuments: Format = {
  name: "meltwater.documents",
  system: "meltwater",
  doc: "Mentions of Meltwater in the newer layout, with `Document ID`, `Author Handle` and the day apart from the hour.",
  notes: [NO_RATING, "A document that several searches found counts once, by its id."],
  evidence: "seen",
  required: ["Date", "Time", "Document ID", "URL", "Source Name", "Hit Sentence", "Opening Text", "Sentiment"],
  usual: ["Author Name", "Author Handle", "Title", "Language", "Reach", "Source Domain", "Keyphrases", "Input Name"],
  facts: [
    mention({
      ...{ id: "Document ID", link: "URL", reach: "Reach" },
      at: { first: [{ join: ["Date", "Time"], with: " " }, "Date"] },
      site: { first: ["Source Domain", "Source Name"] },
      author: { first: ["Author Handle", "Author Name"] },
      comment: { first: ["Hit Sentence", "Opening Text", "Title"] },
      sentiment: inWords("Sentiment"),
      language: { column: "Language", map: LANGUAGES },
    }),
  ],
};

export const talkwalker: Format = {
  name: "talkwalker.mentions",
  system: "talkwalker",
  doc: "Results of Talkwalker as CSV, XLSX or JSON, with the names of its API (`published`, `extra_author_attributes.name`).",
  notes: [NO_RATING, "Sentiment is a number from −5 to 5; its sign counts."],
  evidence: "seen",
  required: ["url", "published", "content", "sentiment", "reach", "extra_author_attributes.name"],
  usual: ["title", "lang", "source_type", "engagement", "extra_source_attributes.name", "domain_url", "indexed"],
  facts: [
    mention({
      ...{ id: "url", at: "published", author: "extra_author_attributes.name", reach: "reach", link: "url" },
      site: { first: ["extra_source_attributes.name", "domain_url", "source_type"] },
      comment: { first: ["content", "title"] },
      sentiment: bySign("sentiment"),
      language: "lang",
    }),
  ],
};

export const brandwatch: Format = {
  name: "brandwatch.mentions",
  system: "brandwatch",
  doc: "Mentions of Brandwatch as CSV or XLSX (Bulk Mentions Download), below some lines on the report.",
  notes: [
    NO_RATING,
    "The lines above the table are no mentions. A mention that several queries found counts once, by its address. Mentions that were marked irrelevant are left out.",
  ],
  evidence: "unverified",
  required: ["Query Id", "Query Name", "Date", "Title", "Snippet", "Url", "Domain", "Sentiment", "Page Type"],
  usual: ["Language", "Country", "Author", "Full Text", "Reach (new)", "Impact", "Account Type", "Status"],
  facts: [
    mention(
      {
        ...{ id: "Url", at: "Date", site: "Domain", author: "Author", link: "Url", language: "Language" },
        comment: { first: ["Full Text", "Snippet", "Title"] },
        sentiment: inWords("Sentiment"),
        reach: { first: ["Reach (new)", "Reach"] },
      },
      whereNot("Status", "irrelevant"),
    ),
  ],
};

const BRAND24_REACH: Header = ["Estimated reach", "Estimated social media reach", "Social media reach"];

export const brand24: Format = {
  name: "brand24.mentions",
  system: "brand24",
  doc: "Mentions of Brand24 as CSV or XLSX, with the hour in a column of its own.",
  notes: [NO_RATING, "Sentiment in words, or as −1, 0 and 1. Another number says nothing."],
  evidence: "unverified",
  required: ["Date", "Hour", "Title", "Content", "Source", "Sentiment", "Influence score"],
  usual: ["Author", "Domain", "Category", "Language", BRAND24_REACH, "Followers count", "URL"],
  facts: [
    mention({
      ...{ id: { first: ["URL", "Url", "Link", "Source"] }, author: "Author", language: "Language" },
      at: { first: [{ join: ["Date", "Hour"], with: " " }, "Date"] },
      site: { first: ["Domain", "Category", "Source"] },
      comment: { first: ["Content", "Title"] },
      sentiment: {
        column: "Sentiment",
        map: {
          ...{ positive: "positive", negative: "negative", neutral: "neutral" },
          ...{ pozytywny: "positive", negatywny: "negative", neutralny: "neutral" },
          ...{ "1": "positive", "-1": "negative", "0": "neutral", "*": null },
        },
      },
      reach: { first: [...BRAND24_REACH] },
      link: { first: ["URL", "Url", "Link", "Source"] },
    }),
  ],
};

export const mentionDotCom: Format = {
  name: "mention.mentions",
  system: "mention",
  doc: "Mentions of Mention as CSV, or as its API gives them, one a line or under `mentions`.",
  notes: [NO_RATING, "The tone is −1, 0 or 1. Mentions in the bin (`trashed`) are left out."],
  evidence: "unverified",
  required: ["title", "description", "url", "published_at", "source_name", "tone", "language_code"],
  usual: ["id", "unique_id", "source_type", "source_url", "country", "trashed", "author.name", "direct_reach"],
  facts: [
    mention(
      {
        ...{
          id: { first: ["id", "url"] },
          at: "published_at",
          site: "source_name",
          link: "url",
          language: "language_code",
        },
        author: { first: ["author.name", "author_name", "author"] },
        comment: { first: ["description", "title"] },
        sentiment: bySign("tone"),
        reach: { first: ["cumulative_reach", "direct_reach", "reach"] },
      },
      whereNot("trashed", "true", "1", "yes"),
    ),
  ],
};
