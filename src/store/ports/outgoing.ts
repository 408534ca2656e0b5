export const EVENTS_OUT = ["data.changed", "finding.changed"] as const;
export type EventOut = (typeof EVENTS_OUT)[number];

/** Who is told of what happens here. */
export interface Subscription {
  id: string;
  name: string;
  url: string;
  events: EventOut[];
  createdBy: string;
  createdAt: Date;
  /** Since when it is told nothing any more, because it was removed or said that it is gone. */
  endedAt: Date | null;
}

/** A message to one subscription, and how far it came. */
export interface Outgoing {
  id: string;
  subscription: string;
  event: EventOut;
  body: string;
  state: "waiting" | "delivered" | "failed";
  attempts: number;
  createdAt: Date;
  lastAt: Date | null;
  /** What was answered the last time. */
  status: number | null;
  error: string | null;
}

export interface OutgoingStore {
  addSubscription(subscription: Subscription, sealed: string): Promise<void>;
  subscriptions(): Promise<Subscription[]>;
  subscription(id: string): Promise<{ subscription: Subscription; sealed: string } | null>;
  endSubscription(id: string, at: Date): Promise<boolean>;

  addOutgoing(messages: readonly Outgoing[]): Promise<void>;
  outgoing(id: string): Promise<Outgoing | null>;
  /** Those that no attempt has settled yet. */
  waiting(): Promise<string[]>;
  noteAttempt(id: string, attempt: Pick<Outgoing, "state" | "attempts" | "lastAt" | "status" | "error">): Promise<void>;
  /** The latest first. */
  messagesTo(subscription: string, limit: number): Promise<Outgoing[]>;
  forgetOutgoing(before: Date): Promise<number>;
}
