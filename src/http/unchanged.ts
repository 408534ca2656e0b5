import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Names the answer by the version of the data, and says so where whoever asks has it already (304).
 * @param key of the question, with the form of the answer
 */
export function isFresh(
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
  { dataVersion }: { dataVersion: string },
): boolean {
  const tag = `"${createHash("sha256")
    .update(`${dataVersion} ${key} ${request.headers.accept ?? ""}`)
    .digest("base64url")
    .slice(0, 22)}"`;
  reply.header("etag", tag).header("cache-control", "private, no-cache").header("vary", "accept");
  const known = request.headers["if-none-match"]?.split(/\s*,\s*/) ?? [];
  if (!known.includes(tag) && !known.includes(`W/${tag}`)) return false;
  reply.code(304).send();
  return true;
}
