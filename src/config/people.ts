import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseDocument, stringify } from "yaml";
import { z } from "zod";
import { InputError } from "../base/errors.ts";
import { identifierNamed, type PeopleDecision, type PeopleRules } from "../facts/people-rules.ts";
import { oneOf, refuse, strict } from "../sources/strict.ts";
import { day } from "./day.ts";

/** Decisions about who is who, beside the data: they apply to every later load. */
export const PEOPLE_FILE = "feltworth.people.yaml";

const optional = z.exactOptional;
const SHAPE = "an identifier such as email:anna@x.pl or customer:C17";

const identifier = () =>
  z
    .string({ error: `expects ${SHAPE}` })
    .refine((text) => identifierNamed(text) !== null, { error: `expects ${SHAPE}` });

const blocked = () =>
  identifier().refine((text) => !text.includes("\\") && !/[^*]\*[^*]/.test(text.slice(text.indexOf(":") + 1)), {
    error: "expects * at the beginning or the end of a value, and no backslash",
  });

const numbers = (what: string) => {
  const message = { error: `expects ${what}` };
  return z.record(z.string(), z.number(message).int(message).gte(1, message), {
    error: "expects a number by kind, such as { email: 5 }",
  });
};

const group = (least: number) =>
  z
    .array(identifier(), { error: `expects a list of identifiers, each as ${SHAPE}` })
    .min(least, { error: least === 2 ? "expects at least two identifiers" : "expects at least one identifier" });

const decision = () =>
  strict({
    on: day(),
    reason: z.string({ error: "expects why" }).trim().min(1, { error: "expects why" }),
    merge: optional(group(2)),
    split: optional(group(1)),
  }).superRefine((entry, ctx) => {
    if ((entry.merge === undefined) === (entry.split === undefined))
      refuse(ctx, { message: "expects either merge or split", allowed: ["merge", "split"] });
  }) as unknown as z.ZodType<PeopleDecision>;

const decisions = () => z.array(decision(), { error: "expects a list of decisions" });

/** What the settings say of people. */
export const people = () =>
  strict({
    customers: optional(oneOf(["persons", "accounts"], "kind of customer")),
    limits: optional(numbers("a whole number of 1 or more")),
    atMost: optional(numbers("a whole number of 1 or more")),
    block: optional(z.array(blocked(), { error: 'expects a list of identifiers, such as ["email:info@*"]' })),
    decisions: optional(decisions()),
  }) as unknown as z.ZodType<Partial<PeopleRules>>;

/**
 * The decisions of a file, in their order; none where there is no such file.
 * @throws InputError `input.settings_invalid` naming the file and the entry
 */
export async function readDecisions(path: string): Promise<PeopleDecision[]> {
  if (!existsSync(path)) return [];
  const document = parseDocument(await readFile(path, "utf8"));
  const parsed = decisions().safeParse(document.errors.length > 0 ? null : (document.toJS() ?? []));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const entry = typeof issue?.path[0] === "number" ? `, entry ${issue.path[0] + 1}` : "";
  const key = issue?.path[1] === undefined ? "" : `${String(issue.path[1])} `;
  const what = document.errors[0]?.message.split("\n")[0] ?? issue?.message ?? "is no list of decisions";
  throw new InputError("input.settings_invalid", `${path}${entry}: ${key}${what}.`, {
    hint: 'An entry is { merge: ["customer:C17", "email:anna@x.pl"], on: 2026-03-01, reason: "said so on the telephone" }, or split: with what comes apart.',
    details: { file: path },
  });
}

/** A decision as it is added to the end of the file. */
export const writtenDecision = (entry: PeopleDecision): string => {
  const { on, reason } = entry;
  const what = "merge" in entry ? { merge: entry.merge } : { split: entry.split };
  return stringify([{ ...what, on, reason }], { lineWidth: 0 });
};
