import { csv, type Fixture, row } from "./fixture.ts";

const QUALTRICS = [
  ...["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate"],
  ...["ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference"],
  ...["LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage", "Q1_NPS_GROUP", "Q1", "Q2", "Q3"],
];
const QUALTRICS_TEXT = [
  ...["Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)", "Finished"],
  ...["Recorded Date", "Response ID", "Recipient Last Name", "Recipient First Name", "Recipient Email"],
  ...["External Data Reference", "Location Latitude", "Location Longitude", "Distribution Channel", "User Language"],
  "How likely are you to recommend us to a friend or colleague? - Group",
  "How likely are you to recommend us\nto a friend or colleague?",
  "What is the main reason for your score?",
  "How satisfied were you with the delivery, all in all?",
];
const importId = (id: string) => `{"ImportId":"${id}"}`;
const QUALTRICS_IDS = QUALTRICS.map((name, i) =>
  i < 2 || name === "RecordedDate"
    ? `{"ImportId":"${name[0]!.toLowerCase()}${name.slice(1)}","timeZone":"America/Denver"}`
    : importId(name),
);
const qualtrics = (cells: Record<string, string | number>) =>
  row(QUALTRICS, {
    Status: "IP Address",
    Progress: 100,
    "Duration (in seconds)": 64,
    Finished: "True",
    DistributionChannel: "email",
    UserLanguage: "EN",
    ...cells,
  });

const qualtricsResponses: Fixture = {
  format: "qualtrics.responses",
  name: "Relationship+survey_March+4,+2026_09.12.csv",
  trap: "three header rows of which the second runs over two lines; zone in the third; a preview; a group column; labels for satisfaction",
  content: csv([
    QUALTRICS,
    QUALTRICS_TEXT,
    QUALTRICS_IDS,
    qualtrics({
      ...{ StartDate: "2026-03-01 10:00:00", EndDate: "2026-03-01 10:01:04", RecordedDate: "2026-03-01 10:01:05" },
      ...{ ResponseId: "R_1aaa", RecipientEmail: "Ann@Example.com", ExternalReference: "C-17" },
      ...{
        Q1_NPS_GROUP: "Promoter",
        Q1: "10 - Extremely likely",
        Q2: "Quick, and friendly",
        Q3: "Extremely satisfied",
      },
    }),
    qualtrics({
      ...{ StartDate: "2026-03-02 23:30:00", EndDate: "2026-03-02 23:31:00", RecordedDate: "2026-03-02 23:31:00" },
      ...{ ResponseId: "R_2bbb", RecipientEmail: "bo@example.com" },
      ...{ Q1_NPS_GROUP: "Detractor", Q1: "3", Q2: "Parcel came late", Q3: "Somewhat dissatisfied" },
    }),
    qualtrics({
      ...{ Status: "Survey Preview", StartDate: "2026-03-02 08:00:00", EndDate: "2026-03-02 08:01:00" },
      ...{ RecordedDate: "2026-03-02 08:01:00", ResponseId: "R_3ccc", Q1: "0", Q3: "Extremely dissatisfied" },
    }),
    qualtrics({
      ...{ StartDate: "2026-03-03 08:00:00", EndDate: "2026-03-03 08:01:00", RecordedDate: "2026-03-03 08:01:00" },
      ...{ ResponseId: "R_4ddd", Finished: "False", Progress: 20 },
    }),
    qualtrics({
      ...{ StartDate: "2026-03-03 09:00:00", EndDate: "2026-03-03 09:01:00", RecordedDate: "2026-03-03 09:01:00" },
      ...{ ResponseId: "R_5eee", Q1: "0 - Not at all likely", Q3: "Neither satisfied nor dissatisfied" },
    }),
  ]),
  facts: {
    answer: [
      {
        ...{
          who: "customer:C-17",
          at: "2026-03-01 17:01:05",
          instrument: "nps",
          score: 10,
          scale_min: 0,
          scale_max: 10,
        },
        ...{ comment: "Quick, and friendly", response_id: "R_1aaa", seconds: 64, language: "EN", channel: "email" },
      },
      { who: "customer:C-17", instrument: "csat", score: 5, scale_min: 1, scale_max: 5, comment: null },
      {
        who: "email:bo@example.com",
        at: "2026-03-03 06:31:00",
        instrument: "nps",
        score: 3,
        comment: "Parcel came late",
      },
      { who: "email:bo@example.com", instrument: "csat", score: 2 },
      { who: null, instrument: "nps", score: 0 },
      { who: null, instrument: "csat", score: 3 },
    ],
  },
  aliases: ["customer:C-17 = email:ann@example.com"],
};

const QUALTRICS_OLD = [
  ...["ResponseID", "ResponseSet", "IPAddress", "StartDate", "EndDate", "RecipientLastName", "RecipientFirstName"],
  ...["RecipientEmail", "ExternalDataReference", "Finished", "Status", "Q1", "Q2"],
  ...["LocationLatitude", "LocationLongitude", "LocationAccuracy"],
];

const qualtricsLegacy: Fixture = {
  format: "qualtrics.responses-legacy",
  name: "legacy.csv",
  trap: "two header rows; a status of 1 is a preview",
  content: csv([
    QUALTRICS_OLD,
    QUALTRICS_OLD.map((name) =>
      name === "Q1" ? "The company made it easy for me to handle my issue" : name === "Q2" ? "Any comments?" : name,
    ),
    [
      "R_a",
      "Default Response Set",
      "10.0.0.1",
      "2016-05-01 10:00:00",
      "2016-05-01 10:02:00",
      "",
      "",
      "kim@example.com",
      "",
      1,
      0,
      7,
      "Went smoothly this time",
      52.1,
      21.0,
      -1,
    ],
    [
      "R_b",
      "Default Response Set",
      "10.0.0.2",
      "2016-05-02 10:00:00",
      "2016-05-02 10:02:00",
      "",
      "",
      "",
      "K-2",
      1,
      0,
      6,
      "",
      52.1,
      21.0,
      -1,
    ],
    [
      "R_c",
      "Default Response Set",
      "10.0.0.3",
      "2016-05-03 10:00:00",
      "2016-05-03 10:02:00",
      "",
      "",
      "",
      "",
      1,
      1,
      1,
      "just testing this form",
      52.1,
      21.0,
      -1,
    ],
  ]),
  facts: {
    answer: [
      {
        who: "email:kim@example.com",
        at: "2016-05-01 10:02:00",
        instrument: "ces",
        score: 7,
        scale_max: 7,
        comment: "Went smoothly this time",
      },
      { who: "customer:K-2", at: "2016-05-02 10:02:00", instrument: "ces", score: 6, comment: null },
    ],
  },
};

const USED = { instrument: "what-do-you-use-and-how-often", item: "What do you use, and how often?" };
const rated = (part: string) => ({ instrument: `how-would-you-rate-each-of-these-${part}`, choice: null });
const surveymonkey: Fixture = {
  format: "surveymonkey.responses",
  name: "Customer Feedback.csv",
  trap: "second header row; a question over three columns of which one is named; American dates; a line break in a question",
  content: csv([
    [
      ...[
        "Respondent ID",
        "Collector ID",
        "Start Date",
        "End Date",
        "IP Address",
        "Email Address",
        "First Name",
        "Last Name",
      ],
      ...[
        "Custom Data 1",
        "How likely is it that you would recommend us\nto a friend or colleague?",
        "What do you use, and how often?",
      ],
      ...["", "", "Do you have any other comments, questions, or concerns?"],
    ],
    [...Array(9).fill(""), "Response", "Web", "App", "Phone", "Open-Ended Response"],
    [
      11810000001,
      400001,
      "03/14/2026 09:30:12 AM",
      "03/14/2026 09:33:40 AM",
      "10.0.0.1",
      "lee@example.com",
      "Lee",
      "Ray",
      "",
      9,
      "Web",
      "",
      "Phone",
      "All good, thank you very much",
    ],
    [
      11810000002,
      400001,
      "03/15/2026 10:00:00 PM",
      "03/15/2026 10:02:00 PM",
      "10.0.0.2",
      "",
      "",
      "",
      "",
      0,
      "",
      "App",
      "",
      "The app closes by itself",
    ],
    [
      11810000003,
      400001,
      "04/02/2026 10:00:00 AM",
      "04/02/2026 10:02:00 AM",
      "10.0.0.3",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
    ],
  ]),
  facts: {
    answer: [
      {
        who: "email:lee@example.com",
        at: "2026-03-14 09:33:40",
        instrument: "nps",
        score: 9,
        response_id: "11810000001",
        comment: "All good, thank you very much",
      },
      ...["Web", "Phone"].map((choice) => ({
        ...USED,
        who: "email:lee@example.com",
        score: null,
        comment: null,
        choice,
      })),
      { who: null, at: "2026-03-15 22:02:00", instrument: "nps", score: 0, comment: "The app closes by itself" },
      { ...USED, who: null, choice: "App" },
    ],
  },
};

const CHOICE_COLUMNS = [
  ...["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name"],
  ...["Last Name", "Custom Data 1", "How likely is it that you would recommend us to a friend or colleague?"],
  ...["Where do you buy your tea? (Check all that apply)", "", "", "", "What is your favourite tea?", ""],
  ...["How would you rate each of these?", "", "What could we do better?", "How did you hear about us?", ""],
];
const CHOICE_HEADINGS = [
  ...Array(9).fill(""),
  ...["Response", "In a shop", "On the web", "At a market", "Other (please specify)"],
  ...["Response", "Other (please specify)", "Taste", "Price", "Open-Ended Response"],
  ...["Response", "Other (please specify)"],
];
const monkeyChoice = (id: number, cells: (string | number)[]) => [
  ...[id, 400002, `03/1${id % 10}/2026 09:30:12 AM`, `03/1${id % 10}/2026 09:33:40 AM`, "192.0.2.7"],
  ...[`c${id}@example.com`, "", "", "", ...cells],
];
const BUY = {
  instrument: "where-do-you-buy-your-tea-check-all-that-apply",
  item: "Where do you buy your tea? (Check all that apply)",
};
const FAVOURITE = { instrument: "what-is-your-favourite-tea", item: "What is your favourite tea?" };
const HEARD = { instrument: "heard_from", score: null, comment: null };
const surveymonkeyChoices: Fixture = {
  format: "surveymonkey.responses",
  name: "Tea.csv",
  trap: "several choices over columns; “other” in words of one's own beside the score and beside a single choice, which is no reason for the score; a grid, which looks like several choices and is none; a response that takes no choice",
  content: csv([
    CHOICE_COLUMNS,
    CHOICE_HEADINGS,
    monkeyChoice(9001, [
      9,
      "In a shop",
      "On the web",
      "",
      "My neighbour grows it, and gives me some",
      "Oolong",
      "",
      5,
      4,
      "",
      "Search engine",
      "",
    ]),
    monkeyChoice(9002, [
      0,
      "",
      "On the web",
      "",
      "",
      "",
      "Whatever my sister drinks on the day",
      2,
      2,
      "Send it before it is old",
      "",
      "My sister told me so, on the telephone",
    ]),
    monkeyChoice(9003, [7, "", "", "", "", "Sencha", "", 4, 5, "I would like smaller tins of it", "", ""]),
    monkeyChoice(9004, Array(12).fill("")),
  ]),
  isUnordered: true,
  facts: {
    answer: [
      { who: "email:c9001@example.com", ...HEARD, choice: "Search engine", response_id: "9001" },
      { who: "email:c9001@example.com", ...rated("price"), score: 4, response_id: "9001" },
      { who: "email:c9001@example.com", ...rated("taste"), score: 5 },
      { who: "email:c9001@example.com", at: "2026-03-11 09:33:40", instrument: "nps", score: 9, comment: null },
      { who: "email:c9001@example.com", ...FAVOURITE, choice: "Oolong", comment: null, score: null },
      { who: "email:c9001@example.com", ...BUY, choice: "In a shop", comment: null, score: null },
      { who: "email:c9001@example.com", ...BUY, choice: "On the web", comment: null },
      { ...BUY, choice: "Other (please specify)", comment: "My neighbour grows it, and gives me some" },
      { who: "email:c9002@example.com", ...HEARD, choice: "My sister told me so, on the telephone" },
      { who: "email:c9002@example.com", ...rated("price"), score: 2, response_id: "9002" },
      { ...rated("taste"), score: 2 },
      { instrument: "nps", score: 0, comment: "Send it before it is old" },
      { ...FAVOURITE, choice: "Other (please specify)", comment: "Whatever my sister drinks on the day" },
      { ...BUY, choice: "On the web", comment: null },
      { ...rated("price"), score: 5, response_id: "9003" },
      { ...rated("taste"), score: 4 },
      { instrument: "nps", score: 7, comment: "I would like smaller tins of it" },
      { ...FAVOURITE, choice: "Sencha", comment: null },
      { ...BUY, choice: null, comment: null, score: null },
    ],
  },
};

const typeformColumns = [
  ...["#", "How likely are you to recommend us to a friend?", "Why did you give this score?", "customer_id"],
  ...["Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags", "Ending"],
];
const typeform: Fixture = {
  format: "typeform.responses",
  name: "responses.csv",
  trap: "rows of forms that were only opened; a hidden field with the customer's number",
  content: csv([
    typeformColumns,
    [
      "k3x9",
      8,
      "Fast answers, but it costs too much",
      "4711",
      "completed",
      "2026-02-01 08:00:00",
      "",
      "2026-02-01 08:03:00",
      "aa11",
      "",
      "thanks",
    ],
    [
      "k3xa",
      0,
      "Never again with you",
      "4712",
      "partial",
      "2026-02-01 09:00:00",
      "2026-02-01 09:01:30",
      "",
      "aa12",
      "",
      "",
    ],
    ["k3xb", "", "", "4713", "started", "2026-02-01 10:00:00", "2026-02-01 10:00:01", "", "aa13", "", ""],
  ]),
  facts: {
    answer: [
      { who: "customer:4711", at: "2026-02-01 08:03:00", instrument: "nps", score: 8, response_id: "k3x9" },
      { who: "customer:4712", at: "2026-02-01 09:01:30", instrument: "nps", score: 0, comment: "Never again with you" },
    ],
  },
};

const typeformOlder: Fixture = {
  format: "typeform.responses",
  name: "older-responses.csv",
  trap: "the older layout, without types of responses",
  content: csv([
    [
      "#",
      "Overall, how satisfied are you with our service?",
      "Your e-mail address",
      "Start Date (UTC)",
      "Submit Date (UTC)",
      "Network ID",
    ],
    ["b1", 5, "eva@example.com", "2021-02-01 08:00:00", "2021-02-01 08:03:00", "bb1"],
    ["b2", 1, "jan@example.com", "2021-02-02 08:00:00", "2021-02-02 08:03:00", "bb2"],
  ]),
  facts: {
    answer: [
      { who: "email:eva@example.com", at: "2021-02-01 08:03:00", instrument: "csat", score: 5, scale_max: 5 },
      { who: "email:jan@example.com", at: "2021-02-02 08:03:00", instrument: "csat", score: 1 },
    ],
  },
};

const MONKEY = "https://api.surveymonkey.com/v3/surveys";
const monkeyChoices = (from: number, texts: readonly string[], weights: readonly number[] = []) =>
  texts.map((text, i) => ({
    ...{ id: String(from + i), position: i + 1, text, visible: true },
    ...(weights[i] === undefined ? {} : { weight: weights[i] }),
  }));
const monkeyQuestion = (
  id: string,
  heading: string,
  family: string,
  subtype: string,
  answers: object | null = null,
) => ({
  ...{ id, family, subtype, headings: [{ heading }], position: 1, visible: true, forced_ranking: false, answers },
  ...{ required: null, sorting: null, validation: null, href: `${MONKEY}/900/pages/90/questions/${id}` },
});
const MONKEY_QUESTIONS = [
  monkeyQuestion(
    "1",
    "<strong>How likely is it that you would recommend us to a friend?</strong>",
    "matrix",
    "rating",
    {
      rows: [{ id: "11", position: 1, text: "", visible: true }],
      choices: monkeyChoices(
        100,
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
        [-100, -100, -100, -100, -100, -100, -100, 0, 0, 100, 100],
      ),
    },
  ),
  monkeyQuestion("2", "What is the main reason for your score?", "open_ended", "essay"),
  monkeyQuestion("3", "Overall, how satisfied are you with our service?", "single_choice", "vertical", {
    choices: monkeyChoices(300, [
      ...["Very satisfied", "Somewhat satisfied", "Neither satisfied nor dissatisfied", "Somewhat dissatisfied"],
      "Very dissatisfied",
    ]),
  }),
  monkeyQuestion("4", "How satisfied are you with each of these?", "matrix", "rating", {
    rows: [
      { id: "41", position: 1, text: "Delivery", visible: true },
      { id: "42", position: 2, text: "Price", visible: true },
    ],
    choices: [
      ...monkeyChoices(400, ["Poor", "Fair", "Good"], [1, 2, 3]),
      { id: "409", position: 4, text: "N/A", weight: 0, is_na: true, visible: true },
    ],
  }),
  monkeyQuestion("5", "Which shop did you visit?", "single_choice", "menu", {
    choices: monkeyChoices(500, ["North", "South", "East"]),
  }),
  // Steps of a scale, to whoever does not know that several may be taken.
  monkeyQuestion("6", "Which of our teas did you buy? Check all that apply.", "multiple_choice", "vertical", {
    choices: monkeyChoices(600, ["Number 1", "Number 2", "Number 3"]),
    other: { id: "609", position: 0, text: "Other (please specify)", is_answer_choice: true, visible: true },
  }),
];
const monkeyDetails = (id: string, questions: readonly object[]) => ({
  ...{ id, title: "After the purchase", nickname: "", language: "en", question_count: questions.length },
  ...{ page_count: 1, response_count: 3, href: `${MONKEY}/${id}`, custom_variables: { customer_id: "number" } },
  pages: [
    {
      id: "90",
      title: "",
      description: "",
      position: 1,
      question_count: questions.length,
      href: `${MONKEY}/${id}/pages/90`,
      questions,
    },
  ],
});
const monkeyAnswer = (id: string, ...answers: object[]) => ({ id, answers });
const monkeyResponse = (id: string, questions: readonly object[], more: object = {}) => ({
  ...{ id, survey_id: "900", collector_id: "7", recipient_id: "", response_status: "completed", total_time: 40 },
  ...{ collection_mode: "default", custom_value: "", ip_address: "192.0.2.1", page_path: [], logic_path: {} },
  ...{ date_created: "2026-02-01T08:00:00+00:00", date_modified: "2026-02-01T10:05:00+02:00" },
  ...{ href: `${MONKEY}/900/responses/${id}`, custom_variables: { customer_id: "4711" }, email_address: "" },
  pages: [{ id: "90", questions }],
  ...more,
});
const MONKEY_RESPONSES = [
  monkeyResponse("5001", [
    monkeyAnswer("1", { choice_id: "109", row_id: "11" }),
    monkeyAnswer("2", { text: "They called back, as they said" }),
    monkeyAnswer("3", { choice_id: "301" }),
    monkeyAnswer("4", { choice_id: "402", row_id: "41" }, { choice_id: "409", row_id: "42" }),
    monkeyAnswer("5", { choice_id: "501" }),
    monkeyAnswer(
      "6",
      { choice_id: "600" },
      { choice_id: "602" },
      { other_id: "609", text: "The green one in the blue tin, for my aunt" },
    ),
  ]),
  monkeyResponse(
    "5002",
    [monkeyAnswer("1", { choice_id: "101", row_id: "11" }), monkeyAnswer("3", { choice_id: "303" })],
    { response_status: "partial", email_address: "Bo@example.com", custom_variables: {} },
  ),
  monkeyResponse("5003", [monkeyAnswer("1", { choice_id: "110", row_id: "11" })], { collection_mode: "preview" }),
  monkeyResponse("5004", [monkeyAnswer("1", { choice_id: "110", row_id: "11" })], { response_status: "disqualified" }),
  monkeyResponse("5005", []),
];
const MONKEY_TEAS = {
  instrument: "which-of-our-teas-did-you-buy-check-all-that-apply",
  item: "Which of our teas did you buy? Check all that apply.",
};
const MONKEY_FACTS = [
  {
    ...{ who: "customer:4711", instrument: "csat", score: 4, scale_min: 1, scale_max: 5, scale_best: "high" },
    ...{ comment: null, response_id: "5001" },
  },
  { instrument: "how-satisfied-are-you-with-each-of-these-delivery", score: 3, scale_min: 1, scale_max: 3 },
  { instrument: "how-satisfied-are-you-with-each-of-these-price", score: null, scale_max: 3 },
  {
    ...{ who: "customer:4711", at: "2026-02-01 08:05:00", instrument: "nps", score: 9, scale_min: 0, scale_max: 10 },
    ...{ comment: "They called back, as they said", response_id: "5001" },
    item: "How likely is it that you would recommend us to a friend?",
  },
  ...[
    { choice: "Number 1", comment: null },
    { choice: "Number 3", comment: null },
    { choice: "Other (please specify)", comment: "The green one in the blue tin, for my aunt" },
  ].map((chosen) => ({ who: "customer:4711", score: null, response_id: "5001", ...MONKEY_TEAS, ...chosen })),
  { instrument: "which-shop-did-you-visit", item: "Which shop did you visit?", choice: "South", score: null },
  { who: "email:bo@example.com", instrument: "csat", score: 2, response_id: "5002" },
  { who: "email:bo@example.com", instrument: "nps", score: 1, comment: null },
  // The page was answered, these questions were not; of 5005, which answers nothing, nobody knows whether it was asked.
  { who: "email:bo@example.com", ...MONKEY_TEAS, choice: null, comment: null, response_id: "5002" },
  { who: "email:bo@example.com", instrument: "which-shop-did-you-visit", choice: null, response_id: "5002" },
];
const monkeyRecords: Fixture[] = [
  {
    format: "surveymonkey.response-records",
    name: "bulk.json",
    trap: "numbers instead of words; weights of -100, 0 and 100; labels from good to bad; a part that does not apply; previews and the disqualified",
    content: JSON.stringify({ data: MONKEY_RESPONSES, per_page: 100, page: 1, total: 5, links: { self: MONKEY } }),
    beside: [["details.json", JSON.stringify(monkeyDetails("900", MONKEY_QUESTIONS), null, 2)]],
    isUnordered: true,
    facts: { answer: MONKEY_FACTS },
  },
  {
    format: "surveymonkey.response-records",
    name: "survey_responses.jsonl",
    trap: "questions as a stream of their own",
    content: MONKEY_RESPONSES.map((response) => `${JSON.stringify(response)}\n`).join(""),
    beside: [["survey_questions.jsonl", MONKEY_QUESTIONS.map((question) => `${JSON.stringify(question)}\n`).join("")]],
    isUnordered: true,
    facts: { answer: MONKEY_FACTS },
  },
];
const [MONKEY_FIRST] = MONKEY_RESPONSES;
const monkeyAlone: Fixture[] = [
  [
    "details.json",
    JSON.stringify(MONKEY_FIRST),
    "one response alone, on one line: a record, though it holds a list of pages",
  ],
  ["response.json", JSON.stringify(MONKEY_FIRST, null, 2), "one response alone, over many lines"],
].map(([name, content, trap]) => ({
  ...{ format: "surveymonkey.response-records", name: name!, content: content!, trap: trap!, isUnordered: true },
  beside: [["survey.json", JSON.stringify(monkeyDetails("900", MONKEY_QUESTIONS))]],
  facts: { answer: MONKEY_FACTS.slice(0, 8) },
}));
const monkeyWords: Fixture[] = [
  {
    format: "surveymonkey.survey-pages",
    name: "details.json",
    trap: "pages of questions, which look like pages of answers",
    content: JSON.stringify(monkeyDetails("900", MONKEY_QUESTIONS), null, 2),
    facts: {},
  },
  {
    format: "surveymonkey.survey-details",
    name: "survey_details.jsonl",
    trap: "several surveys, one a line",
    content: ["900", "901"].map((id) => `${JSON.stringify(monkeyDetails(id, MONKEY_QUESTIONS))}\n`).join(""),
    facts: {},
  },
  {
    format: "surveymonkey.survey-questions",
    name: "survey_questions.jsonl",
    trap: "questions without choices among them",
    content: MONKEY_QUESTIONS.map((question) => `${JSON.stringify(question)}\n`).join(""),
    facts: {},
  },
];

const typeformField = (id: string, type: string, ref = id) => ({ field: { id, type, ref } });
const typeformResponse = (id: string, more: object, answers: object[] | null) => ({
  ...{ landing_id: id, token: id, response_id: id, form_id: "f1" },
  ...{ landed_at: "2026-02-03T08:00:00Z", submitted_at: "2026-02-03T08:04:00Z" },
  ...{ metadata: { user_agent: "x", platform: "other", network_id: "n1" }, hidden: {}, calculated: { score: 0 } },
  ...{ answers, ...more },
});
const typeformRecords: Fixture = {
  format: "typeform.response-records",
  name: "typeform-responses.json",
  trap: "a response that the export has too; an e-mail that was asked for; a rating whose scale nobody knows; a response without answers; short texts, which are names",
  content: JSON.stringify({
    total_items: 4,
    page_count: 1,
    items: [
      typeformResponse("k3x9", { hidden: { customer_id: "4711" } }, [
        { ...typeformField("a1", "short_text"), type: "text", text: "Ann" },
        { ...typeformField("a2", "nps"), type: "number", number: 8 },
        { ...typeformField("a3", "long_text", "why"), type: "text", text: 'They said "soon", and it was' },
      ]),
      typeformResponse("k4a1", {}, [
        { ...typeformField("a2", "nps"), type: "number", number: 0 },
        { ...typeformField("a4", "rating", "speed"), type: "number", number: 2 },
        { ...typeformField("a5", "email"), type: "email", email: "Bo@example.com" },
        { ...typeformField("a6", "multiple_choice"), type: "choice", choice: { id: "c1", label: "Yes" } },
      ]),
      typeformResponse("k4a2", { submitted_at: null }, null),
    ],
  }),
  facts: {
    answer: [
      {
        who: "customer:4711",
        at: "2026-02-03 08:04:00",
        instrument: "nps",
        score: 8,
        scale_max: 10,
        response_id: "k3x9",
      },
      { who: "email:bo@example.com", instrument: "nps", score: 0 },
      { who: "email:bo@example.com", instrument: "speed", score: 2, scale_max: null, response_id: "k4a1" },
      { who: "customer:4711", instrument: "why", score: null, comment: 'They said "soon", and it was' },
    ],
  },
};

const typeformAnswers: Fixture = {
  format: "typeform.answers",
  name: "typeform-answers.ndjson",
  trap: "answers of all kinds in one column, of which a number may be a date of birth",
  content: [
    { type: "nps", ref: "r1", data_type: "number", answer: "9", question_id: "q1" },
    { type: "number", ref: "r2", data_type: "number", answer: "7", question_id: "q2" },
    { type: "opinion_scale", ref: "effort", data_type: "number", answer: "4", question_id: "q3" },
    { type: "date", ref: "born", data_type: "date", answer: "1990-01-05", question_id: "q4" },
  ]
    .map((row) => `${JSON.stringify({ landing_id: "l1", submitted_at: "2026-02-04T10:00:00Z", ...row })}\n`)
    .join(""),
  facts: {
    answer: [
      { who: null, at: "2026-02-04 10:00:00", instrument: "nps", score: 9, response_id: "l1" },
      { who: null, instrument: "effort", score: 4, scale_max: null },
    ],
  },
};

const google = (name: string, rows: (string | number)[][], answer: Record<string, unknown>[]): Fixture => ({
  format: "google.forms",
  name,
  trap: "no id; times with a zone in words; localised headers; a grid",
  content: csv(rows),
  facts: { answer },
});

const googleForms: Fixture[] = [
  google(
    "NPS (Responses).csv",
    [
      [
        "Timestamp",
        "Email Address",
        "How likely are you to recommend us?",
        "Rate our service [Speed]",
        "Rate our service [Kindness]",
        "What could we do better?",
      ],
      ["2026/04/01 8:00:00 AM GMT+2", "ivy@example.com", 10, 5, 4, "Open on Sundays, please"],
      ["2026/04/02 9:15:30 PM GMT+2", "Joe@Example.com", 0, 1, 2, "Answer the phone sometimes"],
      ["2026/04/02 9:15:30 PM GMT+2", "max@example.com", 7, 3, 5, "Nothing comes to mind here"],
    ],
    [
      {
        who: "email:ivy@example.com",
        at: "2026-04-01 06:00:00",
        instrument: "nps",
        score: 10,
        comment: "Open on Sundays, please",
      },
      { instrument: "rate-our-service-speed", score: 5 },
      { instrument: "rate-our-service-kindness", score: 4, comment: null },
      { who: "email:joe@example.com", at: "2026-04-02 19:15:30", instrument: "nps", score: 0 },
      { instrument: "rate-our-service-speed", score: 1 },
      { instrument: "rate-our-service-kindness", score: 2, comment: null },
      { who: "email:max@example.com", at: "2026-04-02 19:15:30", instrument: "nps", score: 7 },
      { instrument: "rate-our-service-speed", score: 3 },
      { instrument: "rate-our-service-kindness", score: 5 },
    ],
  ),
  google(
    "Ankieta (Odpowiedzi).csv",
    [
      [
        "Sygnatura czasowa",
        "Adres e-mail",
        "Na ile prawdopodobne jest, że polecisz nas znajomemu?",
        "Jaki jest powód Twojej oceny?",
      ],
      ["2026/04/01 8:00:00 CEST", "ola@example.com", 0, "Długo czekałam na odpowiedź"],
      ["2026/04/01 20:00:00 CEST", "jan@example.com", 9, "Miła i szybka obsługa"],
    ],
    [
      {
        who: "email:ola@example.com",
        at: "2026-04-01 06:00:00",
        instrument: "nps",
        score: 0,
        comment: "Długo czekałam na odpowiedź",
      },
      { who: "email:jan@example.com", at: "2026-04-01 18:00:00", instrument: "nps", score: 9 },
    ],
  ),
  google(
    "Enkät (svar).csv",
    [
      [
        "Tidstämpel",
        "E-postadress",
        "Hur troligt är det att du skulle rekommendera oss till en vän?",
        "Vad är huvudorsaken till ditt betyg?",
      ],
      ["2026/03/22 8:53:03 fm CET", "kim@example.com", 10, "Allt gick fort och enkelt"],
      ["2026/03/22 8:53:29 em CET", "bo@example.com", 0, "Fick vänta alldeles för länge"],
    ],
    [
      { who: "email:kim@example.com", at: "2026-03-22 07:53:03", instrument: "nps", score: 10 },
      { who: "email:bo@example.com", at: "2026-03-22 19:53:29", instrument: "nps", score: 0 },
    ],
  ),
  google(
    "Опрос (Ответы).csv",
    [
      [
        "Отметка времени",
        "Адрес электронной почты",
        "Насколько вы удовлетворены нашим сервисом?",
        "Опишите, пожалуйста, причину вашей оценки.",
      ],
      ["01.04.2026 10:00:00", "ira@example.com", 5, "Всё сделали очень быстро"],
      ["13.04.2026 11:00:00", "oleg@example.com", 1, "Никто не ответил на письмо"],
    ],
    [
      { who: "email:ira@example.com", at: "2026-04-01 10:00:00", instrument: "csat", score: 5 },
      { who: "email:oleg@example.com", at: "2026-04-13 11:00:00", instrument: "csat", score: 1 },
    ],
  ),
  google(
    "Sondaj (Răspunsuri).csv",
    [
      [
        "Marcaj de timp",
        "Adresă de e-mail",
        "Cât de probabil este să ne recomandați unui prieten?",
        "Care este motivul principal al notei?",
      ],
      ["01.04.2026 10:00:00", "ana@example.com", 0, "Am așteptat prea mult"],
      ["14.04.2026 11:00:00", "ion@example.com", 10, "Totul a fost foarte bine"],
    ],
    [
      {
        who: "email:ana@example.com",
        at: "2026-04-01 10:00:00",
        instrument: "nps",
        score: 0,
        comment: "Am așteptat prea mult",
      },
      { who: "email:ion@example.com", at: "2026-04-14 11:00:00", instrument: "nps", score: 10 },
    ],
  ),
];

const microsoft = (name: string, rows: (string | number)[][], answer: Record<string, unknown>[]): Fixture => ({
  format: "microsoft.forms",
  name,
  trap: "anonymous in place of an address; points of a quiz; localised headers",
  content: csv(rows, { delimiter: name.includes("Ankieta") ? ";" : "," }),
  facts: { answer },
});

const microsoftForms: Fixture[] = [
  microsoft(
    "Feedback(1-3).csv",
    [
      [
        "ID",
        "Start time",
        "Completion time",
        "Email",
        "Name",
        "Last modified time",
        "How satisfied are you with our support?",
        "Points - How satisfied are you with our support?",
        "Why did you choose this rating?",
      ],
      [1, "3/1/26 9:00:00", "3/1/26 9:02:00", "anonymous", "", "", "Very satisfied", 0, "She called me back at once"],
      [
        2,
        "3/14/26 9:00:00",
        "3/14/26 9:02:00",
        "uma@example.com",
        "Uma",
        "",
        "Dissatisfied",
        0,
        "Nobody knew what to do",
      ],
      [3, "3/14/26 10:00:00", "3/14/26 10:02:00", "anonymous", "", "", "Neither satisfied nor dissatisfied", 0, ""],
    ],
    [
      {
        who: null,
        at: "2026-03-01 09:02:00",
        instrument: "csat",
        score: 5,
        scale_max: 5,
        comment: "She called me back at once",
      },
      { who: "email:uma@example.com", at: "2026-03-14 09:02:00", instrument: "csat", score: 2 },
      { who: null, instrument: "csat", score: 3 },
    ],
  ),
  microsoft(
    "Ankieta(1-2).csv",
    [
      [
        "ID",
        "Godzina rozpoczęcia",
        "Godzina ukończenia",
        "Adres e-mail",
        "Nazwa",
        "Jak bardzo prawdopodobne jest, że polecisz nas znajomemu?",
      ],
      [1, "01.03.2026 09:00:00", "01.03.2026 09:02:00", "anonymous", "", 0],
      [2, "14.03.2026 09:00:00", "14.03.2026 09:02:00", "iza@example.com", "Iza", 9],
    ],
    [
      { who: null, at: "2026-03-01 09:02:00", instrument: "nps", score: 0 },
      { who: "email:iza@example.com", at: "2026-03-14 09:02:00", instrument: "nps", score: 9 },
    ],
  ),
];

const limesurvey: Fixture = {
  format: "limesurvey.responses",
  name: "results-survey123456.csv",
  trap: "a response without submission; a date that stands for none; timings",
  content: csv(
    [
      [
        "id. Response ID",
        "submitdate. Date submitted",
        "lastpage. Last page",
        "startlanguage. Start language",
        "seed. Seed",
        "token. Access code",
        "startdate. Date started",
        "datestamp. Date last action",
        "How satisfied are you with our products?",
        "Your comments, please",
        "interviewtime",
        "groupTime12",
      ],
      [
        1,
        "2026-01-05 10:05:00",
        3,
        "sv",
        123,
        "tok1",
        "2026-01-05 10:00:00",
        "2026-01-05 10:05:00",
        5,
        "Works as it should do",
        300.5,
        120,
      ],
      [2, "", 1, "en", 124, "tok2", "2026-01-06 10:00:00", "2026-01-06 10:01:00", 2, "", 60.0, 60],
      [
        3,
        "1980-01-01 00:00:00",
        3,
        "en",
        125,
        "tok3",
        "2026-01-07 10:00:00",
        "2026-01-07 10:09:00",
        4,
        "Could be cheaper, I think",
        60.0,
        60,
      ],
    ],
    { delimiter: ";" },
  ),
  facts: {
    answer: [
      {
        who: "limesurvey.token:tok1",
        at: "2026-01-05 10:05:00",
        instrument: "csat",
        score: 5,
        language: "sv",
        seconds: 300.5,
        comment: "Works as it should do",
      },
      { who: "limesurvey.token:tok2", at: "2026-01-06 10:01:00", instrument: "csat", score: 2 },
      { who: "limesurvey.token:tok3", at: "2026-01-07 10:09:00", instrument: "csat", score: 4 },
    ],
  },
};

const formbricks: Fixture = {
  format: "formbricks.responses",
  name: "export-nps-2026-03-01.csv",
  trap: "numbered questions; attributes of the person; a column called url that is no question",
  content: csv([
    [
      "No.",
      "Response ID",
      "Timestamp",
      "Finished",
      "Survey ID",
      "Formbricks ID (internal)",
      "User ID",
      "Tags",
      "url",
      "userAgent - browser",
      "1. How likely are you to recommend us?",
      "2. What is the main reason?",
      "person.plan",
    ],
    [
      1,
      "cm1",
      "2026-03-01T10:00:00.000Z",
      "true",
      "s1",
      "p1",
      "u-1",
      "",
      "https://example.com/a b",
      "Firefox",
      9,
      "It simply does the job",
      "pro",
    ],
    [
      2,
      "cm2",
      "2026-03-01T11:00:00.000Z",
      "false",
      "s1",
      "p2",
      "",
      "",
      "https://example.com/c",
      "Chrome",
      0,
      "",
      "free",
    ],
  ]),
  facts: {
    answer: [
      {
        who: "customer:u-1",
        at: "2026-03-01 10:00:00",
        instrument: "nps",
        score: 9,
        comment: "It simply does the job",
      },
      { who: "formbricks.person:p2", instrument: "nps", score: 0 },
    ],
  },
  aliases: ["customer:u-1 = formbricks.person:p1"],
};

const formbricksLong: Fixture = {
  format: "formbricks.feedback",
  name: "feedback.csv",
  trap: "one row a question; a satisfaction scale that is not stated; choices",
  content: csv([
    ["submission_id", "collected_at", "field_id", "field_type", "value", "user_id", "language"],
    ["sub-1", "2026-02-01T10:00:00Z", "recommend", "nps", 9, "zoe@example.com", "en"],
    ["sub-1", "2026-02-01T10:00:00Z", "happy_with_us", "csat", 5, "zoe@example.com", "en"],
    ["sub-1", "2026-02-01T10:00:00Z", "improve", "text", "Nothing at all", "zoe@example.com", "en"],
    ["sub-2", "2026-02-02T10:00:00Z", "recommend", "nps", 0, "u2", "de"],
    ["sub-2", "2026-02-02T10:00:00Z", "plan", "categorical", "Pro", "u2", "de"],
  ]),
  facts: {
    answer: [
      {
        who: "customer:zoe@example.com",
        at: "2026-02-01 10:00:00",
        instrument: "nps",
        score: 9,
        item: "recommend",
        response_id: "sub-1",
      },
      { instrument: "csat", score: 5, scale_max: 5 },
      { instrument: "improve", score: null, comment: "Nothing at all" },
      { who: "customer:u2", instrument: "nps", score: 0 },
    ],
  },
};

const posthog: Fixture = {
  format: "posthog.events",
  name: "events.csv",
  trap: "newest first; a survey that was dismissed; two surveys with one column; events that are none of a survey",
  content: csv([
    [
      "uuid",
      "event",
      "distinct_id",
      "timestamp",
      "properties.$survey_id",
      "properties.$survey_name",
      "properties.$survey_response",
    ],
    ["e8", "survey sent", "u3", "2026-01-04T10:00:30Z", "s1", "NPS", 9],
    ["e6", "survey sent", "u1", "2026-01-03T10:00:30Z", "s2", "Satisfaction after checkout", 4],
    ["e5", "survey shown", "u1", "2026-01-03T10:00:00Z", "s2", "Satisfaction after checkout", ""],
    ["e4", "survey dismissed", "u2", "2026-01-02T10:00:05Z", "s1", "NPS", ""],
    ["e3", "survey shown", "u2", "2026-01-02T10:00:00Z", "s1", "NPS", ""],
    ["e2", "survey sent", "u1", "2026-01-01T10:00:09Z", "s1", "NPS", 0],
    ["e1", "survey shown", "u1", "2026-01-01T10:00:00Z", "s1", "NPS", ""],
    ["e0", "$pageview", "u1", "2026-01-01T09:00:00Z", "", "", ""],
  ]),
  facts: {
    invitation: [
      { who: "customer:u3", at: "2026-01-04 10:00:30", survey: "NPS", completed: "2026-01-04 10:00:30" },
      {
        who: "customer:u1",
        at: "2026-01-03 10:00:00",
        survey: "Satisfaction after checkout",
        completed: "2026-01-03 10:00:30",
      },
      { who: "customer:u2", at: "2026-01-02 10:00:00", survey: "NPS", completed: null },
      { who: "customer:u1", at: "2026-01-01 10:00:00", survey: "NPS", completed: "2026-01-01 10:00:09" },
    ],
    answer: [
      { who: "customer:u3", at: "2026-01-04 10:00:30", instrument: "nps", score: 9 },
      { who: "customer:u1", at: "2026-01-03 10:00:30", instrument: "csat", score: 4 },
      { who: "customer:u1", at: "2026-01-01 10:00:09", instrument: "nps", score: 0 },
    ],
  },
};

const hubspot: Fixture = {
  format: "hubspot.feedback",
  name: "feedback-submissions.csv",
  trap: "three scales in one column; a group that does not fit its kind",
  content: csv([
    [
      "hs_object_id",
      "hs_survey_id",
      "hs_survey_name",
      "hs_survey_type",
      "hs_survey_channel",
      "hs_value",
      "hs_response_group",
      "hs_content",
      "hs_submission_timestamp",
      "hs_contact_id",
      "hs_ticket_id",
    ],
    [1, 7, "Loyalty", "NPS", "EMAIL", 9, "PROMOTER", "Great people", "2026-01-01T10:00:00Z", 501, ""],
    [2, 8, "Support", "CSAT", "CHAT", 2, "PROMOTER", "", "2026-01-02T10:00:00Z", 502, 9001],
    [3, 9, "Ease", "CES", "EMAIL", 2, "DETRACTOR", "Too many forms", "2026-01-03T10:00:00Z", 503, ""],
    [4, 10, "Own", "CUSTOM", "EMAIL", 4, "", "", "2026-01-04T10:00:00Z", 504, ""],
  ]),
  facts: {
    answer: [
      { who: "hubspot.contact:501", instrument: "nps", score: 9, scale_max: 10, about: null },
      {
        who: "hubspot.contact:502",
        instrument: "csat-0-2",
        score: 2,
        scale_min: 0,
        scale_max: 2,
        about: "case",
        about_id: "9001",
      },
      { who: "hubspot.contact:503", instrument: "ces", score: 2, scale_max: 7, comment: "Too many forms" },
    ],
  },
};

const questionproRow = (id: number) => [
  ...[id, "Started", "10.0.0.9", "03/16/2026 10:00:00", "No", 5, 1, "", "", "PL", ""],
];
const questionpro: Fixture = {
  format: "questionpro.responses",
  name: "RawData.csv",
  trap: "lines above the headers; one response that loops; a duplicate",
  content: `Data Export Generated on 03/20/2026\nSurvey ID 77\n\n${csv([
    [
      "Response ID",
      "Response Status",
      "IP Address",
      "Timestamp (MM/dd/yyyy)",
      "Duplicate",
      "Time Taken to Complete (Seconds)",
      "Sequence Number",
      "External Reference",
      "Respondent Email",
      "Country Code",
      "How satisfied are you with our shop?",
    ],
    [900, "Completed", "10.0.0.1", "03/14/2026 10:00:00", "No", 55, 1, "C1", "a@example.com", "PL", 5],
    [900, "Completed", "10.0.0.1", "03/14/2026 10:00:00", "No", 55, 2, "C1", "a@example.com", "PL", 3],
    [901, "Completed", "10.0.0.2", "03/15/2026 10:00:00", "Yes", 12, 1, "C2", "b@example.com", "PL", 1],
    ...Array.from({ length: 8 }, (_, i) => questionproRow(902 + i)),
  ])}`,
  facts: {
    answer: [
      { who: "customer:C1", at: "2026-03-14 10:00:00", instrument: "csat", score: 5, seconds: 55 },
      { who: "customer:C1", at: "2026-03-14 10:00:00", instrument: "csat", score: 3 },
    ],
  },
  aliases: ["customer:C1 = email:a@example.com"],
};

const delighted: Fixture[] = [
  {
    format: "delighted.responses",
    name: "survey_responses.json",
    trap: "Unix seconds; several scales in one list",
    content: JSON.stringify([
      {
        id: "1",
        person: "10",
        survey_type: "nps",
        score: 0,
        comment: "Slow",
        permalink: "https://example.com/r/1",
        created_at: 1767607200,
        updated_at: 1767607300,
        person_properties: null,
      },
      {
        id: "2",
        person: "11",
        survey_type: "csat3",
        score: 3,
        comment: null,
        permalink: "https://example.com/r/2",
        created_at: 1767607200,
        updated_at: null,
        person_properties: null,
      },
      {
        id: "3",
        person: "12",
        survey_type: "ces",
        score: 5,
        comment: null,
        permalink: "https://example.com/r/3",
        created_at: 1767607200,
        updated_at: null,
        person_properties: null,
      },
    ]),
    facts: {
      answer: [
        { who: "delighted.person:10", at: "2026-01-05 10:00:00", instrument: "nps", score: 0, comment: "Slow" },
        { who: "delighted.person:11", instrument: "csat-1-3", score: 3, scale_max: 3 },
        { who: "delighted.person:12", instrument: "ces-5", score: 5, scale_max: 5 },
      ],
    },
  },
  {
    format: "delighted.people",
    name: "people.json",
    trap: "who never answered, and who was never asked",
    content: JSON.stringify([
      {
        id: "10",
        name: "A",
        email: "a@example.com",
        created_at: 1767600000,
        last_sent_at: 1767607200,
        last_responded_at: 1767607300,
        next_survey_scheduled_at: null,
      },
      {
        id: "11",
        name: "B",
        email: "b@example.com",
        created_at: 1767600000,
        last_sent_at: 1767607200,
        last_responded_at: null,
        next_survey_scheduled_at: null,
      },
      {
        id: "12",
        name: "C",
        email: "c@example.com",
        created_at: 1767600000,
        last_sent_at: null,
        last_responded_at: null,
        next_survey_scheduled_at: 1767707200,
      },
    ]),
    facts: {
      invitation: [
        { who: "delighted.person:10", at: "2026-01-05 10:00:00", completed: "2026-01-05 10:01:40" },
        { who: "delighted.person:11", at: "2026-01-05 10:00:00", completed: null },
      ],
    },
    aliases: ["delighted.person:10 = email:a@example.com", "delighted.person:11 = email:b@example.com"],
  },
];

export const SURVEYS: readonly Fixture[] = [
  qualtricsResponses,
  qualtricsLegacy,
  surveymonkey,
  surveymonkeyChoices,
  ...monkeyRecords,
  ...monkeyAlone,
  ...monkeyWords,
  typeform,
  typeformOlder,
  typeformRecords,
  typeformAnswers,
  ...googleForms,
  ...microsoftForms,
  limesurvey,
  formbricks,
  formbricksLong,
  posthog,
  hubspot,
  questionpro,
  ...delighted,
];
