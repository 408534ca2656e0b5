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
const ofLots = (what: "redeemed" | "expired"): ByHand => ({
  by: "segment",
  group: "home",
  figure: (part) => {
    const own = part.of(lots(part.all));
    return { value: sum(own.map((lot) => lot[what])) / total(own), n: own.length };
  },
});
const moved = (part: Part, change: Points["change"]) =>
  part.of(part.all.points).filter((move) => move.change === change);

export const POINTS: Readonly<Record<string, ByHand>> = {
  "redemption-rate": {
    by: "tier",
    group: "gold",
    figure: (part) => {
      const [earned, redeemed] = [moved(part, "earned"), moved(part, "redeemed")];
      return { value: total(redeemed) / total(earned), n: earned.length + redeemed.length };
    },
  },
  "redemption-rate-cohort": ofLots("redeemed"),
  breakage: ofLots("expired"),
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
      value: total(moved(part, "earned")) - total(moved(part, "redeemed")) - total(moved(part, "expired")),
      n: part.of(part.all.points).length,
    }),
  },
};
