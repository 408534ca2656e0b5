import { createHash, randomUUID } from "node:crypto";
import { RequestError } from "../../base/errors.ts";
import type { Replies } from "../../store/ports/replies.ts";
import type { Traces } from "../../store/ports/traces.ts";
import type { Seal } from "./seal.ts";

/** What was answered is told again for this long; milliseconds. */
export const REMEMBERED = 24 * 60 * 60_000;

const PURPOSE = "reply";

export interface Repeatable {
  /** Whoever asks: keys of one say nothing to another. */
  actor: string;
  /** Chosen by whoever asks. */
  key: string;
  /** Everything that makes the request what it is. */
  request: readonly unknown[];
}

/**
 * Requests that change something, sent under a key of the sender's choice: sent again, they change nothing more, and get the same answer. Answers
 * are sealed, because some hold secrets. @see draft-ietf-httpapi-idempotency-key-header
 */
export class Repeats {
  /** What a process that has ended left unanswered is answered anew. */
  readonly #process = randomUUID();

  constructor(
    private readonly replies: Replies,
    private readonly seal: Seal,
    private readonly now: () => Date,
  ) {}

  /**
   * @param work is done once; what it throws is told and not remembered, so that it may be tried again
   * @throws RequestError `request.conflict` where it is under way, `request.key_reused` where the key was used for something else
   */
  async once<T>(
    { actor, key, request }: Repeatable,
    work: () => Promise<{ status: number; body: T }>,
  ): Promise<{ status: number; body: T; isRepeated: boolean }> {
    const now = this.now();
    const claim = await this.replies.claim({
      ...{ actor, key, process: this.#process, now, until: new Date(now.getTime() + REMEMBERED) },
      request: createHash("sha256").update(JSON.stringify(request)).digest("hex"),
    });
    switch (claim.is) {
      case "answered": {
        const { status, body } = claim.reply;
        return { status, body: JSON.parse(this.seal.open(body, PURPOSE)) as T, isRepeated: true };
      }
      case "running":
        throw new RequestError("request.conflict", "A request with this Idempotency-Key is under way.", {
          hint: "Wait for its answer, or send it again a little later.",
          details: { retryAfterSeconds: 1 },
        });
      case "other":
        throw new RequestError("request.key_reused", "This Idempotency-Key was used for another request.", {
          hint: "Use a new key for each request, and the same one only to send the same request again.",
        });
      case "new":
        return { ...(await this.#answer(actor, key, work)), isRepeated: false };
      default:
        return claim satisfies never;
    }
  }

  /** Forgets answers in which any such text stands. */
  async forget(traces: Traces): Promise<void> {
    for await (const { actor, key, body } of this.replies.answered()) {
      const answer: unknown = JSON.parse(this.seal.open(body, PURPOSE));
      if (JSON.stringify(traces.json(answer)) !== JSON.stringify(answer)) await this.replies.giveUp(actor, key);
    }
  }

  async #answer<T>(actor: string, key: string, work: () => Promise<{ status: number; body: T }>) {
    try {
      const done = await work();
      const body = this.seal.close(JSON.stringify(done.body ?? null), PURPOSE);
      await this.replies.answer(actor, key, { status: done.status, body });
      return done;
    } catch (error) {
      await this.replies.giveUp(actor, key);
      throw error;
    }
  }
}
