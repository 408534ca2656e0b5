import { columnNamed, type Format } from "../format.ts";
import { choiceMap } from "../generic/value-words.ts";
import { columnsOf } from "../looks.ts";

const TEXT = ["Content", "Text", "Snippet", "Mention", "Mention Snippet", "Message"];
const SOURCE = ["Source", "Domain", "Site", "Source Name", "Page Type"];
const URL = ["URL", "Link", "Mention URL"];
const REACH = ["Reach", "Estimated Reach", "Potential Reach"];

export const mentions: Format = {
  name: "listening.mentions",
  system: "listening",
  doc: "Mentions from a tool of social listening that has no format of its own here, as CSV or XLSX.",
  notes: ["The words for sentiment are read in the five languages. A mention has no rating."],
  evidence: "unverified",
  required: ["Date", "Author", "Title", TEXT, "Sentiment", SOURCE, URL],
  forbidden: ["Query Id", "Query Name", "Hit Sentence", "Hour", "extra_author_attributes.name"],
  usual: [REACH],
  makes: ["review"],
  facts: (sample) => {
    const sentiment = columnsOf(sample).find(({ name }) => name === columnNamed(sample, "Sentiment"));
    const map = sentiment && choiceMap(sentiment, "sentiment", ["negative", "neutral", "positive"]);
    return [
      {
        fact: "review",
        id: { first: URL },
        at: { value: "Date" },
        fields: {
          review_id: { first: URL },
          site: { first: SOURCE },
          author: "Author",
          link: { first: URL },
          language: "Language",
          comment: { first: [...TEXT, "Title"] },
          reach: { first: REACH },
          ...(map ? { sentiment: { column: "Sentiment", map } } : {}),
        },
      },
    ];
  },
};
