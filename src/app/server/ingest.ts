import { AppError, RequestError } from "../../base/errors.ts";
import { type NewFact, refuseInvalid } from "../../workspace/new-fact.ts";
import type { LiveWorkspace } from "../live-workspace.ts";
import { factsOf } from "./events/facts-of-message.ts";
import { readMessage } from "./events/message.ts";

/** More facts than this wait for nobody: whoever sends has to slow down. */
const MOST_WAITING = 50_000;
/** Facts that one transaction takes. */
const AT_ONCE = 20_000;

/** A message that was set aside: which one, and why. */
export interface SetAside {
  /** Place in what was sent, from 0. */
  index: number;
  messageId: string | null;
  reason: string;
}

interface Waiting {
  source: string;
  facts: readonly NewFact[];
  stored: () => void;
  failed: (error: unknown) => void;
}

/**
 * Takes events in. What many send at a time goes into one transaction, and each of them hears of it when that transaction is on the disk: nothing is
 * acknowledged before. Sent again, it changes nothing.
 */
export class Ingest {
  #queue: Waiting[] = [];
  #waiting = 0;
  #flushing: Promise<void> | null = null;

  constructor(
    private readonly workspace: LiveWorkspace,
    private readonly now: () => Date,
    /** Told after every transaction that changed something. */
    private readonly onStored: () => void,
  ) {}

  /**
   * @param type of the messages where the address says it
   * @returns those that were set aside; all others are stored when the promise is kept
   * @throws RequestError `request.busy` where too many wait already
   */
  async take(messages: readonly unknown[], { source, type }: { source: string; type?: string }): Promise<SetAside[]> {
    this.#refuseFlood();
    const received = this.now();
    const aside: SetAside[] = [];
    const facts: NewFact[] = [];
    for (const [index, given] of messages.entries()) {
      const told = factsIn(given, received, type);
      if (typeof told === "string") aside.push({ index, messageId: messageIdOf(given), reason: told });
      else facts.push(...told);
    }
    if (facts.length > 0) await this.#store(source, facts);
    return aside;
  }

  /** Takes facts that are made already; they are stored when the promise is kept. @throws RequestError `request.busy` */
  async store(source: string, facts: readonly NewFact[]): Promise<void> {
    this.#refuseFlood();
    await this.#store(source, facts);
  }

  /** Stores what waits, and ends. */
  async close(): Promise<void> {
    await this.#flushing;
  }

  #refuseFlood(): void {
    if (this.#waiting <= MOST_WAITING) return;
    throw new RequestError("request.busy", "More events arrive than can be stored.", {
      hint: "Send them again after the given time.",
      details: { retryAfterSeconds: 1 },
    });
  }

  #store(source: string, facts: readonly NewFact[]): Promise<void> {
    return new Promise((stored, failed) => {
      this.#queue.push({ source, facts, stored, failed });
      this.#waiting += facts.length;
      // What arrives in the same turn goes together.
      this.#flushing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#flush());
    });
  }

  async #flush(): Promise<void> {
    while (this.#queue.length > 0) {
      const { source } = this.#queue[0]!;
      const taken: Waiting[] = [];
      let facts = 0;
      // Those of one source, as they came, up to what one transaction takes.
      this.#queue = this.#queue.filter((waiting) => {
        const fits = waiting.source === source && (taken.length === 0 || facts + waiting.facts.length <= AT_ONCE);
        if (!fits) return true;
        taken.push(waiting);
        facts += waiting.facts.length;
        return false;
      });
      this.#waiting -= facts;
      try {
        const all = taken.flatMap((waiting) => waiting.facts);
        const { added, replaced } = await this.workspace.append(source, all, this.now());
        for (const { stored } of taken) stored();
        if (added + replaced > 0) this.onStored();
      } catch (error) {
        for (const { failed } of taken) failed(error);
      }
    }
    // In the same turn as the look that found nothing: whoever comes later begins anew.
    this.#flushing = null;
  }
}

/** The facts of a message; or in words why there are none. */
function factsIn(given: unknown, received: Date, type: string | undefined): NewFact[] | string {
  const message = readMessage(given, received, type);
  if (typeof message === "string") return message;
  const facts = factsOf(message);
  try {
    refuseInvalid(facts);
    return facts;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

function messageIdOf(given: unknown): string | null {
  const id = (given as { messageId?: unknown } | null)?.messageId;
  return typeof id === "string" ? id.slice(0, 200) : null;
}
