import type { Hooks, SetAsideMessage } from "../../store/ports/hooks.ts";
import type { Page } from "../../store/ports/operations.ts";
import type { SetAside } from "./ingest.ts";

const DAY = 24 * 60 * 60_000;
/** Messages that were set aside, and deliveries, are remembered for this long; of one sender no more than the latest messages. */
export const KEPT = { days: 30, ofSender: 10_000 };
/** Of one request no more are written down; its answer names them all. */
const OF_REQUEST = 100;

/** What was set aside: for whoever sent it, and for whoever looks after the data. */
export class SetAsideLog {
  constructor(
    private readonly hooks: Hooks,
    private readonly now: () => Date,
  ) {}

  async note(sender: string, messages: readonly SetAside[]): Promise<void> {
    if (messages.length === 0) return;
    const at = this.now();
    await this.hooks.setAside(
      messages.slice(0, OF_REQUEST).map(({ index, messageId, reason }) => ({
        ...{ at, sender, messageId: messageId?.replaceAll("\u0000", "") ?? null },
        ...{ place: index, reason: reason.slice(0, 500).replaceAll("\u0000", "") },
      })),
    );
  }

  /** @param ask.sender null: of all */
  messages(ask: { sender: string | null; before: number | null; limit: number }): Promise<Page<SetAsideMessage>> {
    return this.hooks.messagesAside(ask);
  }

  /** Forgets what has had its time. @returns how many */
  forget(): Promise<number> {
    return this.hooks.forget(new Date(this.now().getTime() - KEPT.days * DAY), KEPT.ofSender);
  }
}
