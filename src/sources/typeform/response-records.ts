import type { Format, Header } from "../format.ts";
import type { Expression, FactMapping } from "../mapping.ts";
import { by, constant, scored, where } from "../parts.ts";

/** Where the parts of one answer stand. */
interface Answer {
  response: Expression;
  type: string;
  question: Expression;
  number: string;
  text: string;
  at: FactMapping["at"];
  who?: Pick<FactMapping, "subject" | "also">;
}

/** A recommendation is asked from 0 to 10; what other scales end at stands in the form, not in its answers. */
function answers({ response, type, question, number, text, at, who = {} }: Answer): FactMapping[] {
  const answer = (apart: Expression, fields: FactMapping["fields"], types: string[]): FactMapping => ({
    fact: "answer",
    id: { join: [response, apart], with: "/" },
    ...who,
    ...(at ? { at } : {}),
    fields: { ...fields, response_id: response },
    where: where(type, ...types),
  });
  return [
    answer(constant("nps"), scored("nps", [0, 10], number), ["nps"]),
    answer(question, { instrument: question, score: number }, ["rating", "opinion_scale"]),
    answer(question, { instrument: question, comment: text }, ["long_text"]),
  ];
}

const RESPONSE: readonly string[] = ["response_id", "token"];
const NOTES = [
  "A recommendation (`nps`) is read as such. Ratings and opinion scales are scores of their own, named after the question's reference: where their scales end stands in the form, not in its answers. Of texts, long ones are read.",
];
const CUSTOMER: Header = ["hidden.customer_id", "hidden.customerid", "hidden.user_id", "hidden.userid"];

export const responseRecords: Format = {
  name: "typeform.response-records",
  system: "typeform",
  doc: "Typeform responses as the API gives them: JSON, one a line or under `items`; the stream `responses` of sources.",
  notes: [
    ...NOTES,
    "The recommendation of a response is the same as in the export as CSV: both say it once.",
    "Hidden fields named after an identifier (`customer_id`, `user_id`, `email`), or an e-mail that was asked for, say whom a response is from.",
  ],
  evidence: "seen",
  required: [RESPONSE, "landed_at", "submitted_at", "answers", ["metadata.platform", "metadata.user_agent"]],
  usual: ["landing_id", "metadata.network_id", "calculated.score", ["hidden", ...CUSTOMER]],
  facts: answers({
    response: { first: [...RESPONSE] },
    type: "answers[].field.type",
    question: { first: ["answers[].field.ref", "answers[].field.id"] },
    number: "answers[].number",
    text: "answers[].text",
    at: { value: { first: ["submitted_at", "landed_at"] } },
    who: {
      subject: by("customer", { first: [...CUSTOMER] }),
      also: [
        by("email", {
          first: ["hidden.email", { column: "answers", pattern: '"type":"email","email":"([^"]+)"' }],
        }),
      ],
    },
  }),
};

export const answerRecords: Format = {
  name: "typeform.answers",
  system: "typeform",
  doc: "Answers of Typeform, one a row, as the stream `answers` of taps has them.",
  notes: [...NOTES, "They do not say whom they are from: the responses themselves do."],
  evidence: "published",
  required: ["landing_id", "question_id", "type", "ref", "data_type", "answer"],
  usual: ["submitted_at"],
  facts: answers({
    response: "landing_id",
    type: "type",
    question: { first: ["ref", "question_id"] },
    number: "answer",
    text: "answer",
    at: { value: "submitted_at" },
  }),
};
