import { group } from "d3-array";
import type { Events } from "../../../src/sample/events.ts";
import { type ByHand, type Dated, type Part, type Recorded, shareOf, sum } from "../recorded.ts";

type Points = Events["loyalty_points"] & Dated;
type Lot = Points & { redeemed: number; expired: number };

const total = (moves: readonly { points: number }[]) => sum(moves.map(({ points }) => points));

/** Points as they were earned, with what became of them: the oldest are used first, and lost first. */
function lots({ points }: Recorded): Lot[] {
  return [...group(points, ({ customer }) => customer).values()].flatMap((moves) => {
    const earned = moves
      .filter(({ change }) => change === "earned")
      .map((lot) => ({ ...lot, redeemed: 0, expired: 0 }));
    for (const { change, points: used } of moves.filter((move) => move.change !== "earned")) {
      let left = used;
      for (const lot of earned) {
        const taken = Math.min(left, lot.points - lot.redeemed - lot.expired);
        lot[change as "redeemed" | "expired"] += taken;
        left -= taken;
      }
    }
    return earned;
  });
}
const ofLots = (what: "redeemed" | "expired", cut: Pick<ByHand, "by" | "group">): ByHand => ({
  ...cut,
  figure: (part) => {
    const own = part.of(lots(part.all));
    return { value: sum(own.map((lot) => lot[what])) / total(own), n: own.length };
  },
});
const moved = (part: Part, change: Points["change"]) =>
  part.of(part.all.points).filter((move) => move.change === change);

/** What a redeemed point has cost, and the share of settled points that expired, over everything. */
const pointValue = (moves: readonly Points[]) => {
  const redeemed = moves.filter(({ change, cost }) => change === "redeemed" && cost !== undefined);
  return { value: sum(redeemed.map(({ cost }) => cost! / 100)) / total(redeemed), n: redeemed.length };
};
const expiredOfSettled = (moves: readonly Points[]) => {
  const settled = moves.filter(({ change }) => change !== "earned");
  return { value: total(settled.filter(({ change }) => change === "expired")) / total(settled), n: settled.length };
};
const open = (part: Part) =>
  total(moved(part, "earned")) - total(moved(part, "redeemed")) - total(moved(part, "expired"));
const inMoney = (share: (moves: readonly Points[]) => number): ByHand => ({
  by: "tier",
  group: "gold",
  figure: (part) => ({
    value: open(part) * pointValue(part.all.points).value * share(part.all.points),
    n: part.of(part.all.points).length,
  }),
});

export const POINTS: Readonly<Record<string, ByHand>> = {
  "redemption-rate": {
    by: "tier",
    group: "gold",
    figure: (part) => {
      const [earned, redeemed] = [moved(part, "earned"), moved(part, "redeemed")];
      return { value: total(redeemed) / total(earned), n: earned.length + redeemed.length };
    },
  },
  "redeemed-points": {
    by: "reward",
    group: "5 EUR voucher",
    figure: (part) => {
      const redeemed = moved(part, "redeemed");
      return { value: total(redeemed), n: redeemed.length };
    },
  },
  "redemption-rate-cohort": ofLots("redeemed", { by: "origin", group: "subscription" }),
  breakage: ofLots("expired", { by: "segment", group: "home" }),
  "redeeming-members": {
    by: "country",
    group: "PL",
    figure: (part) => {
      const users = new Set(moved(part, "redeemed").map(({ customer }) => customer));
      const members = part.all.points.filter(({ change, day }) => change === "earned" && day < part.to);
      const own = new Set(members.map(({ customer }) => customer).filter((customer) => part.isIn({ customer })));
      return shareOf([...own], (customer) => users.has(customer));
    },
  },
  "open-points": {
    by: "tier",
    group: "gold",
    figure: (part) => ({
      value: open(part),
      n: part.of(part.all.points).length,
    }),
  },
  "points-liability": inMoney(() => 1),
  "points-liability-expected": inMoney((moves) => 1 - expiredOfSettled(moves).value),
  "point-value": { by: "tier", group: "gold", figure: (part) => pointValue(part.of(part.all.points)) },
  "settled-breakage": { by: "tier", group: "gold", figure: (part) => expiredOfSettled(part.of(part.all.points)) },
};
