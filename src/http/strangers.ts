import type { FastifyInstance } from "fastify";
import { AccessError } from "../base/errors.ts";

const MINUTE = 60_000;
/** Addresses that are remembered at a time; beyond it the oldest are forgotten. */
const MOST_ADDRESSES = 10_000;

/**
 * Counts requests without a right key or signature where events are taken in: whoever has one may send as much as can be stored, and an address
 * that shows none a hundred times in a minute is not listened to any more, before its bodies are read.
 */
export class Strangers {
  readonly #seen = new Map<string, { n: number; until: number }>();
  /** Until when some address is not listened to. */
  #refusing = 0;

  constructor(
    private readonly now: () => Date,
    private readonly most = 100,
  ) {}

  watch(scope: FastifyInstance): void {
    scope.addHook("onRequest", ({ ip }, _, done) => {
      const known = this.#seen.get(ip);
      const left = known ? known.until - this.now().getTime() : 0;
      done(known && left > 0 && known.n >= this.most ? tooMany(left) : undefined);
    });
    scope.addHook("onResponse", ({ ip }, { statusCode }, done) => {
      if (statusCode === 401 || statusCode === 403 || statusCode === 404) this.#note(ip);
      done();
    });
  }

  /** Whether there is an address that is not listened to: only then it matters who sends. */
  get refusesAny(): boolean {
    return this.#refusing > 0 && this.#refusing > this.now().getTime();
  }

  #note(ip: string): void {
    const at = this.now().getTime();
    const known = this.#seen.get(ip);
    if (known && known.until > at) {
      known.n += 1;
      if (known.n >= this.most) this.#refusing = Math.max(this.#refusing, known.until);
    } else {
      this.#seen.delete(ip);
      this.#seen.set(ip, { n: 1, until: at + MINUTE });
    }
    if (this.#seen.size > MOST_ADDRESSES) this.#seen.delete(this.#seen.keys().next().value!);
  }
}

/** @param ttl milliseconds until it may be tried again */
export const tooMany = (ttl: number): AccessError =>
  new AccessError("access.too_many", "Too many requests from this address.", {
    hint: `Try again in ${Math.ceil(ttl / 1000)} seconds.`,
    details: { retryAfterSeconds: Math.ceil(ttl / 1000) },
  });
