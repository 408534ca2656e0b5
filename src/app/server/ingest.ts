import { setTimeout as wait } from "node:timers/promises";
import { AppError, RequestError } from "../../base/errors.ts";
import { type NewFact, refuseInvalid } from "../../workspace/new-fact.ts";
import type { LiveWorkspace } from "../live-workspace.ts";
import { factsOf } from "./events/facts-of-message.ts";
import { readMessage } from "./events/message.ts";

/** More facts than this wait for the disk, or for becoming part of the figures: whoever sends has to slow down. */
const MOST = { unwritten: 50_000, unsettled: 2_000_000 };
/** Milliseconds between two settlings: at least, and at most where the one before took long; longer while nobody looks at figures. */
const REST = { seen: { least: 50, most: 500 }, unseen: { least: 2_000, most: 5_000 } };
/** Milliseconds after a settling that failed. */
const AFTER_FAILURE = 1_000;

/** A message that was set aside: which one, and why. */
export interface SetAside {
  /** Place in what was sent, from 0. */
  index: number;
  messageId: string | null;
  reason: string;
}

/**
 * Takes events in. What many send at a time is brought to the disk at once, and each of them hears of it when it is there: nothing is acknowledged
 * before. From there it becomes facts, many at a time, a moment later. Sent again, it changes nothing.
 */
export class Ingest {
  #unwritten = 0;
  readonly #counts = { facts: 0, setAside: 0 };
  #settling: Promise<void> | null = null;
  #resting = new AbortController();
  #isClosing = false;

  constructor(
    private readonly workspace: LiveWorkspace,
    private readonly now: () => Date,
    private readonly told: {
      /** When something was stored that no figure shows yet. */
      onStored(): void;
      /** Whether somebody looks at figures. */
      isLookedAt(): boolean;
      /** When what is on the disk could not become facts yet; it is tried again. */
      onTrouble(error: unknown): void;
    },
    private readonly most: { unwritten: number; unsettled: number } = MOST,
  ) {}

  /**
   * @param type of the messages where the address says it
   * @returns those that were set aside; all others are stored when the promise is kept
   * @throws RequestError `request.busy` where too many wait already
   */
  async take(messages: readonly unknown[], { source, type }: { source: string; type?: string }): Promise<SetAside[]> {
    this.#refuseFlood();
    const received = this.now().toISOString();
    const aside: SetAside[] = [];
    const facts: NewFact[] = [];
    for (const [index, given] of messages.entries()) {
      const told = factsIn(given, received, type);
      if (typeof told === "string") aside.push({ index, messageId: messageIdOf(given), reason: told });
      else facts.push(...told);
    }
    if (facts.length > 0) await this.#store(source, facts);
    this.#counts.setAside += aside.length;
    return aside;
  }

  /**
   * The same for messages that are all as they should be.
   * @returns null, and nothing was taken, where one is not, or too many wait already
   */
  takeWhole(messages: readonly unknown[], { source, type }: { source: string; type?: string }): Promise<void> | null {
    if (this.#isFlooded) return null;
    const received = this.now().toISOString();
    const facts: NewFact[] = [];
    for (const given of messages) {
      const told = factsIn(given, received, type);
      if (typeof told === "string") return null;
      for (const fact of told) facts.push(fact);
    }
    return facts.length === 0 ? null : this.#store(source, facts);
  }

  /** Takes facts that are made already; they are stored when the promise is kept. @throws RequestError `request.busy` */
  async store(source: string, facts: readonly NewFact[]): Promise<void> {
    this.#refuseFlood();
    await this.#store(source, facts);
  }

  /** What was stored and set aside since the start, and what waits to become part of the facts. */
  get counts(): { facts: number; setAside: number; waiting: number } {
    return { ...this.#counts, waiting: this.workspace.logged };
  }

  /** Somebody looks from now on: what waits becomes facts at once. */
  hurry(): void {
    this.#resting.abort();
  }

  /** Waits until all that was acknowledged is part of the facts. */
  async settled(): Promise<void> {
    this.hurry();
    while (this.#settling) await this.#settling;
  }

  /** Waits until all that was acknowledged is part of the facts, and ends. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.hurry();
    await this.#settling;
  }

  get #isFlooded(): boolean {
    return this.#unwritten > this.most.unwritten || this.workspace.logged > this.most.unsettled;
  }

  #refuseFlood(): void {
    if (!this.#isFlooded) return;
    throw new RequestError("request.busy", "More events arrive than can be stored.", {
      hint: "Send them again after the given time.",
      details: { retryAfterSeconds: 1 },
    });
  }

  async #store(source: string, facts: readonly NewFact[]): Promise<void> {
    this.#unwritten += facts.length;
    try {
      await this.workspace.log(source, facts);
      this.#counts.facts += facts.length;
    } finally {
      this.#unwritten -= facts.length;
    }
    // Whoever looks next finds it, though it is no fact yet.
    if (!this.told.isLookedAt()) this.told.onStored();
    this.#settling ??= this.#settle();
  }

  async #settle(): Promise<void> {
    while (this.workspace.logged > 0) {
      const began = performance.now();
      let rest = REST.seen.least;
      try {
        if (await this.workspace.settleLogged(this.now())) this.told.onStored();
        // While events pour in, no more than half of the time goes into it; a fifth while nobody looks: many at once take less.
        const took = performance.now() - began;
        const [share, { least, most }] = this.told.isLookedAt() ? [1, REST.seen] : [4, REST.unseen];
        rest = Math.min(Math.max(share * took, least), most);
      } catch (error) {
        this.told.onTrouble(error);
        // It stays on the disk, and is taken in when the server starts again.
        if (this.#isClosing) break;
        rest = AFTER_FAILURE;
      }
      this.#resting = new AbortController();
      if (!this.#isClosing) await wait(rest, undefined, { signal: this.#resting.signal }).catch(() => {});
    }
    // In the same turn as the look that found nothing.
    this.#settling = null;
  }
}

/** The facts of a message; or in words why there are none. */
function factsIn(given: unknown, received: string, type: string | undefined): NewFact[] | string {
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
