import { inParallel } from "../../base/in-parallel.ts";
import { notEnoughCost } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import type { PanelInfo } from "../../panel/settings.ts";
import type { Analytics } from "../../store/ports/analytics.ts";
import { sql } from "../../store/sql/sql.ts";
import { amountOf } from "./amount.ts";
import { costLedger } from "./cost-shares.ts";
import { type CostCutting, costLines, touches } from "./costs.ts";
import { eventLedger } from "./events.ts";
import { members } from "./member.ts";

/**
 * Builds the ledger: every euro of income and cost up to the end, by party, stage and line (`value_ledger`). What belongs to
 * no customer or no stage stands there too, without a party or under `none`: nothing is left out of the sum. It is built once a panel,
 * whoever asks for it, in turn.
 */
export async function buildLedger(context: MeasureContext): Promise<void> {
  const { store, info } = context;
  if (info.asOf === null || builtFor.get(store) === info) return;
  builtFor.delete(store);
  const { dialect } = store;
  const hasRates = (await store.tables()).has("panel_rate");
  const cutting: CostCutting = {
    dialect,
    zone: info.zone,
    asOf: info.asOf,
    convertTo: hasRates ? info.currency : null,
  };
  const tables: [string, Parameters<typeof store.materialise>[1], string[]][] = [
    ["value_member", members(dialect), ["party"]],
    ["value_touch", touches(cutting), ["party"]],
    ["value_cost_line", costLines(cutting), ["id"]],
  ];
  await inParallel(tables, ([name, query, order]) => store.materialise(name, query, order), 2);
  const hasCosts = notEnoughCost(info) === null;
  await store.materialise(
    "value_ledger",
    sql`
      select party, stage, line, ${amountOf(dialect, sql`amount`)} as amount from (${eventLedger(dialect, { assumedMargin: info.assumedMargin, hasCosts })}) e
      union all
      select party, stage, line, ${amountOf(dialect, sql`amount`)} as amount from (${costLedger(dialect)}) c
    `,
    ["party"],
  );
  builtFor.set(store, info);
}

/** The panel that the ledger in a store is of. */
const builtFor = new WeakMap<Analytics, PanelInfo>();
