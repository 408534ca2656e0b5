import type { z } from "zod";
import type { Condition } from "../../../base/condition.ts";
import type * as contract from "../../../contracts/customers.ts";
import { customerGroups, customerPage } from "../../../customers/page.ts";
import { ofMargin, worthOf } from "../../../measures/definitions/common.ts";
import type { PanelInfo } from "../../../panel/settings.ts";
import type { Row } from "../../../store/ports/analytics.ts";
import type { LiveCompany } from "../live-company.ts";
import { lookAtCustomers, numberIn, textIn } from "./looking.ts";
import { isOpaque, OPAQUE_KINDS, type Sight, shortened, withheldFrom } from "./withheld.ts";

type CustomerQuery = z.infer<typeof contract.CustomerQuery>;
type CustomerPage = z.infer<typeof contract.CustomerPage>;
type CustomerRow = z.infer<typeof contract.CustomerRow>;

/** Groups of a kind that a list can be narrowed to, the largest first. */
const GROUPS = 200;

/** One page of customers, as a role may see them. */
export const customersOf = (live: LiveCompany, query: CustomerQuery, sight: Sight): Promise<CustomerPage> =>
  lookAtCustomers(
    live,
    async ({ analysis: { context } }) => {
      const { sort, order, status, segment, measure, band, q, limit, offset, after } = query;
      const { rows, total, next } = await customerPage(context.store, {
        // In the order of names one could guess them.
        ...{ sort: sort === "name" && !sight.people ? "activity" : sort, limit, offset, after: after ?? null },
        ...{ descending: (order ?? (sort === "name" ? "asc" : "desc")) === "desc" },
        ...{ status: status ?? null, segment: segment ?? null, measure: measure ?? null, band: band ?? null },
        ...{ text: q ?? null, kinds: sight.people ? null : OPAQUE_KINDS },
      });
      return { items: rows.map((row) => customerRow(row, sight)), total, next, ...aboutList(context.info, sight) };
    },
    query.where,
  );

export const groupsOf = (
  live: LiveCompany,
  where: readonly Condition[],
): Promise<z.infer<typeof contract.CustomerGroups>> =>
  lookAtCustomers(
    live,
    async ({ analysis: { context } }) => {
      const { status, segment, band } = await customerGroups(context.store, GROUPS);
      const group = (row: Row) => ({ value: String(row.value), n: Number(row.n) });
      return {
        ...{ status: status.map(group), segment: segment.map(group) },
        band: band.map((row) => ({ measure: String(row.measure), ...group(row) })),
      };
    },
    where,
  );

/** What holds of every figure of a list. */
export const aboutList = (info: PanelInfo, sight: Sight) => ({
  ...{ asOf: info.asOf, currency: info.currency },
  marginBasis: worthOf(info) === "margin" ? (ofMargin.basis(info) as "observed" | "assumption") : null,
  withheld: withheldFrom(sight),
});

export function customerRow(row: Row, { people }: Sight): CustomerRow {
  const [id, label] = [String(row.id), textIn(row, "label")];
  const isShown = label !== null && (people || isOpaque(textIn(row, "label_kind"), label));
  const measure = textIn(row, "last_measure");
  return {
    ...{ id, label: isShown ? label : shortened(id), name: people ? textIn(row, "name") : null },
    ...{ segment: textIn(row, "segment"), country: textIn(row, "country") },
    status: String(row.status) as CustomerRow["status"],
    lastScore:
      measure === null
        ? null
        : {
            ...{
              measure,
              value: Number(row.last_score),
              band: textIn(row, "last_band"),
              on: textIn(row, "last_scored"),
            },
          },
    ...{ orders: Number(row.orders), revenue: numberIn(row, "revenue"), margin: numberIn(row, "margin") },
    ...{ contactsLastYear: Number(row.contacts_year), lastSeen: textIn(row, "last_seen") },
  };
}
