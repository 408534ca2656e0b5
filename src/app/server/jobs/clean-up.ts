import type { JobKind } from "../../../store/ports/jobs.ts";

export const CLEAN_UP: JobKind = {
  ...{ name: "clean-up", retries: 3, delaySeconds: 60, longestSeconds: 600, atATime: 1 },
};
/** At three in the morning, by the clocks of the workspace. */
export const CLEAN_UP_CRON = "0 3 * * *";

/** What has had its time, each part by its own rule. */
export interface Forgetting {
  endSessionsBefore(now: Date): Promise<number>;
  forgetReplies(now: Date): Promise<number>;
  forgetAside(): Promise<number>;
  forgetOutgoing(before: Date): Promise<number>;
}

const MONTH = 30 * 24 * 60 * 60_000;

/** Forgets sessions that have ended, answers kept for repetition, and logs of deliveries and of messages set aside. */
export async function cleanUp(parts: Forgetting, now: Date): Promise<void> {
  await parts.endSessionsBefore(now);
  await parts.forgetReplies(now);
  await parts.forgetAside();
  await parts.forgetOutgoing(new Date(now.getTime() - MONTH));
}
