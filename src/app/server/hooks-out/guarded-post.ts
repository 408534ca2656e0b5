import { lookup as resolve } from "node:dns";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { Agent, request } from "undici";
import { InputError } from "../../../base/errors.ts";

/** Milliseconds that a receiver has to accept a line, and to answer. */
const [CONNECT, ANSWER] = [5_000, 10_000];
/** Bytes of an answer beyond which it is read no further. */
const MOST_ANSWERED = 64 * 1024;

/** Addresses of machines and nets that are not of the public Internet: the server's own among them. */
export function isPrivate(address: string): boolean {
  const parsed = ipaddr.parse(address);
  const plain = parsed.kind() === "ipv6" && (parsed as ipaddr.IPv6).isIPv4MappedAddress();
  return (plain ? (parsed as ipaddr.IPv6).toIPv4Address() : parsed).range() !== "unicast";
}

/**
 * Posts to addresses that people state, and to no machine that they should not reach from here: each name is resolved once, for the very line that is
 * opened, every address that it stands for is looked at, and nobody is followed elsewhere.
 */
export class GuardedPost {
  readonly #agent: Agent;

  constructor(private readonly allowsPrivate: boolean) {
    this.#agent = new Agent({
      ...{ headersTimeout: ANSWER, bodyTimeout: ANSWER, keepAliveTimeout: 1_000 },
      connect: {
        timeout: CONNECT,
        lookup: (host, options, done) => {
          resolve(host, { ...options, all: true }, (error, found) => {
            if (error) return done(error, "", 0);
            const hit = allowsPrivate ? undefined : found.find(({ address }) => isPrivate(address));
            if (hit) return done(refused(hit.address), "", 0);
            const [first] = found;
            if (options.all) return (done as unknown as (e: null, all: typeof found) => void)(null, found);
            return done(null, first!.address, first!.family);
          });
        },
      },
    });
  }

  /** @throws InputError `input.invalid` where an address can never be posted to */
  check(url: string): void {
    const parsed = URL.canParse(url) ? new URL(url) : null;
    const isWeb = parsed?.protocol === "https:" || (this.allowsPrivate && parsed?.protocol === "http:");
    if (!parsed || !isWeb || parsed.username || parsed.password)
      throw new InputError("input.invalid", "This is no address that can be told.", {
        hint: "Give one that begins with https:// and holds no password.",
      });
    const host = parsed.hostname.replace(/^\[|\]$/g, "");
    // What is written as a number is not looked up.
    if (!this.allowsPrivate && isIP(host) && isPrivate(host)) throw refused(host);
  }

  /** @returns the status that was answered */
  async post(url: string, body: string, headers: Record<string, string>): Promise<number> {
    this.check(url);
    const answer = await request(url, {
      ...{ dispatcher: this.#agent, method: "POST" as const, body },
      headers: { "content-type": "application/json", "user-agent": "Feltworth", ...headers },
      signal: AbortSignal.timeout(CONNECT + 2 * ANSWER),
    });
    await answer.body.dump({ limit: MOST_ANSWERED });
    return answer.statusCode;
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

const refused = (address: string): InputError =>
  new InputError("input.invalid", `The address ${address} is not of the public Internet, and not allowed.`, {
    hint: "Start the server with --allow-private-webhooks where receivers stand in your own net.",
  });
