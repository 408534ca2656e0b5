import { setTimeout as wait } from "node:timers/promises";
import type { Condition } from "../../../base/condition.ts";
import { ModelError } from "../../../base/errors.ts";
import { buildOutlook, type OutlookBasis } from "../../../customers/outlook.ts";
import type { MeasureContext } from "../../../measures/measure.ts";
import type { Row } from "../../../store/ports/analytics.ts";
import { knownThen } from "../../../value/clv/known-then.ts";
import type { Scoring } from "../../../value/clv/score.ts";
import { inTurn } from "../../../value/in-turn.ts";
import type { LiveCompany } from "../live-company.ts";
import { textIn } from "./looking.ts";

const outlooks = new WeakMap<object, OutlookBasis | null>();
const thens = new WeakMap<object, readonly Scoring[]>();

/** What is expected of all customers, computed once a version of the data. */
export async function valued(live: LiveCompany, where: readonly Condition[] = []): Promise<void> {
  await live.ask(
    "customers.outlook",
    async ({ analysis: { context } }) => {
      try {
        outlooks.set(context.store, await buildOutlook(context));
      } catch (error) {
        // A model that cannot be fitted is an answer: there is none.
        if (!(error instanceof ModelError)) throw error;
        outlooks.set(context.store, null);
      }
    },
    where,
  );
}

/** Milliseconds that what is asked of one customer waits for a value that nobody has asked for yet. */
const PATIENCE = 500;

/** The same, waited for only a little: it takes a while, and what is on record does not wait for it. */
export async function valuedSoon(live: LiveCompany): Promise<void> {
  await Promise.race([valued(live), wait(PATIENCE, undefined, { ref: false })]);
}

/** What was expected at the ends of quarters, computed once a version of the data when somebody asks, and waited for only a little. */
export async function knownThenSoon(live: LiveCompany): Promise<void> {
  const known = live.ask("customers.then", async ({ analysis: { context } }) => {
    const basis = outlooks.get(context.store);
    if (!basis) return;
    thens.set(context.store, await inTurn(context.store, () => knownThen(context, basis.scoring, basis.value)));
  });
  await Promise.race([known, wait(PATIENCE, undefined, { ref: false })]);
}

/** By what customers were valued at the ends of quarters; undefined where that is not known yet. */
export const scoringsThen = ({ store }: MeasureContext): readonly Scoring[] | undefined => thens.get(store);

/** How customers were valued; null where they cannot be, undefined where they have not been yet. */
export const outlookBasis = ({ store }: MeasureContext): OutlookBasis | null | undefined => outlooks.get(store);

/** Codes of what raises a customer's risk, or readiness to buy more, the strongest first. */
export const reasonsIn = (row: Row, of: "reason" | "ready_reason" = "reason"): string[] =>
  [1, 2, 3].flatMap((place) => textIn(row, `${of}_${place}`) || []);
