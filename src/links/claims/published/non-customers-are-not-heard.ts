import { populationSums } from "../../../measures/coverage/populations.ts";
import { shareOf } from "../../../measures/infer.ts";
import { lastYear } from "../../../measures/window.ts";
import type { Claim } from "../claim.ts";

/** B-20: less than 20 % of companies measure well what those think who are no customers. Here: how many of them were heard in the last year. */
export const nonCustomersAreNotHeard: Claim = {
  id: "b20",
  studies: [
    {
      ...{ id: "heard", kind: "computed", direction: "level", unit: "share", published: { low: 0, high: 0.2 } },
      needs: ["answer", "purchase"],
      async compute({ context }) {
        const { store } = context;
        const window = lastYear(context);
        const query = populationSums(window, null, store.dialect);
        const rows = await store.rows(query);
        context.record("claims.b20.heard", query, rows);
        const others = rows.filter(({ status }) => status !== "active");
        const total = (column: string) => others.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);
        const [n, heard] = [total("known"), total("heard_lately")];
        if (n === 0) return { state: { state: "undefined", why: "empty_base" } };
        const { value, interval } = shareOf({ n, clusters: n, a: heard, b: n, aa: heard, bb: n, ab: heard });
        return { value, interval, n, basis: "observed", window, query: { id: "claims.b20.heard" } };
      },
    },
  ],
};
