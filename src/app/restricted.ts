import type { Condition } from "../base/condition.ts";
import { InputError } from "../base/errors.ts";
import { groupsBy, restrictPanel } from "../panel/restriction.ts";
import type { PanelInfo } from "../panel/settings.ts";
import { buildAccounts } from "../people/accounts.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import type { OpenCompany } from "./open-company.ts";

/** A company narrowed to some of its customers, whose tables stand before those of the whole. */
export interface Restricted {
  company: OpenCompany;
  /** Gives its room back; the whole stays. */
  end(): Promise<void>;
}

/** Narrows a company whose tables are built. @throws InputError where nobody is left */
export async function restricted(whole: OpenCompany, where: readonly Condition[]): Promise<Restricted> {
  const { analysis, run } = whole;
  const { store, end } = await run.over(analysis.context.store);
  try {
    if (where.some(({ by }) => by === "account")) await accountsKnown(store);
    await restrictPanel(store, where);
    const info = { ...analysis.info, only: where };
    const company: OpenCompany = {
      ...whole,
      run: { ...run, store, reading: store, exportTables: (folder) => store.exportTables(folder) },
      analysis: {
        ...{ ...analysis, info, context: { ...analysis.context, store, info } },
        ...{ stated: { ...analysis.stated, where }, whole: analysis },
      },
      options: { ...whole.options, where },
    };
    return { company, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Groups that customers can be narrowed to, or those of them whose name holds a text. */
export async function groupsOfCustomers(
  store: Analytics,
  by: Condition["by"],
  text: string,
): ReturnType<typeof groupsBy> {
  if (by === "account") await accountsKnown(store);
  return groupsBy(store, by, text);
}

async function accountsKnown(store: Analytics): Promise<void> {
  if (!(await store.tables()).has("identity_account")) await buildAccounts(store);
}

/** What shares out what is stated for the whole company cannot be told of some customers. @throws InputError `input.not_by_group` */
export function refuseRestricted(info: PanelInfo, what: string): void {
  if (info.only === undefined || (info.facts.cost ?? 0) === 0) return;
  throw new InputError("input.not_by_group", `${what} is told of all customers alone.`, {
    hint: "It shares out costs that are stated for the whole company. Ask without --where; customers and groups stand side by side in it.",
  });
}
