import { responses } from "../../../sources/typeform/responses.ts";
import { type HookSource, header, isSigned, list, moment, NOTHING, part, text, type Values } from "./hook-source.ts";
import { type Answered, surveyRecord } from "./survey-record.ts";

/** @see https://www.typeform.com/developers/webhooks/secure-your-webhooks/ */
export const typeform: HookSource = {
  id: "typeform",
  system: "typeform",
  isGenuine(delivered, secret) {
    const signature = header(delivered, "typeform-signature") ?? "";
    return (
      signature.startsWith("sha256=") && isSigned(signature.slice(7), { secret, of: [delivered.body], as: "base64" })
    );
  },
  read(payload, _, settings) {
    const id = text(payload.event_id);
    const response = part(payload.form_response);
    if (payload.event_type !== "form_response") return { id, ...NOTHING };
    const answers = new Map(list(response.answers).map((answer) => [text(part(answer.field).id), answer]));
    const asked = list(part(response.definition).fields).map((field): Answered => question(field, answers));
    const hidden = Object.entries(part(response.hidden)).map(([title, value]) => ({ title, answer: text(value) }));
    const frame = {
      ...{ "#": text(response.token), "Submit Date (UTC)": text(response.submitted_at) },
      "Start Date (UTC)": text(response.landed_at),
    };
    return {
      ...{ id, about: `response ${text(response.token)}`, happenedAt: moment(response.submitted_at) },
      ...surveyRecord(responses, { frame, questions: [...asked, ...hidden] }, settings),
    };
  },
};

function question(field: Values, answers: ReadonlyMap<string | null, Values>): Answered {
  const { type, properties } = field;
  const steps = Number(part(properties).steps);
  const first = type === "rating" || part(properties).start_at_one === true ? 1 : 0;
  const ends = Number.isInteger(steps) && steps > 0 ? { scale: `${first}-${first + steps - 1}` } : {};
  const answer = answers.get(text(field.id));
  return {
    title: text(field.title) ?? text(field.ref) ?? "",
    answer: answer ? written(answer) : null,
    ...(type === "nps" ? { column: "nps", scale: "0-10" } : type === "rating" || type === "opinion_scale" ? ends : {}),
  };
}

function written(answer: Values): string | null {
  const { type } = answer;
  if (type === "choice") return text(part(answer.choice).label) ?? text(part(answer.choice).other);
  if (type === "choices") {
    const { labels } = part(answer.choices);
    return Array.isArray(labels) ? labels.join(", ") : null;
  }
  const value = answer[String(type)];
  return typeof value === "boolean" ? String(value) : text(value);
}
