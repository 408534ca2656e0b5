import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Where the build puts the dashboard, seen from the sources and from the build alike. */
export const WEB = fileURLToPath(new URL("../../../dist/web/", import.meta.url));

/** Only what this server itself sends may run, be loaded, or be asked. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

let shell: string | null = null;

/** The page that every screen of the dashboard is drawn in. It says nothing that a stranger may not read. */
export function sendShell(reply: FastifyReply): FastifyReply {
  shell ??= readFileSync(`${WEB}index.html`, "utf8");
  return reply
    .header("content-security-policy", POLICY)
    .header("cache-control", "no-cache")
    .type("text/html; charset=utf-8")
    .send(shell);
}

/** Whether a browser opens a screen by its address. */
export const asksForScreen = ({ method, url, headers }: FastifyRequest): boolean =>
  method === "GET" && !/^\/(api|v1|assets)(\/|$)/.test(url) && (headers.accept ?? "").includes("text/html");
