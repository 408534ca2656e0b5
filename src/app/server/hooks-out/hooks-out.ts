import { randomBytes, randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { RequestError } from "../../../base/errors.ts";
import type { JobKind, Jobs } from "../../../store/ports/jobs.ts";
import type { Audited, Operations } from "../../../store/ports/operations.ts";
import type { EventOut, Outgoing, OutgoingStore, Subscription } from "../../../store/ports/outgoing.ts";
import type { Actor } from "../access.ts";
import type { Seal } from "../seal.ts";
import { GuardedPost } from "./guarded-post.ts";

export type { EventOut, Outgoing, Subscription };

const PURPOSE = "subscription";

/** Twelve times more over about half a day: 5, 10, 20 … seconds, each somewhat longer by chance. */
const DELIVER = { name: "deliver", retries: 12, delaySeconds: 5, longestSeconds: 120, atATime: 4 };
/** Versions of the data that follow each other within this are told once; milliseconds. */
const TOLD_EVERY = 10_000;
const ANNOUNCE: JobKind = {
  ...{ name: "announce", retries: 3, delaySeconds: 5, longestSeconds: 120, atATime: 1 },
};

/** `subscription gone`: it is told nothing any more. @see Standard Webhooks, section Operational considerations */
const GONE = 410;

interface Parts {
  store: OutgoingStore;
  operations: Pick<Operations, "audit">;
  seal: Seal;
  jobs: () => Promise<Jobs>;
  now: () => Date;
  /** The version of the data that is open; null where there are none. */
  dataVersion: () => string | null;
  allowsPrivate: boolean;
  /** How often, and after how many seconds at first, a delivery that failed is tried again. */
  retry?: { retries: number; delaySeconds: number };
}

/** Tells other systems what happens here, as Standard Webhooks says: signed, tried again, kept in a log, and told again where somebody asks. */
export class HooksOut {
  readonly #post: GuardedPost;
  readonly #deliver: JobKind;
  #announcedAt = 0;

  constructor(private readonly parts: Parts) {
    this.#post = new GuardedPost(parts.allowsPrivate);
    this.#deliver = { ...DELIVER, ...parts.retry };
  }

  /** Begins to deliver; what was waiting when a process ended goes on. */
  async begin(): Promise<void> {
    const jobs = await this.parts.jobs();
    await jobs.handle(this.#deliver, (id) => this.#attempt(id));
    await jobs.handle(ANNOUNCE, () => this.#announce());
    for (const id of await this.parts.store.waiting()) await jobs.send(DELIVER.name, id);
  }

  close(): Promise<void> {
    return this.#post.close();
  }

  subscriptions(): Promise<Subscription[]> {
    return this.parts.store.subscriptions();
  }

  /** The secret is told once, here. @throws InputError on an address that may not be told */
  async subscribe(
    by: Actor,
    { name, url, events }: { name: string; url: string; events: readonly EventOut[] },
  ): Promise<{ subscription: Subscription; secret: string }> {
    this.#post.check(url);
    const { store, seal, now } = this.parts;
    const secret = `whsec_${randomBytes(32).toString("base64")}`;
    const subscription: Subscription = {
      ...{ id: randomUUID(), name, url, events: [...new Set(events)] },
      ...{ createdBy: by.id, createdAt: now(), endedAt: null },
    };
    await store.addSubscription(subscription, seal.close(secret, PURPOSE));
    await this.#note(by, "subscription.added", subscription.id, { events: subscription.events });
    return { subscription, secret };
  }

  async unsubscribe(by: Actor, id: string): Promise<void> {
    if (!(await this.parts.store.endSubscription(id, this.parts.now()))) throw nothing("subscription");
    await this.#note(by, "subscription.ended", id);
  }

  async messages(subscription: string, limit: number): Promise<Outgoing[]> {
    if (!(await this.parts.store.subscription(subscription))) throw nothing("subscription");
    return this.parts.store.messagesTo(subscription, limit);
  }

  /** Tells a message again: the same one, under its own id. */
  async replay(by: Actor, subscription: string, id: string): Promise<Outgoing> {
    const { store } = this.parts;
    const message = await store.outgoing(id);
    if (message?.subscription !== subscription) throw nothing("message");
    const { lastAt, status, error } = message;
    await store.noteAttempt(id, { state: "waiting", attempts: 0, lastAt, status, error });
    await this.#note(by, "message.replayed", id);
    await (await this.parts.jobs()).send(DELIVER.name, id);
    return (await store.outgoing(id))!;
  }

  /** Tells of a new version of the data; of many in a short time once. */
  async dataChanged(): Promise<void> {
    const due = this.#announcedAt + TOLD_EVERY;
    const at = this.parts.now().getTime();
    await (await this.parts.jobs()).send(ANNOUNCE.name, "data.changed", due > at ? new Date(due) : undefined);
  }

  /** Tells whoever wants to know. */
  async tell(event: EventOut, data: Record<string, unknown>): Promise<void> {
    const { store, now } = this.parts;
    const body = JSON.stringify({ type: event, timestamp: now().toISOString(), data });
    const wanting = (await store.subscriptions()).filter(({ endedAt, events }) => !endedAt && events.includes(event));
    const messages = wanting.map(
      ({ id }): Outgoing => ({
        ...{ id: `msg_${randomUUID()}`, subscription: id, event, body, state: "waiting", attempts: 0 },
        ...{ createdAt: now(), lastAt: null, status: null, error: null },
      }),
    );
    await store.addOutgoing(messages);
    const jobs = await this.parts.jobs();
    for (const { id } of messages) await jobs.send(DELIVER.name, id);
  }

  async #announce(): Promise<void> {
    this.#announcedAt = this.parts.now().getTime();
    const dataVersion = this.parts.dataVersion();
    if (dataVersion !== null) await this.tell("data.changed", { dataVersion });
  }

  /** @throws what went wrong, so that it is tried again */
  async #attempt(id: string): Promise<void> {
    const { store, seal, now } = this.parts;
    const message = await store.outgoing(id);
    if (message?.state !== "waiting") return;
    const to = await store.subscription(message.subscription);
    const attempts = message.attempts + 1;
    if (!to || to.subscription.endedAt) {
      const error = "the subscription has ended";
      await store.noteAttempt(id, { state: "failed", attempts, lastAt: now(), status: null, error });
      return;
    }
    const sentAt = now();
    const signature = new Webhook(seal.open(to.sealed, PURPOSE)).sign(id, sentAt, message.body);
    let [status, error]: [number | null, string | null] = [null, null];
    try {
      status = await this.#post.post(to.subscription.url, message.body, {
        ...{ "webhook-id": id, "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1_000)) },
        "webhook-signature": signature,
      });
      if (status < 200 || status > 299) error = `answered ${status}`;
    } catch (cause) {
      error = (cause as Error).message.slice(0, 500);
    }
    const isLast = attempts > this.#deliver.retries || status === GONE;
    const state = error === null ? "delivered" : isLast ? "failed" : "waiting";
    await store.noteAttempt(id, { state, attempts, lastAt: sentAt, status, error });
    if (status === GONE) await store.endSubscription(message.subscription, sentAt);
    if (state === "waiting") throw new Error(error!);
  }

  #note(by: Actor, action: Audited, subject: string, details: Record<string, unknown> = {}): Promise<void> {
    return this.parts.operations.audit({ at: this.parts.now(), actor: by.id, action, subject, details });
  }
}

const nothing = (what: string): RequestError =>
  new RequestError("request.not_found", `There is no such ${what}.`, { details: { what } });
