import { RequestError } from "../base/errors.ts";

/** Whether a text of JSON holds the character zero, which PostgreSQL takes in no text. */
export const hasZero = (body: unknown): boolean =>
  typeof body === "object" && body !== null && JSON.stringify(body).includes("\\u0000");

export const withZero = (): RequestError =>
  new RequestError("request.invalid", "The request holds the character U+0000, which no text may.", {
    hint: "Send it without that character.",
  });
