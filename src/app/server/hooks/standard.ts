import { Webhook } from "standardwebhooks";
import { FACTS, type FactKind } from "../../../facts/facts.ts";
import type { FieldValue, Identifier, NewFact } from "../../../workspace/new-fact.ts";
import { type HookSource, header, list, moment, NOTHING, part, text, type Values } from "./hook-source.ts";

/** Whether it is signed as Standard Webhooks says, some minutes ago at most. @see https://www.standardwebhooks.com */
export const isStandardSigned: HookSource["isGenuine"] = ({ headers, body }, secret) => {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
};

/**
 * A company's own systems: `type` is the kind of fact, `timestamp` its moment, `data` the rest of it, in the words of the vocabulary. See
 * docs/reference/facts.md.
 */
export const standard: HookSource = {
  id: "standard",
  system: "hooks",
  isGenuine: isStandardSigned,
  read(payload, delivered) {
    const id = header(delivered, "webhook-id") ?? null;
    const kind = text(payload.type) ?? "";
    if (!Object.hasOwn(FACTS, kind)) return { id, ...NOTHING };
    const data = part(payload.data);
    const at = text(data.at) ?? text(payload.timestamp);
    // Without a number of its own a fact is the message that told it.
    const own = text(data.id) ?? id;
    return {
      ...{ id, about: text(data.id) === null ? null : `${kind} ${text(data.id)}` },
      ...{ happenedAt: moment(payload.timestamp), records: [] },
      facts: [{ ...factOf(kind as FactKind, data), ...(own ? { id: own } : {}), ...(at ? { at } : {}) }],
    };
  },
};

function factOf(fact: FactKind, data: Values): NewFact {
  const [subject] = identifiers([part(data.subject)]);
  const also = identifiers(list(data.also));
  const fields = Object.fromEntries(Object.entries(part(data.fields)).filter(isScalar));
  return { fact, ...(subject ? { subject } : {}), ...(also.length > 0 ? { also } : {}), fields };
}

const identifiers = (given: readonly Values[]): Identifier[] =>
  given.flatMap(({ kind, value }) => {
    const [k, v] = [text(kind), text(value)];
    return k === null || v === null ? [] : [{ kind: k, value: v }];
  });

const isScalar = (entry: [string, unknown]): entry is [string, FieldValue] =>
  entry[1] === null || ["string", "number", "boolean"].includes(typeof entry[1]);
