import { inParallel } from "../base/in-parallel.ts";
import type { Suspicion } from "../findings/suspicion.ts";
import type { PanelInfo } from "../panel/settings.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import {
  amountGroups,
  type LineSums,
  lineSums,
  type Matched,
  matchedByLoad,
  orderTwins,
  scoreMonths,
  scorePairs,
  type Twins,
  weeklySeries,
} from "./read.ts";
import { amountSuspicions, reversedScores, scoreSuspicions } from "./scores.ts";
import { seriesSuspicions } from "./series.ts";

export interface Health {
  /** What looks wrong, the surest first. */
  suspicions: Suspicion[];
  matched: Matched[];
}

/** How good the records are in themselves; the panel has to be built. A few grouped queries, whatever the size. */
export async function dataHealth(store: Analytics, info: PanelInfo): Promise<Health> {
  const suspicions: Suspicion[] = [];
  let matched: Matched[] = [];
  await inParallel<() => Promise<void>, void>(
    [
      async () => {
        for (const series of await weeklySeries(store, info)) suspicions.push(...seriesSuspicions(series));
      },
      async () => {
        for (const months of await scoreMonths(store, info)) suspicions.push(...scoreSuspicions(months));
      },
      async () => void suspicions.push(...reversedScores(await scorePairs(store, info))),
      async () => {
        for (const groups of await amountGroups(store, info)) suspicions.push(...amountSuspicions(groups));
      },
      async () => void suspicions.push(...twinSuspicions(await orderTwins(store, info))),
      async () => void suspicions.push(...lineSuspicions(await lineSums(store, info))),
      async () => {
        matched = await matchedByLoad(store, info);
        suspicions.push(...matchSuspicions(matched));
      },
    ],
    (read) => read(),
  );
  return { suspicions: inOrder(suspicions), matched };
}

const ORDER = ["certain", "likely", "possible"];

/** The surest first; the queries end in any order. */
export const inOrder = (suspicions: readonly Suspicion[]): Suspicion[] =>
  [...suspicions].sort((a, b) => {
    const [one, other] = [a, b].map(({ what, where }) => `${what.code} ${where} ${JSON.stringify(what.values)}`);
    return ORDER.indexOf(a.sure) - ORDER.indexOf(b.sure) || (one! < other! ? -1 : 1);
  });

/** To the second the same is hardly ever two orders; on one day it may be. */
const TWINS = { exact: { share: 0.01, least: 5 }, day: { share: 0.2, least: 20 } };

export function twinSuspicions({ orders, twins, exact }: Twins): Suspicion[] {
  const tell = (n: number, sure: Suspicion["sure"]): Suspicion[] => [
    { what: { code: "health.twins", values: { n, share: n / orders } }, where: "", sure },
  ];
  if (exact >= TWINS.exact.least && exact / orders >= TWINS.exact.share) return tell(exact, "likely");
  return twins >= TWINS.day.least && twins / orders >= TWINS.day.share ? tell(twins, "possible") : [];
}

const DIFFERING = { share: 0.01, least: 5 };

export const lineSuspicions = ({ orders, differing }: LineSums): Suspicion[] =>
  differing >= DIFFERING.least && differing / orders >= DIFFERING.share
    ? [
        {
          what: { code: "health.lines", values: { n: differing, share: differing / orders } },
          where: "",
          sure: "possible",
        },
      ]
    : [];

const FEW = { n: 50, named: 0.5, customers: 0.2 };

/** Answers and contacts that cannot be set against what people bought. */
export const matchSuspicions = (matched: readonly Matched[]): Suspicion[] =>
  matched
    .filter(({ fact, n }) => n >= FEW.n && ["answer", "contact", "case"].includes(fact))
    .flatMap(({ file, fact, n, named, customers }): Suspicion[] => {
      if (named / n < FEW.named)
        return [
          { what: { code: "health.nameless", values: { fact, share: named / n, n } }, where: file, sure: "certain" },
        ];
      // Whether people of another file exist at all decides what is missing.
      const anybodyBuys = matched.some((each) => each.fact === "purchase" || each.fact === "term");
      return anybodyBuys && customers / n < FEW.customers
        ? [
            {
              what: { code: "health.strangers", values: { fact, share: customers / n, n } },
              where: file,
              sure: "likely",
            },
          ]
        : [];
    });
