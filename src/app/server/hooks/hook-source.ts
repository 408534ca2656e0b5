import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { FactMapping } from "../../../sources/mapping.ts";
import type { NewFact } from "../../../workspace/new-fact.ts";
import type { Cells } from "../../../workspace/of-record/expression.ts";

/** A request as it came. */
export interface Delivered {
  headers: IncomingHttpHeaders;
  body: Buffer;
  receivedAt: Date;
}

/** What an administrator states of the surveys that a hook tells of. */
export interface HookSettings {
  columns: Readonly<Record<string, string>>;
  scales: Readonly<Record<string, string>>;
}

/** A record of the sender's, and the mappings that files of such records are read by. */
export interface ToldRecord {
  mappings: readonly FactMapping[];
  cells: Cells;
  /** What money amounts count; major units where nothing is said. */
  money?: "major" | "minor";
}

/** What a delivery tells. */
export interface Told {
  /** The delivery's own id; null where it has none. */
  id: string | null;
  /** What it speaks of, and when that was so: whatever was so before is no news any more. */
  about: string | null;
  happenedAt: Date | null;
  /** Nothing: a kind of event that makes no fact. */
  records: readonly ToldRecord[];
  /** Facts that were told as such. */
  facts?: readonly NewFact[];
  /** Why parts of it make no fact. */
  faults?: readonly string[];
}

/** How one system signs what it tells, and what that means. */
export interface HookSource {
  id: string;
  /** Where its ids come from; the same as in its exports, so that one record is one fact whichever way it comes. */
  system: string;
  /** Whether it was signed with the secret, a short while ago where the system says when. */
  isGenuine(delivered: Delivered, secret: string): boolean;
  /** @param payload parsed JSON */
  read(payload: Values, delivered: Delivered, settings: HookSettings): Told;
}

export type Values = Readonly<Record<string, unknown>>;

/** What was signed longer ago, or is signed for later, than this may be a replay; milliseconds. */
const TOLERANCE = 5 * 60_000;

export const isFresh = (signedAt: Date, { receivedAt }: Delivered): boolean =>
  Math.abs(receivedAt.getTime() - signedAt.getTime()) <= TOLERANCE;

/** Whether a signature is the HMAC of some parts one after another. */
export function isSigned(
  signature: string | undefined,
  {
    secret,
    of,
    hash = "sha256",
    as,
  }: { secret: string; of: readonly (string | Buffer)[]; hash?: "sha1" | "sha256"; as: "hex" | "base64" },
): boolean {
  if (!signature) return false;
  const hmac = createHmac(hash, secret);
  for (const part of of) hmac.update(part);
  const [right, given] = [hmac.digest(), Buffer.from(signature, as)];
  return right.length === given.length && timingSafeEqual(right, given);
}

export function header({ headers }: Delivered, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The object that stands there, or an empty one. */
export const part = (value: unknown): Values =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};

export const list = (value: unknown): readonly Values[] => (Array.isArray(value) ? value.map(part) : []);

export const text = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : null;

/** A moment as systems write it: ISO 8601, or seconds since 1970. */
export function moment(value: unknown): Date | null {
  const at = typeof value === "number" ? new Date(value * 1_000) : typeof value === "string" ? new Date(value) : null;
  return at === null || Number.isNaN(at.getTime()) ? null : at;
}

export const NOTHING: Pick<Told, "about" | "happenedAt" | "records"> = { about: null, happenedAt: null, records: [] };
