import type { z } from "zod";
import type * as contract from "../../../contracts/customers.ts";
import { verbatims } from "../../../customers/verbatims.ts";
import type { Row } from "../../../store/ports/analytics.ts";
import { windowIn } from "../findings.ts";
import type { LiveCompany } from "../live-company.ts";
import { aboutList } from "./list.ts";
import { lookAtCustomers, numberIn, textIn } from "./looking.ts";
import { isOpaque, type Sight, shortened } from "./withheld.ts";

/** What customers wrote, as a role may see it. @throws InputError on a period that is none */
export async function verbatimsOf(
  live: LiveCompany,
  { measure, band, topic, channel, q, sort, limit, offset, ...asked }: z.infer<typeof contract.VerbatimQuery>,
  sight: Sight,
): Promise<z.infer<typeof contract.VerbatimPage>> {
  const { from, to } = windowIn(live, asked);
  return lookAtCustomers(
    live,
    async ({ analysis: { context } }) => {
      const found = await verbatims(context, {
        ...{ from, to, measure: measure ?? null, band: band ?? null, topic: topic ?? null, channel: channel ?? null },
        ...{ text: q ?? null, sort, limit, offset },
      });
      const group = (column: string) => (row: Row) => ({ value: String(row[column]), n: Number(row.n) });
      return {
        ...{ items: found.rows.map((row) => verbatim(row, sight)), total: found.total },
        bands: found.bands.map((row) => ({ measure: textIn(row, "measure"), ...group("band")(row) })),
        ...{ topics: found.topics.map(group("topic")), channels: found.channels.map(group("channel")) },
        ...aboutList(context.info, sight),
      };
    },
    asked.where,
  );
}

function verbatim(row: Row, { people, agents }: Sight): z.infer<typeof contract.Verbatim> {
  const [party, label, measure] = [textIn(row, "id") || null, textIn(row, "label"), textIn(row, "measure")];
  const isShown = label !== null && (people || isOpaque(textIn(row, "label_kind"), label));
  return {
    ...{ record: String(row.record), on: textIn(row, "on_day")?.slice(0, 10) ?? null },
    ...{ text: String(row.comment), language: textIn(row, "language") },
    score: measure === null ? null : { measure, value: Number(row.score), band: textIn(row, "band"), on: null },
    ...{ channel: textIn(row, "channel"), topic: textIn(row, "topic"), touchpoint: textIn(row, "touchpoint") },
    ...{ team: textIn(row, "team"), agent: agents ? textIn(row, "agent") : null },
    customer:
      party === null
        ? null
        : {
            ...{ id: party, label: isShown ? label : shortened(party), name: people ? textIn(row, "name") : null },
            ...{ segment: textIn(row, "segment"), value: numberIn(row, "worth") },
          },
  };
}
