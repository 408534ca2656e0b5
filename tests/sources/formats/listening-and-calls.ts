import { csv, type Fixture, row } from "./fixture.ts";

const google: Fixture = {
  format: "google.reviews",
  name: "reviews.json",
  trap: "stars as words; a translated comment; stars without a word",
  content: JSON.stringify(
    {
      reviews: [
        {
          name: "accounts/1/locations/2/reviews/r1",
          reviewId: "r1",
          reviewer: { displayName: "A" },
          starRating: "FIVE",
          comment: "(Translated by Google) Very good\n\n(Original)\nBardzo dobrze",
          createTime: "2026-01-05T10:00:00Z",
          updateTime: "2026-01-05T10:00:00Z",
        },
        {
          name: "accounts/1/locations/2/reviews/r2",
          reviewId: "r2",
          reviewer: { displayName: "B" },
          starRating: "ONE",
          createTime: "2026-01-06T10:00:00Z",
          updateTime: "2026-01-06T10:00:00Z",
        },
      ],
      averageRating: 3,
      totalReviewCount: 2,
    },
    null,
    2,
  ),
  facts: {
    review: [
      {
        at: "2026-01-05 10:00:00",
        review_id: "r1",
        site: "Google",
        rating: 5,
        rating_max: 5,
        comment: "Bardzo dobrze",
      },
      { review_id: "r2", rating: 1, comment: null },
    ],
  },
};

const trustpilotRecords: Fixture = {
  format: "trustpilot.review-records",
  name: "trustpilot-reviews.json",
  trap: "a review of a title alone; one that nobody verified",
  content: JSON.stringify({
    reviews: [
      {
        ...{ id: "r1", stars: 5, title: "Great", text: "So fast", createdAt: "2026-01-05T10:00:00Z" },
        ...{ isVerified: true, countsTowardsTrustScore: true, companyReply: null },
        consumer: { id: "u1" },
      },
      {
        ...{ id: "r2", stars: 1, title: "Bad", text: null, createdAt: "2026-01-06T10:00:00Z" },
        ...{ isVerified: false, countsTowardsTrustScore: true, companyReply: null },
        consumer: { id: "u2" },
      },
    ],
  }),
  facts: {
    review: [
      {
        ...{ who: "trustpilot.consumer:u1", at: "2026-01-05 10:00:00", review_id: "r1", site: "Trustpilot" },
        ...{ rating: 5, rating_max: 5, comment: "So fast" },
      },
      { who: "trustpilot.consumer:u2", rating: 1, comment: "Bad" },
    ],
  },
};

const trustpilot: Fixture = {
  format: "trustpilot.reviews",
  name: "trustpilot.csv",
  trap: "a set of columns that varies; a line break in a review",
  content: csv([
    [
      "Domain Url",
      "Webshop Name",
      "Business Unit Id",
      "Review Id",
      "Review Created (UTC)",
      "Review Consumer User Id",
      "Review Username",
      "Review User Email",
      "Review Title",
      "Review Content",
      "Review Stars",
      "Source Of Review",
    ],
    [
      "shop.example",
      "Shop",
      "b1",
      "t1",
      "2026-01-05 10:00:00",
      "u1",
      "Ann",
      "ann@example.com",
      "Good",
      "Fast,\nand kind",
      5,
      "Organic",
    ],
    ["shop.example", "Shop", "b1", "t2", "2026-01-06 10:00:00", "u2", "Bo", "", "Bad", "", 1, "Invitation"],
  ]),
  facts: {
    review: [
      {
        who: "email:ann@example.com",
        at: "2026-01-05 10:00:00",
        rating: 5,
        comment: "Fast,\nand kind",
        site: "Trustpilot",
      },
      { who: "trustpilot.consumer:u2", rating: 1, comment: "Bad" },
    ],
  },
  aliases: ["email:ann@example.com = trustpilot.consumer:u1"],
};

const playText = csv([
  [
    "Package Name",
    "App Version Code",
    "App Version Name",
    "Reviewer Language",
    "Device",
    "Review Submit Date and Time",
    "Review Submit Millis Since Epoch",
    "Review Last Update Date and Time",
    "Review Last Update Millis Since Epoch",
    "Star Rating",
    "Review Title",
    "Review Text",
    "Developer Reply Date and Time",
    "Developer Reply Millis Since Epoch",
    "Developer Reply Text",
    "Review Link",
  ],
  [
    "com.shop.app",
    12,
    "1.2",
    "pl",
    "x",
    "2026-01-05T10:00:00Z",
    1767607200000,
    "2026-01-05T10:00:00Z",
    1767607200000,
    4,
    "",
    "Działa świetnie",
    "",
    "",
    "",
    "https://play.example/r/1",
  ],
  [
    "com.shop.app",
    12,
    "1.2",
    "sv",
    "x",
    "2026-01-06T10:00:00Z",
    1767693600000,
    "2026-01-06T10:00:00Z",
    1767693600000,
    1,
    "",
    "",
    "",
    "",
    "",
    "",
  ],
]);
const play: Fixture = {
  format: "googleplay.reviews",
  name: "reviews_com.shop.app_202601.csv",
  trap: "UTF-16 with a mark of byte order; a rating without a word and without a link",
  content: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(playText, "utf16le")]),
  facts: {
    review: [
      {
        at: "2026-01-05 10:00:00",
        rating: 4,
        comment: "Działa świetnie",
        product: "com.shop.app",
        site: "Google Play",
      },
      { at: "2026-01-06 10:00:00", rating: 1, comment: null, review_id: null },
    ],
  },
};

const appstore: Fixture = {
  format: "appstore.reviews",
  name: "customerReviews.json",
  trap: "attributes inside; times with an offset",
  content: JSON.stringify({
    data: [
      {
        type: "customerReviews",
        id: "0001",
        attributes: {
          rating: 2,
          title: "Meh",
          body: "Crashes",
          reviewerNickname: "x",
          createdDate: "2026-01-05T02:00:00-08:00",
          territory: "SWE",
        },
      },
      {
        type: "customerReviews",
        id: "0002",
        attributes: {
          rating: 5,
          title: "Wow",
          body: null,
          reviewerNickname: "y",
          createdDate: "2026-01-06T02:00:00-08:00",
          territory: "POL",
        },
      },
    ],
    links: { self: "https://api.example.com" },
  }),
  facts: {
    review: [
      { at: "2026-01-05 10:00:00", review_id: "0001", rating: 2, comment: "Crashes" },
      { rating: 5, comment: "Wow" },
    ],
  },
};

const yotpo: Fixture = {
  format: "yotpo.reviews",
  name: "yotpo.json",
  trap: "a sentiment in figures",
  content: JSON.stringify({
    reviews: [
      {
        id: 1,
        title: "Nice",
        content: "Good fit",
        score: 5,
        votes_up: 1,
        votes_down: 0,
        created_at: "2026-01-05T10:00:00.000Z",
        sentiment: 0.98,
        sku: "S1",
        name: "Ann",
        email: "ann@example.com",
        reviewer_type: "verified_buyer",
      },
      {
        id: 2,
        title: "No",
        content: "Too small",
        score: 2,
        votes_up: 0,
        votes_down: 1,
        created_at: "2026-01-06T10:00:00.000Z",
        sentiment: 0.1,
        sku: "S2",
        name: "Bo",
        email: "bo@example.com",
        reviewer_type: "anonymous_user",
      },
    ],
  }),
  facts: {
    review: [
      { who: "email:ann@example.com", rating: 5, product: "S1", sentiment: null },
      { who: "email:bo@example.com", rating: 2, comment: "Too small" },
    ],
  },
};

const mentions: Fixture = {
  format: "listening.mentions",
  name: "mentions.csv",
  trap: "no rating; sentiment in words; day first",
  content: csv(
    [
      ["Date", "Source", "Author", "Title", "Text", "Sentiment", "Reach", "URL"],
      [
        "25.01.2026 10:00",
        "forum.example",
        "ann",
        "Shop",
        "Polecam wszystkim",
        "pozytywny",
        1200,
        "https://forum.example/1",
      ],
      ["26.01.2026 10:00", "news.example", "bo", "Shop", "Nie polecam", "negatywny", 50, "https://news.example/2"],
    ],
    { delimiter: ";" },
  ),
  facts: {
    review: [
      {
        ...{ at: "2026-01-25 10:00:00", site: "forum.example", sentiment: "positive", reach: 1200, rating: null },
        ...{ author: "ann", link: "https://forum.example/1", language: null },
      },
      { sentiment: "negative", comment: "Nie polecam" },
    ],
  },
};

/** Text in UTF-16 with the mark of its byte order, as Windows programs write it. */
const utf16 = (text: string): Uint8Array => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);

const MELTWATER = [
  ...["Date", "Headline", "URL", "Opening Text", "Hit Sentence", "Source", "Influencer", "Country", "Subregion"],
  ...[
    "Language",
    "Reach",
    "Desktop Reach",
    "Mobile Reach",
    "AVE",
    "Sentiment",
    "Key Phrases",
    "Input Name",
    "Keywords",
  ],
];
const meltwater: Fixture = {
  format: "meltwater.mentions",
  name: "Tea - Jan 27, 2026.csv",
  trap: "UTF-16 with tabs; months as words, with hours after and before noon; one mention that two searches found; not rated; a post without its words; “ż” and “ł”",
  content: utf16(
    csv(
      [
        MELTWATER,
        row(MELTWATER, {
          ...{
            Date: "25-Jan-2026 05:12PM",
            Headline: "Herbata",
            URL: "https://news.example/1",
            Source: "news.example",
          },
          ...{ "Opening Text": "Nowy sklep", "Hit Sentence": "Sklep z herbatą, który żyje; polecam", Reach: 120_000 },
          ...{ Influencer: "Jan Łach", Language: "Polish", Sentiment: "Positive", "Input Name": "Tea", AVE: 1110 },
        }),
        row(MELTWATER, {
          ...{
            Date: "25-Jan-2026 05:12PM",
            Headline: "Herbata",
            URL: "https://news.example/1",
            Source: "news.example",
          },
          ...{ "Opening Text": "Nowy sklep", "Hit Sentence": "Sklep z herbatą, który żyje; polecam", Reach: 120_000 },
          ...{ Influencer: "Jan Łach", Language: "Polish", Sentiment: "Positive", "Input Name": "Shops", AVE: 1110 },
        }),
        row(MELTWATER, {
          ...{ Date: "26-Jan-2026 12:05AM", URL: "https://x.example/2", Source: "X", Influencer: "@bo", Reach: 0 },
          ...{ Language: "English", Sentiment: "Not Rated", "Input Name": "Tea" },
        }),
      ],
      { delimiter: "\t", end: "\r\n" },
    ),
  ),
  facts: {
    review: [
      {
        ...{ at: "2026-01-25 17:12:00", site: "news.example", author: "Jan Łach", link: "https://news.example/1" },
        ...{ comment: "Sklep z herbatą, który żyje; polecam", sentiment: "positive", reach: 120_000, language: "pl" },
      },
      {
        ...{ at: "2026-01-26 00:05:00", site: "X", author: "@bo", comment: null, sentiment: null, reach: 0 },
        ...{ language: "en", rating: null },
      },
    ],
  },
};

const MELTWATER_DOCUMENTS = [
  ...["Date", "Time", "Document ID", "URL", "Input Name", "Keywords", "Source Type", "Source Name", "Source Domain"],
  ...["Author Name", "Author Handle", "Title", "Opening Text", "Hit Sentence", "Country", "Language", "Sentiment"],
  ...["Keyphrases", "Reach", "Views"],
];
const meltwaterDocuments: Fixture = {
  format: "meltwater.documents",
  name: "documents.csv",
  trap: "the day apart from the hour; a handle and a name; mixed feelings, which are none",
  content: utf16(
    csv(
      [
        MELTWATER_DOCUMENTS,
        row(MELTWATER_DOCUMENTS, {
          ...{ Date: "2026-01-25", Time: "17:12", "Document ID": "d-1", URL: "https://news.example/1" },
          ...{ "Source Name": "News", "Source Domain": "news.example", "Author Name": "Ann Ek", Language: "Swedish" },
          ...{ Title: "Te", "Opening Text": "En butik", "Hit Sentence": "Butiken gjorde mig glad", Sentiment: "Mixed" },
          ...{ Reach: 900 },
        }),
        row(MELTWATER_DOCUMENTS, {
          ...{ Date: "2026-01-26", Time: "09:01", "Document ID": "d-2", URL: "https://x.example/2" },
          ...{ "Source Name": "X", "Author Name": "Bo", "Author Handle": "@bo", Language: "Swedish" },
          ...{ "Hit Sentence": "Aldrig mer", Sentiment: "Negative", Reach: 14 },
        }),
      ],
      { delimiter: "\t" },
    ),
  ),
  facts: {
    review: [
      {
        ...{ at: "2026-01-25 17:12:00", review_id: "d-1", site: "news.example", author: "Ann Ek", language: "sv" },
        ...{ sentiment: "neutral", reach: 900, comment: "Butiken gjorde mig glad" },
      },
      { at: "2026-01-26 09:01:00", author: "@bo", sentiment: "negative", site: "X", reach: 14 },
    ],
  },
};

const TALKWALKER = [
  ...["indexed", "published", "url", "title", "content", "lang", "source_type", "domain_url", "sentiment", "reach"],
  ...[
    "engagement",
    "extra_author_attributes.name",
    "extra_author_attributes.short_name",
    "extra_source_attributes.name",
  ],
];
const talkwalker: Fixture = {
  format: "talkwalker.mentions",
  name: "talkwalker.csv",
  trap: "sentiment as numbers from −5 to 5, of which 0 is neutral and nothing is unknown; a semicolon between cells",
  content: csv(
    [
      TALKWALKER,
      ...[-5, 2, 0, ""].map((sentiment, i) =>
        row(TALKWALKER, {
          ...{ indexed: "2026-01-28 10:00:00", published: `2026-01-2${i} 08:00:00`, url: `https://a.example/${i}` },
          ...{
            title: "Tea",
            content: `Words, number ${i}; and more`,
            lang: "en",
            source_type: "ONLINENEWS",
            sentiment,
          },
          ...{ reach: 10 * i, engagement: i, "extra_author_attributes.name": `Author ${i}` },
          ...{ "extra_source_attributes.name": "a.example" },
        }),
      ),
    ],
    { delimiter: ";" },
  ),
  facts: {
    review: ["negative", "positive", "neutral", null].map((sentiment, i) => ({
      ...{ at: `2026-01-2${i} 08:00:00`, sentiment, reach: 10 * i, author: `Author ${i}`, site: "a.example" },
      ...{ language: "en", link: `https://a.example/${i}`, comment: `Words, number ${i}; and more` },
    })),
  },
};

const BRANDWATCH = [
  ...["Query Id", "Query Name", "Date", "Title", "Snippet", "Url", "Domain", "Sentiment", "Page Type", "Language"],
  ...["Country", "Author", "Full Text", "Impact", "Reach (new)", "Status"],
];
const brandwatch: Fixture = {
  format: "brandwatch.mentions",
  name: "mentions.csv",
  trap: "lines on the report above the table; one that was marked irrelevant; the whole text beside a part of it; impact, which is no reach",
  content:
    "Report:,Bulk Mentions Download\nBrand:,Tea\nFrom:,Thu Jan 01 00:00:00 UTC 2026\nTo:,Sat Jan 31 00:00:00 UTC 2026\n" +
    csv([
      BRANDWATCH,
      ...Array.from({ length: 24 }, (_, i) =>
        row(BRANDWATCH, {
          ...{
            "Query Id": 2001,
            "Query Name": "Tea",
            Date: `2026-01-${10 + (i % 20)} 08:30:00.0`,
            Title: "Tea",
            Sentiment: ["positive", "neutral", "negative"][i % 3]!,
          },
          ...{ Snippet: "…the shop…", Url: `https://b.example/${i}`, Domain: "b.example", "Page Type": "forum" },
          ...{
            Language: "en",
            Author: `b${i}`,
            "Full Text": `All of it, ${i}`,
            Impact: 40 + i,
            "Reach (new)": 300 + i,
          },
          Status: i % 3 === 1 ? "irrelevant" : "relevant",
        }),
      ),
    ]),
  facts: {
    review: Array.from({ length: 24 }, (_, i) => i)
      .filter((i) => i % 3 !== 1)
      .map((i) => ({
        ...{
          at: `2026-01-${10 + (i % 20)} 08:30:00`,
          site: "b.example",
          sentiment: i % 3 === 0 ? "positive" : "negative",
        },
        ...{
          reach: 300 + i,
          author: `b${i}`,
          comment: `All of it, ${i}`,
          link: `https://b.example/${i}`,
          language: "en",
        },
      })),
  },
};

const BRAND24 = [
  ...["Date", "Hour", "Title", "Content", "Source", "Domain", "Category", "Author", "Sentiment", "Influence score"],
  ...["Estimated reach", "Language"],
];
const brand24: Fixture = {
  format: "brand24.mentions",
  name: "brand24.csv",
  trap: "the hour in a column of its own; sentiment as −1, 0 and 1; an influence score, which is no reach",
  content: csv([
    BRAND24,
    ...[1, -1, 0].map((sentiment, i) =>
      row(BRAND24, {
        ...{
          Date: `2026-01-1${i}`,
          Hour: `0${i}:15`,
          Title: "Herbata",
          Content: `Treść numer ${i}`,
          Sentiment: sentiment,
        },
        ...{
          Source: `https://c.example/${i}`,
          Domain: "c.example",
          Category: "Forum",
          Author: `c${i}`,
          Language: "pl",
        },
        ...{ "Influence score": 7, ...(i === 2 ? {} : { "Estimated reach": 50 * i }) },
      }),
    ),
  ]),
  facts: {
    review: [
      {
        ...{ at: "2026-01-10 00:15:00", site: "c.example", sentiment: "positive", reach: 0, author: "c0" },
        ...{ comment: "Treść numer 0", link: "https://c.example/0", language: "pl" },
      },
      { at: "2026-01-11 01:15:00", sentiment: "negative", reach: 50 },
      { at: "2026-01-12 02:15:00", sentiment: "neutral", reach: null },
    ],
  },
};

const mentionCom: Fixture = {
  format: "mention.mentions",
  name: "mentions.json",
  trap: "a mention in the bin; a tone of 0; the author within the record; an offset from UTC",
  content: JSON.stringify({
    mentions: [-1, 0, 1].map((tone, i) => ({
      ...{ id: `${900 + i}`, title: "Tea", description: `About tea, ${i}`, url: `https://d.example/${i}` },
      ...{ published_at: `2026-01-1${i}T09:00:00.0+01:00`, source_type: "blogs", source_name: "d.example", tone },
      ...{ language_code: "sv", trashed: i === 2, direct_reach: 5 + i, author: { name: `d${i}` } },
    })),
  }),
  facts: {
    review: [
      {
        ...{ at: "2026-01-10 08:00:00", review_id: "900", site: "d.example", sentiment: "negative", reach: 5 },
        ...{ author: "d0", language: "sv", link: "https://d.example/0", comment: "About tea, 0" },
      },
      { review_id: "901", sentiment: "neutral", reach: 6 },
    ],
  },
};

const cdrRow = (
  src: string,
  dst: string,
  start: string,
  [duration, billsec]: [number, number],
  disposition: string,
  id: string,
) => [
  ...[
    "",
    src,
    dst,
    "from-trunk",
    `"${src}" <${src}>`,
    "PJSIP/trunk-1",
    "PJSIP/101-2",
    "Dial",
    "PJSIP/101,30",
    start,
    billsec > 0 ? start : "",
  ],
  ...["2026-01-05 10:05:00", duration, billsec, disposition, "DOCUMENTATION", id, ""],
];
const cdr: Fixture = {
  format: "asterisk.cdr-file",
  name: "Master.csv",
  trap: "no column names; a call within the house; a call that the company made",
  content: csv([
    cdrRow("48600000001", "101", "2026-01-05 10:00:00", [125, 100], "ANSWERED", "1767607200.1"),
    cdrRow("48600000002", "101", "2026-01-05 11:00:00", [30, 0], "NO ANSWER", "1767610800.2"),
    cdrRow("101", "102", "2026-01-05 12:00:00", [60, 50], "ANSWERED", "1767614400.3"),
    cdrRow("101", "48600000003", "2026-01-05 13:00:00", [70, 60], "ANSWERED", "1767618000.4"),
  ]),
  facts: {
    contact: [
      {
        who: "phone:48600000001",
        at: "2026-01-05 10:00:00",
        contact_id: "1767607200.1",
        direction: "inbound",
        waited: 25,
        talk: 100,
        abandoned: false,
      },
      { who: "phone:48600000002", waited: 30, talk: 0, abandoned: true },
      { who: "phone:48600000003", direction: "outbound", talk: 60 },
    ],
  },
};

const cdrNamed: Fixture = {
  format: "asterisk.cdr",
  name: "cdr.csv",
  trap: "the day of the call under another name",
  content: csv([
    [
      "calldate",
      "clid",
      "src",
      "dst",
      "dcontext",
      "channel",
      "dstchannel",
      "lastapp",
      "lastdata",
      "duration",
      "billsec",
      "disposition",
      "amaflags",
      "uniqueid",
    ],
    [
      "2026-01-05 10:00:00",
      "x",
      "48600000001",
      "101",
      "from-trunk",
      "c",
      "d",
      "Dial",
      "l",
      125,
      100,
      "ANSWERED",
      3,
      "u1",
    ],
    ["2026-01-05 11:00:00", "x", "48600000002", "101", "from-trunk", "c", "d", "Dial", "l", 10, 0, "BUSY", 3, "u2"],
  ]),
  facts: {
    contact: [
      { who: "phone:48600000001", at: "2026-01-05 10:00:00", waited: 25, talk: 100 },
      { who: "phone:48600000002", abandoned: null },
    ],
  },
};

const queueLog: Fixture = {
  format: "asterisk.queue-log",
  name: "queue_log",
  trap: "lines of different lengths; several lines a call; a caller named on another line",
  content: [
    "1767600000|NONE|NONE|NONE|QUEUESTART|",
    "1767607200|c1|support|NONE|ENTERQUEUE||48600000001|1",
    "1767607230|c1|support|Ann|CONNECT|30|x1|5",
    "1767607330|c1|support|Ann|COMPLETECALLER|30|100|1",
    "1767610800|c2|support|NONE|ENTERQUEUE||48600000002|1",
    "1767610860|c2|support|NONE|ABANDON|1|1|60",
    "1767614400|c3|sales|NONE|ENTERQUEUE||101|1",
    "1767614410|c3|sales|Bo|CONNECT|10|x3|2",
    "1767614470|c3|sales|Bo|BLINDTRANSFER|200|default|10|60|1",
    "1767618000|c4|sales|NONE|ENTERQUEUE||48600000004|1",
    "1767618120|c4|sales|NONE|EXITWITHTIMEOUT|1|1|120",
  ].join("\n"),
  facts: {
    contact: [
      {
        who: "phone:48600000001",
        at: "2026-01-05 10:00:00",
        contact_id: "c1",
        team: "support",
        agent: "Ann",
        waited: 30,
        talk: 100,
        abandoned: false,
        transfers: 0,
      },
      { who: "phone:48600000002", at: "2026-01-05 11:00:00", waited: 60, talk: null, abandoned: true, agent: null },
      { who: null, contact_id: "c3", agent: "Bo", waited: 10, talk: 60, transfers: 1 },
      { who: "phone:48600000004", waited: 120, abandoned: null },
    ],
  },
};

const connect: Fixture = {
  format: "amazonconnect.contacts",
  name: "ctr.ndjson",
  trap: "a contact that reached nobody; a transfer, which is no contact of its own",
  content: [
    {
      ContactId: "k1",
      InitialContactId: null,
      PreviousContactId: null,
      Channel: "VOICE",
      InitiationMethod: "INBOUND",
      InitiationTimestamp: "2026-01-05T10:00:00Z",
      ConnectedToSystemTimestamp: "2026-01-05T10:00:01Z",
      DisconnectTimestamp: "2026-01-05T10:05:00Z",
      CustomerEndpoint: { Address: "+46700000001", Type: "TELEPHONE_NUMBER" },
      Queue: { Name: "Support", EnqueueTimestamp: "2026-01-05T10:00:10Z", Duration: 20 },
      Agent: {
        Username: "ann",
        ConnectedToAgentTimestamp: "2026-01-05T10:00:30Z",
        AgentInteractionDuration: 200,
        CustomerHoldDuration: 15,
        AfterContactWorkDuration: 30,
      },
      Attributes: { customerId: "C1" },
    },
    {
      ContactId: "k2",
      InitialContactId: null,
      PreviousContactId: null,
      Channel: "VOICE",
      InitiationMethod: "INBOUND",
      InitiationTimestamp: "2026-01-05T11:00:00Z",
      ConnectedToSystemTimestamp: "2026-01-05T11:00:01Z",
      DisconnectTimestamp: "2026-01-05T11:02:00Z",
      CustomerEndpoint: { Address: "+46700000002", Type: "TELEPHONE_NUMBER" },
      Queue: { Name: "Support", EnqueueTimestamp: "2026-01-05T11:00:10Z", Duration: 110 },
      Agent: null,
      Attributes: {},
    },
    {
      ContactId: "k3",
      InitialContactId: "k1",
      PreviousContactId: "k1",
      Channel: "VOICE",
      InitiationMethod: "TRANSFER",
      InitiationTimestamp: "2026-01-05T10:05:00Z",
      ConnectedToSystemTimestamp: "2026-01-05T10:05:00Z",
      DisconnectTimestamp: "2026-01-05T10:09:00Z",
      CustomerEndpoint: { Address: "+46700000001", Type: "TELEPHONE_NUMBER" },
      Queue: null,
      Agent: {
        Username: "bo",
        ConnectedToAgentTimestamp: "2026-01-05T10:05:05Z",
        AgentInteractionDuration: 220,
        CustomerHoldDuration: 0,
        AfterContactWorkDuration: 5,
      },
      Attributes: { customerId: "C1" },
    },
  ]
    .map((r) => `${JSON.stringify(r)}\n`)
    .join(""),
  facts: {
    contact: [
      {
        who: "customer:C1",
        at: "2026-01-05 10:00:00",
        case_id: "k1",
        direction: "inbound",
        waited: 20,
        agent: "ann",
        abandoned: false,
      },
      { who: "phone:+46700000002", abandoned: true, talk: null, waited: 110 },
    ],
    leg: [
      { who: "customer:C1", contact_id: "k1", agent: "ann", talk: 200, hold: 15, wrap: 30 },
      { contact_id: "k1", agent: "bo", at: "2026-01-05 10:05:00", talk: 220, hold: 0, wrap: 5 },
    ],
  },
  aliases: ["customer:C1 = phone:+46700000001"],
};

const genesys: Fixture = {
  format: "genesys.aggregates",
  name: "queue-metrics.csv",
  trap: "totals of many calls, which are no calls",
  content: csv([
    ["queueId", "mediaType", "nOffered", "nConnected", "tHandle", "tTalkComplete", "tAcw", "tAbandon"],
    ["q1", "voice", 120, 110, 3600000, 3000000, 500000, 40000],
    ["q2", "voice", 80, 70, 2600000, 2000000, 400000, 30000],
  ]),
  facts: {},
};

const metrics = (all: Record<string, number>) =>
  Object.entries(all).map(([name, value]) => ({ emitDate: "2026-03-02T10:05:00.000Z", name, value }));
const session = (id: string, more: object, measured: Record<string, number>) => ({
  ...{ direction: "inbound", mediaType: "voice", sessionId: id, ...more },
  ...{ metrics: metrics(measured), segments: [{ conference: false, queueId: "q1", segmentType: "interact" }] },
});
const genesysConversations: Fixture = {
  format: "genesys.conversations",
  name: "conversations.json",
  trap: "talk in stretches and as their sum; an agent who did not take the call; a transfer; a caller who gave up; a call that the company made; milliseconds",
  content: JSON.stringify({
    totalHits: 3,
    conversations: [
      {
        ...{ conversationId: "c-1", conversationStart: "2026-03-02T10:00:00.000Z", originatingDirection: "inbound" },
        divisionIds: ["d1"],
        participants: [
          {
            ...{ externalContactId: "x-7", participantId: "p1", purpose: "customer" },
            sessions: [
              session("s1", { ani: "tel:+48555000111", dnis: "tel:+48222" }, { nConnected: 1, tConnected: 90000 }),
            ],
          },
          { participantId: "p2", purpose: "ivr", sessions: [session("s2", {}, { tIvr: 12000 })] },
          { participantId: "p3", purpose: "acd", sessions: [session("s3", {}, { nOffered: 1, tAcd: 20500 })] },
          {
            ...{ participantId: "p4", participantName: "Zed", purpose: "agent", userId: "u-0" },
            sessions: [session("s4", {}, { tAlert: 9000, tNotResponding: 9000 })],
          },
          {
            ...{ participantId: "p5", participantName: "Ann", purpose: "agent", userId: "u-1" },
            sessions: [
              session(
                "s5",
                {},
                {
                  ...{
                    tAlert: 2000,
                    tAnswered: 20500,
                    tTalk: 30000,
                    tHeld: 10000,
                    tTalkComplete: 65500,
                    tHeldComplete: 10000,
                  },
                  ...{ tAcw: 5000, tHandle: 80500, nTransferred: 1 },
                },
              ),
            ],
          },
          {
            ...{ participantId: "p6", participantName: "Bo", purpose: "agent", userId: "u-2" },
            sessions: [session("s6", {}, { tAnswered: 1000, tTalk: 15000, tTalkComplete: 15000, tHandle: 15000 })],
          },
        ],
      },
      {
        ...{ conversationId: "c-2", conversationStart: "2026-03-02T11:00:00.000Z", originatingDirection: "inbound" },
        divisionIds: ["d1"],
        participants: [
          {
            ...{ participantId: "p1", purpose: "external" },
            sessions: [session("s7", { ani: "tel:+48555000222" }, { nConnected: 1 })],
          },
          { participantId: "p2", purpose: "acd", sessions: [session("s8", {}, { tAbandon: 30000, tAcd: 30000 })] },
        ],
      },
      {
        ...{ conversationId: "c-3", conversationStart: "2026-03-02T12:00:00.000Z", originatingDirection: "outbound" },
        divisionIds: ["d1"],
        participants: [
          {
            ...{ participantId: "p1", participantName: "Ann", purpose: "agent", userId: "u-1" },
            sessions: [session("s9", { direction: "outbound" }, { tTalkComplete: 40000, tHandle: 40000 })],
          },
          {
            ...{ participantId: "p2", purpose: "customer" },
            sessions: [session("s10", { ani: "tel:+48222", dnis: "tel:+48555000333" }, { nConnected: 1 })],
          },
        ],
      },
    ],
  }),
  facts: {
    contact: [
      {
        ...{ who: "genesys.contact:x-7", at: "2026-03-02 10:00:00", contact_id: "c-1", channel: "voice", team: "q1" },
        ...{ direction: "inbound", waited: 20.5, ivr_seconds: 12, abandoned: false, case_id: null },
      },
      { who: "phone:+48555000222", contact_id: "c-2", waited: 30, abandoned: true, ivr_seconds: null },
      { who: "phone:+48555000333", contact_id: "c-3", direction: "outbound", waited: null, abandoned: null },
    ],
    leg: [
      {
        who: "genesys.contact:x-7",
        contact_id: "c-1",
        agent: "u-1",
        talk: 65.5,
        hold: 10,
        wrap: 5,
        handle: 80.5,
        team: "q1",
      },
      { contact_id: "c-1", agent: "u-2", talk: 15, hold: 0, wrap: 0 },
      { contact_id: "c-3", agent: "u-1", talk: 40, handle: 40 },
    ],
  },
  aliases: ["genesys.contact:x-7 = phone:+48555000111"],
};

const FIVE9 = [
  ...[
    "CALL ID",
    "TIMESTAMP",
    "CAMPAIGN",
    "SKILL",
    "CALL TYPE",
    "AGENT",
    "AGENT NAME",
    "DISPOSITION",
    "ANI",
    "CUSTOMER NAME",
  ],
  ...["DNIS", "CALL TIME", "COST", "IVR TIME", "QUEUE WAIT TIME", "RING TIME", "TALK TIME", "HOLD TIME", "PARK TIME"],
  ...["AFTER CALL WORK TIME", "TRANSFERS", "CONFERENCES", "HOLDS", "ABANDONED", "RECORDINGS"],
];
const five9: Fixture = {
  format: "five9.calls",
  name: "call-log.csv",
  trap: "durations with colons; on a call that the company made the customer is the number called",
  content: csv([
    FIVE9,
    [
      "300001",
      "Mon, 05 Jan 2026 10:00:00",
      "Care",
      "Support",
      "Inbound",
      "ann@shop.example",
      "Ann",
      "Solved",
      "5550000001",
      "",
      "8005550000",
      "00:05:30",
      "0.12",
      "00:00:40",
      "00:01:00",
      "00:00:05",
      "00:03:00",
      "00:00:30",
      "00:00:00",
      "00:00:15",
      1,
      0,
      1,
      0,
      "",
    ],
    [
      "300002",
      "Tue, 06 Jan 2026 10:00:00",
      "Care",
      "Support",
      "Inbound",
      "",
      "",
      "Abandon",
      "5550000002",
      "",
      "8005550000",
      "00:01:30",
      "0.02",
      "00:00:30",
      "00:01:00",
      "00:00:00",
      "00:00:00",
      "00:00:00",
      "00:00:00",
      "00:00:00",
      0,
      0,
      0,
      1,
      "",
    ],
    [
      "300003",
      "Wed, 07 Jan 2026 10:00:00",
      "Win back",
      "Sales",
      "Outbound",
      "bo@shop.example",
      "Bo",
      "Sale",
      "8005550000",
      "",
      "5550000003",
      "00:02:00",
      "0.05",
      "00:00:00",
      "00:00:00",
      "00:00:10",
      "00:01:50",
      "00:00:00",
      "00:00:00",
      "00:00:20",
      0,
      0,
      0,
      0,
      "",
    ],
  ]),
  facts: {
    contact: [
      {
        who: "phone:5550000001",
        at: "2026-01-05 10:00:00",
        contact_id: "300001",
        direction: "inbound",
        waited: 60,
        ivr_seconds: 40,
        talk: 180,
        hold: 30,
        wrap: 15,
        transfers: 1,
        abandoned: false,
        cost: 0.12,
        team: "Support",
        agent: "Ann",
      },
      { who: "phone:5550000002", abandoned: true, talk: 0 },
      { who: "phone:5550000003", direction: "outbound", talk: 110 },
    ],
  },
};

const ga4: Fixture = {
  format: "ga4.report",
  name: "Traffic_acquisition.csv",
  trap: "lines above the headers; sums about nobody",
  content: `# ----------------------------------------\n# Traffic acquisition\n# Account: Shop\n# Start date: 20260101\n# End date: 20260131\n# ----------------------------------------\n${csv(
    [
      [
        "Session primary channel group (Default Channel Group)",
        "Sessions",
        "Engaged sessions",
        "Key events",
        "Total revenue",
      ],
      ["Organic Search", 1200, 800, 30, "900.5"],
      ["Direct", 700, 300, 10, "120"],
    ],
  )}`,
  facts: {},
};

const ga4Event = (name: string, at: string, more: Record<string, unknown>) =>
  `${JSON.stringify({
    ...{ event_date: "20260528", event_timestamp: at, event_name: name, event_params: [], user_id: null },
    ...{ user_pseudo_id: "1111.2222", platform: "WEB", items: [], ...more },
  })}\n`;
const bought = {
  event_params: [
    { key: "ga_session_id", value: { int_value: "1779950000" } },
    { key: "currency", value: { string_value: "EUR" } },
    { key: "coupon", value: { string_value: "TEA10" } },
  ],
  ecommerce: { transaction_id: "T-1", purchase_revenue: 45, shipping_value: 5, tax_value: 9 },
  items: [
    { item_id: "POT", item_name: "Pot", item_variant: "blue", item_category: "Clay", price: 20, quantity: 2 },
    { item_id: "POT", item_name: "Pot", item_variant: "red", item_category: "(not set)", price: 10 },
  ],
};
const ga4Events: Fixture = {
  format: "ga4.events",
  name: "events_20260528.ndjson",
  trap: "a purchase that was sent twice; items of which one has no quantity, and two of one product; a discount on the order; an order without a number; microseconds; visits of nobody known",
  content: [
    ga4Event("session_start", "1779962400000000", {
      collected_traffic_source: { manual_source: "newsletter", manual_campaign_name: "august" },
    }),
    ga4Event("page_view", "1779962401000000", {}),
    ga4Event("purchase", "1779962460123456", { ...bought, user_id: "C7" }),
    ga4Event("purchase", "1779962470000000", { ...bought, user_id: "C7" }),
    ga4Event("purchase", "1779962500000000", {
      user_pseudo_id: "3333.4444",
      event_params: [{ key: "currency", value: { string_value: "SEK" } }],
      ecommerce: { transaction_id: "(not set)", purchase_revenue: 12.5 },
      items: [{ item_name: "Cup", price: 12.5, quantity: 1 }],
    }),
    ga4Event("refund", "1780048860000000", {
      event_params: [{ key: "currency", value: { string_value: "EUR" } }],
      ecommerce: { transaction_id: "T-1", refund_value: 9 },
    }),
    ga4Event("sign_up", "1779962600000000", { user_id: "C7" }),
  ].join(""),
  facts: {
    purchase: [
      {
        ...{ who: "customer:C7", at: "2026-05-28 10:01:10", order_id: "T-1", amount: 45, coupon: "TEA10" },
        ...{ shipping: 5, tax: 9, currency: "EUR", channel: "WEB" },
      },
      { who: "ga4.client:3333.4444", order_id: null, amount: 12.5, currency: "SEK" },
    ],
    line: [
      {
        who: "customer:C7",
        order_id: "T-1",
        product: "POT",
        category: "Clay",
        quantity: 2,
        amount: 36,
        currency: "EUR",
      },
      { who: "customer:C7", order_id: "T-1", product: "POT", category: null, quantity: 1, amount: 9 },
    ],
    refund: [{ who: "ga4.client:1111.2222", at: "2026-05-29 10:01:00", order_id: "T-1", amount: 9, currency: "EUR" }],
    touch: [
      { who: "ga4.client:1111.2222", name: "session_start", channel: "newsletter", campaign: "august" },
      { who: "customer:C7", name: "sign_up", channel: null },
    ],
  },
  aliases: ["customer:C7 = ga4.client:1111.2222"],
};

const mailchimp: Fixture = {
  format: "mailchimp.audience",
  name: "unsubscribed_members_export.csv",
  trap: "who unsubscribed has not agreed any more",
  content: csv([
    [
      "Email Address",
      "First Name",
      "Last Name",
      "MEMBER_RATING",
      "OPTIN_TIME",
      "OPTIN_IP",
      "CONFIRM_TIME",
      "CONFIRM_IP",
      "CC",
      "REGION",
      "LAST_CHANGED",
      "LEID",
      "EUID",
      "NOTES",
      "TAGS",
      "UNSUB_TIME",
      "UNSUB_CAMPAIGN_TITLE",
      "UNSUB_REASON",
    ],
    [
      "Ann@example.com",
      "Ann",
      "Ray",
      4,
      "2025-01-05 10:00:00",
      "",
      "2025-01-05 10:01:00",
      "",
      "SE",
      "",
      "2025-02-05 10:00:00",
      1,
      "e1",
      "",
      "",
      "2025-02-05 10:00:00",
      "Spring",
      "NORMAL",
    ],
    [
      "bo@example.com",
      "Bo",
      "",
      2,
      "2025-01-06 10:00:00",
      "",
      "2025-01-06 10:01:00",
      "",
      "PL",
      "",
      "2025-02-06 10:00:00",
      2,
      "e2",
      "",
      "",
      "",
      "",
      "",
    ],
  ]),
  facts: {
    party: [
      { who: "email:ann@example.com", name: "Ann Ray", consent: false, country: "SE", joined: "2025-01-05" },
      { who: "email:bo@example.com", name: "Bo", consent: true },
    ],
    touch: [{ who: "email:ann@example.com", at: "2025-02-05 10:00:00", name: "unsubscribed", campaign: "Spring" }],
  },
  aliases: ["email:ann@example.com = mailchimp.member:e1", "email:bo@example.com = mailchimp.member:e2"],
};

const umami: Fixture = {
  format: "umami.revenue",
  name: "revenue.csv",
  trap: "whole units; a visit without a person",
  content: csv([
    ["website_id", "session_id", "event_id", "event_name", "currency", "revenue", "created_at", "distinct_id"],
    ["w", "s1", "e1", "checkout", "EUR", "49.9", "2026-01-05 10:00:00", "C1"],
    ["w", "s2", "e2", "checkout", "EUR", "10", "2026-01-06 10:00:00", ""],
  ]),
  facts: {
    purchase: [
      { who: "customer:C1", amount: 49.9, currency: "EUR" },
      { who: "umami.session:s2", amount: 10 },
    ],
  },
  aliases: ["customer:C1 = umami.session:s1"],
};

const openpanel: Fixture = {
  format: "openpanel.events",
  name: "openpanel.ndjson",
  trap: "cents; events that are none of revenue",
  content: [
    {
      id: "e1",
      name: "revenue",
      profileId: "C1",
      deviceId: "d1",
      createdAt: "2026-01-05T10:00:00Z",
      path: "/",
      properties: { __revenue: 4990, currency: "EUR" },
    },
    {
      id: "e2",
      name: "screen_view",
      profileId: "C1",
      deviceId: "d1",
      createdAt: "2026-01-05T09:00:00Z",
      path: "/",
      properties: { __revenue: null },
    },
    {
      id: "e3",
      name: "revenue",
      profileId: "",
      deviceId: "d2",
      createdAt: "2026-01-06T10:00:00Z",
      path: "/",
      properties: { __revenue: 100, currency: "EUR" },
    },
  ]
    .map((r) => `${JSON.stringify(r)}\n`)
    .join(""),
  facts: {
    purchase: [
      { who: "customer:C1", amount: 49.9, currency: "EUR" },
      { who: "openpanel.device:d2", amount: 1 },
    ],
  },
  aliases: ["customer:C1 = openpanel.device:d1"],
};

export const LISTENING_AND_CALLS: readonly Fixture[] = [
  google,
  trustpilot,
  trustpilotRecords,
  play,
  appstore,
  yotpo,
  mentions,
  cdr,
  cdrNamed,
  queueLog,
  connect,
  genesys,
  genesysConversations,
  five9,
  meltwater,
  meltwaterDocuments,
  talkwalker,
  brandwatch,
  brand24,
  mentionCom,
  ga4,
  ga4Events,
  mailchimp,
  umami,
  openpanel,
];
