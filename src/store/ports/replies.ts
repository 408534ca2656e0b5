/** What was answered to a request that its sender may repeat, under a key that the sender chose. */
export interface Reply {
  status: number;
  /** Sealed. */
  body: string;
}

/** `new`: it is yours to answer; `running`: another one is under way; `other`: the key was used for another request. */
export type Claim = { is: "new" } | { is: "running" } | { is: "other" } | { is: "answered"; reply: Reply };

export interface Replies {
  /**
   * Claims a key for a request; of several at a time one gets it. What was claimed by a process that has ended is claimed anew.
   * @param ask.request tells requests apart
   * @param ask.process tells processes apart
   */
  claim(ask: { actor: string; key: string; request: string; process: string; now: Date; until: Date }): Promise<Claim>;
  answer(actor: string, key: string, reply: Reply): Promise<void>;
  /** Gives a key back, so that the request may be tried again. */
  giveUp(actor: string, key: string): Promise<void>;
  /** Everything that was answered and is still remembered. */
  answered(): AsyncIterable<{ actor: string; key: string; body: string }>;
  forgetReplies(now: Date): Promise<number>;
}
