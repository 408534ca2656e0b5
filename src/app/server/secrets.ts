import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** Argon2id with 19 MiB, two passes and one lane. @see OWASP Password Storage Cheat Sheet; RFC 9106 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, COST);

export const isPassword = (hashed: string, password: string): Promise<boolean> =>
  verify(hashed, password).catch(() => false);

/** 256 random bits that nobody can guess, as text for a header or a cookie. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What is kept of a token: from it the token cannot be had back. A token is random, so that one pass is enough. */
export const tokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Whether two secrets are one, in a time that does not tell how much of them agrees. */
export function isSameSecret(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => createHash("sha256").update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(x, y);
}
