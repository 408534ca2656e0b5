/**
 * What has happened to one customer so far, in columns that are filled anew for each customer. Lists only grow, so that
 * an imagined future can be appended and cut off again by its lengths (`Marks`).
 *
 * Refunds and contacts are entered when their cause happens, with their own, later day: readers go by the day.
 */
export class History {
  orders = 0;
  readonly orderDay: number[] = [];
  /** The candidate that came true; −1 − tick for a subscription payment. */
  readonly orderFrom: number[] = [];
  readonly amount: number[] = [];
  readonly cost: number[] = [];
  /** Day of delivery; −1 where nothing is delivered. */
  readonly delivered: number[] = [];
  readonly late: boolean[] = [];

  refunds = 0;
  readonly refundDay: number[] = [];
  readonly refundAmount: number[] = [];
  readonly refundOrder: number[] = [];

  cases = 0;
  readonly caseDay: number[] = [];
  readonly caseSlot: number[] = [];
  readonly caseOrder: number[] = [];

  contacts = 0;
  readonly contactDay: number[] = [];
  readonly contactCase: number[] = [];
  /** `BOT`, `GAVE_UP`, `LIVE`, or above `LIVE` the follow-ups. */
  readonly contactPart: number[] = [];

  clear(): void {
    this.orders = this.refunds = this.cases = this.contacts = 0;
  }

  addOrder(order: {
    day: number;
    from: number;
    amount: number;
    cost: number;
    delivered: number;
    late: boolean;
  }): number {
    const i = this.orders++;
    this.orderDay[i] = order.day;
    this.orderFrom[i] = order.from;
    this.amount[i] = order.amount;
    this.cost[i] = order.cost;
    this.delivered[i] = order.delivered;
    this.late[i] = order.late;
    return i;
  }

  addRefund(day: number, amount: number, order: number): void {
    const i = this.refunds++;
    this.refundDay[i] = day;
    this.refundAmount[i] = amount;
    this.refundOrder[i] = order;
  }

  addCase(day: number, slot: number, order: number): number {
    const i = this.cases++;
    this.caseDay[i] = day;
    this.caseSlot[i] = slot;
    this.caseOrder[i] = order;
    return i;
  }

  addContact(day: number, caseIndex: number, part: number): void {
    const i = this.contacts++;
    this.contactDay[i] = day;
    this.contactCase[i] = caseIndex;
    this.contactPart[i] = part;
  }

  /** Day of the last order on or before `day`; −Infinity without one. */
  lastOrder(day: number): number {
    for (let i = this.orders - 1; i >= 0; i--) if (this.orderDay[i]! <= day) return this.orderDay[i]!;
    return Number.NEGATIVE_INFINITY;
  }

  /** Cents of margin, orders, and contacts in `[from, to)`. */
  baseline(from: number, to: number): { margin: number; orders: number; contacts: number } {
    let margin = 0;
    let orders = 0;
    for (let i = this.orders - 1; i >= 0 && this.orderDay[i]! >= from; i--) {
      if (this.orderDay[i]! >= to) continue;
      margin += this.amount[i]! - this.cost[i]!;
      orders++;
    }
    for (let i = 0; i < this.refunds; i++) {
      const day = this.refundDay[i]!;
      if (day >= from && day < to) margin -= this.refundAmount[i]!;
    }
    let contacts = 0;
    for (let i = 0; i < this.contacts; i++) {
      const day = this.contactDay[i]!;
      if (day >= from && day < to) contacts++;
    }
    return { margin, orders, contacts };
  }
}

export const BOT = 0;
export const GAVE_UP = 1;
export const LIVE = 2;
