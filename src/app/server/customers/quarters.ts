import type { z } from "zod";
import type * as contract from "../../../contracts/customers.ts";
import { sql } from "../../../store/sql/sql.ts";
import { quarterName } from "../../../value/churn/quarter.ts";
import { customerQuarters } from "../../../value/clv/customer-quarters.ts";
import type { LiveCompany } from "../live-company.ts";
import { lookAtCustomers, thePartyOf } from "./looking.ts";
import { knownThenSoon, outlookBasis, scoringsThen, valuedSoon } from "./valued.ts";

/** What a customer brought and cost by quarter, what was to come at its end, what moved, and what was done for them. @throws RequestError `request.not_found` */
export async function quartersOf(live: LiveCompany, id: string): Promise<z.infer<typeof contract.CustomerQuarters>> {
  await valuedSoon(live);
  if (outlookBasis(live.current.company.analysis.context)) await knownThenSoon(live);
  return lookAtCustomers(live, async (company) => {
    const { context } = company.analysis;
    const { store, info } = context;
    const party = await thePartyOf(company, id);
    const currency = info.currency ?? null;
    const basis = outlookBasis(context);
    if (!basis)
      return {
        ...{ state: basis === undefined ? ("computing" as const) : ("not_measured" as const) },
        ...{ valueIn: null, currency, quarters: [] },
      };
    const known = sql`(cast(${party} as ${store.dialect.columnType("key", true)}))`;
    const ends = scoringsThen(context);
    const quarters = await customerQuarters(context, { value: basis.value, ends: ends ?? [] }, known);
    return {
      // What is on record does not wait for what was expected.
      ...{ state: ends ? ("recorded" as const) : ("computing" as const), valueIn: basis.value, currency },
      quarters: quarters.map(({ quarter, ...of }) => ({ quarter: quarterName(quarter), from: quarter, ...of })),
    };
  });
}
