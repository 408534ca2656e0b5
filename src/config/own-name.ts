import { z } from "zod";
import type { OwnName } from "../facts/own-score.ts";
import { isRecord, refuse } from "../sources/strict.ts";

const SHAPE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What a company calls something of its own in commands and files. */
export const ownId = (example: string) =>
  z
    .string({ error: `expects an id such as ${example}` })
    .regex(SHAPE, { error: `expects an id of small letters, digits and hyphens, such as ${example}` })
    .max(40, { error: "expects an id of at most 40 letters" });

/** What it calls it where people read. */
export const ownName = () =>
  z
    .string({ error: "expects a name" })
    .trim()
    .min(1, { error: "expects a name" })
    .max(120, { error: "expects a name of at most 120 letters" });

/** A text, or a text for each of some languages. */
export const name = (languages: readonly string[]) =>
  z.unknown().transform((value, ctx): OwnName => {
    if (typeof value === "string") return parsed(ownName(), value, ctx);
    if (!isRecord(value) || Object.keys(value).length === 0) {
      refuse(ctx, { message: "expects a name, or names by language such as { en: Delight, pl: Zachwyt }" });
      return z.NEVER;
    }
    for (const language of Object.keys(value))
      if (!languages.includes(language))
        refuse(ctx, {
          path: [language],
          message: `"${language}" is not a language of the report`,
          word: language,
          allowed: languages,
          aboutKey: true,
        });
    return Object.fromEntries(
      Object.entries(value).map(([language, each]) => [language, parsed(ownName(), each, ctx, [language])]),
    );
  });

function parsed<T>(schema: z.ZodType<T>, value: unknown, ctx: z.RefinementCtx, path: PropertyKey[] = []): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  refuse(ctx, { path, message: result.error.issues[0]!.message });
  return z.NEVER;
}
