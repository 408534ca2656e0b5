/** Control totals of what was written, planted rows left out: what any reader of the files must arrive at. Cents and seconds. */
export interface Totals {
  orders: number;
  cancelledOrders: number;
  amount: number;
  cost: number;
  listAmount: number;
  lines: number;
  refunds: number;
  refunded: number;
  points: { earned: number; redeemed: number; expired: number };
  cases: number;
  contacts: number;
  contactsByChannel: Record<string, number>;
  abandoned: number;
  bot: number;
  legs: number;
  handleSeconds: number;
  /** Invitations that were sent, and those that were not asked, by reason. */
  invited: Record<string, number>;
  notAsked: Record<string, number>;
  /** Answers by instrument and score. */
  answers: Record<string, Record<string, number>>;
  subscriptions: { begun: number; ended: number; involuntary: number };
  customers: Record<string, number>;
}

export function noTotals(): Totals {
  return {
    orders: 0,
    cancelledOrders: 0,
    amount: 0,
    cost: 0,
    listAmount: 0,
    lines: 0,
    refunds: 0,
    refunded: 0,
    points: { earned: 0, redeemed: 0, expired: 0 },
    cases: 0,
    contacts: 0,
    contactsByChannel: {},
    abandoned: 0,
    bot: 0,
    legs: 0,
    handleSeconds: 0,
    invited: {},
    notAsked: {},
    answers: {},
    subscriptions: { begun: 0, ended: 0, involuntary: 0 },
    customers: {},
  };
}

export function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
