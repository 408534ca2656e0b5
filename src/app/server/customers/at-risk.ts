import type { z } from "zod";
import type * as contract from "../../../contracts/customers.ts";
import { atRiskPage } from "../../../customers/outlook.ts";
import type { LiveCompany } from "../live-company.ts";
import { aboutList, customerRow } from "./list.ts";
import { lookAtCustomers, numberIn } from "./looking.ts";
import { outlookBasis, reasonsIn, valued } from "./valued.ts";
import type { Sight } from "./withheld.ts";

/** One page of customers who are likely to be gone, by the money at risk, as a role may see them. */
export async function atRiskOf(
  live: LiveCompany,
  query: z.infer<typeof contract.AtRiskQuery>,
  sight: Sight,
): Promise<z.infer<typeof contract.AtRiskPage>> {
  await valued(live, query.where);
  return lookAtCustomers(
    live,
    async ({ analysis: { context } }) => {
      const about = { basis: "model" as const, ...aboutList(context.info, sight) };
      const known = outlookBasis(context);
      if (!known || known.horizon === null) return { items: [], total: 0, days: null, ...about };
      const { rows, total } = await atRiskPage(context, query);
      const items = rows.map((row) => {
        const [gone, toCome] = [Number(row.risk), Number(row.to_come)];
        const ready = { ready: numberIn(row, "ready"), readyReasons: reasonsIn(row, "ready_reason") };
        const money = { toCome, moneyAtRisk: gone * toCome };
        return { ...customerRow(row, sight), gone, ...money, reasons: reasonsIn(row), ...ready };
      });
      return { items, total, days: known.horizon, ...about };
    },
    query.where,
  );
}
