import type { Page } from "./operations.ts";

/** An address at which another system tells of what happens there. */
export interface Hook {
  id: string;
  /** Of which system; see `app/server/hooks/sources.ts`. */
  source: string;
  name: string;
  /** What columns and scales of its surveys are, as a settings file says it of a file. */
  columns: Record<string, string>;
  scales: Record<string, string>;
  createdBy: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** What came of a delivery. */
export type Outcome = "stored" | "ignored" | "outdated" | "set_aside";

export interface HookDelivery {
  hook: string;
  /** The sender's own id of the delivery: the same id is the same delivery. */
  id: string;
  /** What it speaks of, and when that was so; null where it does not say. */
  about: string | null;
  happenedAt: Date | null;
  receivedAt: Date;
  outcome: Outcome;
}

/** A message that was set aside: whose, which one, and why. Nothing of what it said is kept. */
export interface SetAsideMessage {
  id: number;
  at: Date;
  /** Key or hook by which it came. */
  sender: string;
  messageId: string | null;
  /** Place in what was sent, from 0. */
  place: number;
  reason: string;
}

/** Addresses for other systems, their deliveries, and messages that were set aside. */
export interface Hooks {
  /** @param sealed its secret, which cannot be read without the server's key */
  addHook(hook: Hook, sealed: string): Promise<void>;
  hooks(): Promise<Hook[]>;
  hook(id: string): Promise<{ hook: Hook; sealed: string } | null>;
  /** @returns whether there is such a hook */
  changeHook(
    id: string,
    change: Partial<Pick<Hook, "name" | "columns" | "scales">> & { sealed?: string },
  ): Promise<boolean>;
  touchHook(id: string, at: Date): Promise<void>;
  revokeHook(id: string, at: Date): Promise<boolean>;

  isDelivered(hook: string, id: string): Promise<boolean>;
  /** When the latest that was told of a thing was so. */
  latestOf(hook: string, about: string): Promise<Date | null>;
  noteDelivery(delivery: HookDelivery): Promise<void>;
  deliveries(hook: string, ask: { before: Date | null; limit: number }): Promise<HookDelivery[]>;

  setAside(messages: readonly Omit<SetAsideMessage, "id">[]): Promise<void>;
  /** The latest first. @param ask.sender null: of all */
  messagesAside(ask: { sender: string | null; before: number | null; limit: number }): Promise<Page<SetAsideMessage>>;

  /** Forgets deliveries and messages from before, and of messages all but the latest of each sender. @returns how many */
  forget(before: Date, keep: number): Promise<number>;
}
