import type { Condition } from "../../../base/condition.ts";
import { RequestError } from "../../../base/errors.ts";
import { buildCustomerList } from "../../../customers/list.ts";
import { partyOf } from "../../../customers/profile.ts";
import type { Row } from "../../../store/ports/analytics.ts";
import type { OpenCompany } from "../../open-company.ts";
import type { LiveCompany } from "../live-company.ts";

/** How fresh what was looked up is. */
export interface LookedUp {
  dataVersion: string;
  computedAt: string;
  tookMilliseconds: number;
}

const lists = new WeakMap<object, Promise<void>>();

/** The list of customers is built once a version of the data, when somebody asks for it. */
function listed({ analysis: { context } }: OpenCompany): Promise<void> {
  const { store } = context;
  const known = lists.get(store);
  if (known) return known;
  const built = buildCustomerList(context);
  lists.set(store, built);
  built.catch(() => lists.delete(store));
  return built;
}

/** Looks something up in the present data, and says how fresh it is. */
export async function looking<T extends object>(
  live: LiveCompany,
  use: (company: OpenCompany) => Promise<T>,
  where: readonly Condition[] = [],
): Promise<T & { freshness: LookedUp }> {
  const { openedAt } = live.current;
  const began = performance.now();
  return live.look(async (company) => {
    const found = await use(company);
    const tookMilliseconds = Math.round(performance.now() - began);
    const freshness = { dataVersion: company.loaded.dataVersion, computedAt: openedAt.toISOString(), tookMilliseconds };
    return { ...found, freshness };
  }, where);
}

/** The same for what is known of customers; the list of them is there. */
export const lookAtCustomers = <T extends object>(
  live: LiveCompany,
  use: (company: OpenCompany) => Promise<T>,
  where: readonly Condition[] = [],
): Promise<T & { freshness: LookedUp }> =>
  looking(
    live,
    async (company) => {
      await listed(company);
      return use(company);
    },
    where,
  );

/** The party that an address names. @throws RequestError `request.not_found` */
export async function thePartyOf({ analysis: { context } }: OpenCompany, id: string): Promise<string> {
  const party = await partyOf(context, id);
  if (party !== null) return party;
  throw new RequestError("request.not_found", "There is no such customer.", {
    hint: "GET /api/v1/customers lists them, each with its id.",
  });
}

export const textIn = (row: Row, column: string): string | null => {
  const value = row[column];
  return value === null || value === undefined ? null : String(value);
};
export const numberIn = (row: Row, column: string): number | null => {
  const value = row[column];
  return value === null || value === undefined ? null : Number(value);
};
