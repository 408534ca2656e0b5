import type { z } from "zod";
import type * as contract from "../../../contracts/customers.ts";
import type { Operations } from "../../../store/ports/operations.ts";
import type { Actor } from "../access.ts";
import type { LiveCompany } from "../live-company.ts";
import { atRiskOf } from "./at-risk.ts";
import { customersOf } from "./list.ts";
import type { Sight } from "./withheld.ts";

/** Customers that stand in memory at a time while all are written. */
const AT_A_TIME = 5_000;

type Pages<Row> = AsyncGenerator<Row[]>;

/** Everybody who fits, in the order that is asked for, a page at a time: the next one is read when the last has been taken. */
export async function* everybodyOf(
  live: LiveCompany,
  query: z.infer<typeof contract.CustomerQuery>,
  sight: Sight,
  limit = AT_A_TIME,
): Pages<z.infer<typeof contract.CustomerRow>> {
  let after: string | undefined;
  do {
    const { items, next } = await customersOf(live, { ...query, limit, offset: 0, after }, sight);
    yield items;
    after = next ?? undefined;
  } while (after !== undefined);
}

/** Everybody whose risk is known, by the money at risk, a page at a time. */
export async function* everybodyAtRisk(
  live: LiveCompany,
  query: z.infer<typeof contract.AtRiskQuery>,
  sight: Sight,
): Pages<z.infer<typeof contract.AtRiskRow>> {
  let total = 0;
  let offset = 0;
  do {
    const page = await atRiskOf(live, { ...query, limit: AT_A_TIME, offset }, sight);
    yield page.items;
    total = page.total;
    offset += AT_A_TIME;
  } while (offset < total);
}

/** The same pages; once there is a first one, the audit log says who took the list away. */
export async function* noted<Row>(
  pages: Pages<Row>,
  { list, actor }: { list: "customers" | "at-risk"; actor: Actor },
  { operations, now }: { operations: Operations; now: () => Date },
): Pages<Row> {
  let isBegun = false;
  for await (const rows of pages) {
    if (!isBegun)
      await operations.audit({
        at: now(),
        actor: actor.id,
        action: "customers.taken",
        subject: null,
        details: { list },
      });
    isBegun = true;
    yield rows;
  }
}
