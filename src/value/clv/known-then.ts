import type { Day } from "../../base/day.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { CUSTOMERS_NEEDED, fitBase } from "./base.ts";
import { hazardsThen } from "./contract-model.ts";
import { contractBase } from "./contracts.ts";
import type { Scoring } from "./score.ts";
import { quarterEnds } from "./series.ts";

/**
 * What customers were valued by at each quarter's end, with models of today's kind fitted to what was known then, oldest first; the last is
 * that of today. What serving costs is today's.
 */
export async function knownThen(
  context: MeasureContext,
  today: Scoring,
  value: "margin" | "spend",
): Promise<Scoring[]> {
  const { info } = context;
  const days = info.firstDay === null ? [] : quarterEnds(info.firstDay, today.asOf);
  // Evidence is of what is said today.
  const quiet: MeasureContext = { ...context, record: () => {} };
  const found: Scoring[] = [];
  for (const day of days.filter((each) => each < today.asOf))
    found.push({
      ...{ ...today, asOf: day, base: await purchasesThen(quiet, today, day) },
      ...(await contractsThen(quiet, { today, value }, day)),
    });
  return [...found, today];
}

async function purchasesThen(context: MeasureContext, { base }: Scoring, day: Day): Promise<Scoring["base"]> {
  if (base === null) return null;
  const then = await fitBase(context, { day, until: null, customers: base.customers, model: base.fit.model });
  if (then === null || then.base.customers < CUSTOMERS_NEEDED) return null;
  const { cells: _, ...light } = then.base;
  return light;
}

async function contractsThen(
  context: MeasureContext,
  { today, value }: { today: Scoring; value: "margin" | "spend" },
  day: Day,
): Promise<Pick<Scoring, "contracts" | "hazards">> {
  const contracts = today.contracts && (await contractBase(context, { asOf: day, value }));
  if (contracts === null) return { contracts, hazards: null };
  const asked = { asOf: day, longest: contracts.longest };
  return { contracts, hazards: today.hazards && (await hazardsThen(context, today.hazards.way, asked)) };
}
