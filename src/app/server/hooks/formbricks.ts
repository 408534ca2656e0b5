import { responses } from "../../../sources/formbricks/responses.ts";
import { type HookSource, header, moment, NOTHING, part, text } from "./hook-source.ts";
import { isStandardSigned } from "./standard.ts";
import { type Answered, surveyRecord } from "./survey-record.ts";

/**
 * A response names its questions by their ids alone: what they ask for, an administrator states with the hook.
 * @see https://formbricks.com/docs/xm-and-surveys/core-features/integrations/webhooks
 */
export const formbricks: HookSource = {
  id: "formbricks",
  system: "formbricks",
  isGenuine: isStandardSigned,
  read(payload, delivered, settings) {
    const id = header(delivered, "webhook-id") ?? null;
    const response = part(payload.data);
    if (!/^response(Created|Updated|Finished)$/.test(text(payload.event) ?? "")) return { id, ...NOTHING };
    const [attributes, contact] = [part(response.contactAttributes), part(response.contact)];
    const frame = {
      ...{ "No.": null, "Response ID": text(response.id), Timestamp: text(response.createdAt), Finished: null },
      ...{ "Survey ID": text(response.surveyId), Tags: null, email: text(attributes.email) },
      ...{ "User ID": text(attributes.userId) ?? text(contact.userId), "Formbricks ID (internal)": text(contact.id) },
    };
    const questions = Object.entries(part(response.data)).map(
      ([title, value]): Answered => ({
        title,
        answer: text(value) ?? (Array.isArray(value) ? value.join(", ") : null),
      }),
    );
    return {
      ...{ id, about: `response ${text(response.id)}`, happenedAt: moment(response.updatedAt) },
      ...surveyRecord(responses, { frame, questions }, settings),
    };
  },
};
