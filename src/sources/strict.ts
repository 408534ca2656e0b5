import { z } from "zod";
import { nearest } from "../base/nearest.ts";

/** What an issue of a settings schema carries besides its sentence. */
export interface SettingsIssue {
  allowed?: readonly string[];
  suggestion?: string;
  /** The issue is about the key itself, not about its value. */
  aboutKey?: boolean;
}

/** Adds an issue that names what is allowed and the likeliest meaning of a mistyped word. */
export function refuse(
  ctx: z.RefinementCtx,
  issue: { path?: PropertyKey[]; message: string; word?: string; allowed?: readonly string[]; aboutKey?: boolean },
): void {
  const { path = [], message, word, allowed, aboutKey } = issue;
  const suggestion = word === undefined || !allowed ? undefined : nearest(word, allowed);
  const params: SettingsIssue = {
    ...(allowed ? { allowed } : {}),
    ...(suggestion ? { suggestion } : {}),
    ...(aboutKey ? { aboutKey } : {}),
  };
  ctx.addIssue({ code: "custom", path, message, params: { ...params } });
}

/** An object that refuses unknown keys before anything else, so that a typing error is reported as such and not as a missing key. */
export function strict<S extends z.ZodRawShape>(shape: S) {
  const keys = Object.keys(shape);
  return z
    .unknown()
    .superRefine((value, ctx) => {
      if (!isRecord(value)) {
        refuse(ctx, { message: `expects keys (${keys.join(", ")}), not ${describe(value)}`, allowed: keys });
        return;
      }
      for (const key of Object.keys(value))
        if (!keys.includes(key))
          refuse(ctx, { path: [key], message: `"${key}" is not a key here`, word: key, allowed: keys, aboutKey: true });
    })
    .pipe(z.object(shape));
}

export const oneOf = <T extends string>(words: readonly T[], what = "value") =>
  z.unknown().transform((value, ctx): T => {
    const known = words.find((word) => word === value);
    if (known !== undefined) return known;
    refuse(ctx, { message: `${describe(value)} is not a known ${what}`, word: String(value), allowed: words });
    return z.NEVER;
  });

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a group of keys";
  return typeof value === "string" ? `"${value}"` : String(value);
}
