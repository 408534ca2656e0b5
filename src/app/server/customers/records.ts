import type { z } from "zod";
import { AccessError } from "../../../base/errors.ts";
import type * as contract from "../../../contracts/customers.ts";
import { measureRecords } from "../../../customers/records.ts";
import { dimension, PERSONAL } from "../../../measures/dimension.ts";
import { measureDefinition } from "../../../measures/registry.ts";
import { windowIn, within } from "../findings.ts";
import type { LiveCompany } from "../live-company.ts";
import { aboutList } from "./list.ts";
import { lookAtCustomers, numberIn, textIn } from "./looking.ts";
import { isOpaque, type Sight, shortened } from "./withheld.ts";

/** The records behind a figure, as a role may see them. @throws InputError on a measure, group or period that is none; AccessError */
export async function recordsOf(
  live: LiveCompany,
  id: string,
  { by, value, limit, offset, ...asked }: z.infer<typeof contract.RecordQuery>,
  sight: Sight,
): Promise<z.infer<typeof contract.RecordPage>> {
  const measure = measureDefinition(id, live.current.company.analysis.book);
  const cut = by === undefined ? null : dimension(by, measure.population.dimensions);
  if (cut && PERSONAL.has(cut.id) && !sight.agents)
    throw new AccessError("access.denied", "Your role does not show what single employees did.");
  const window = windowIn(live, asked);
  return lookAtCustomers(
    live,
    async ({ analysis: { context } }) => {
      const group = cut && { by: cut, value: value ?? null };
      const found = await measureRecords(measure, within(context, window), { group, limit, offset });
      const items = found.rows.map((row) => {
        const label = textIn(row, "label");
        const isShown = label !== null && (sight.people || isOpaque(textIn(row, "label_kind"), label));
        const party = textIn(row, "id") || null;
        return {
          ...{ record: String(row.record), on: textIn(row, "on_day")?.slice(0, 10) ?? null },
          ...{ adds: numberIn(row, "adds"), of: numberIn(row, "counts"), category: textIn(row, "category") },
          customer:
            party === null
              ? null
              : {
                  ...{ id: party, label: isShown ? label : shortened(party), segment: textIn(row, "segment") },
                  name: sight.people ? textIn(row, "name") : null,
                },
        };
      });
      const { total, adds, of } = found;
      return { items, total, adds, of, ...aboutList(context.info, sight) };
    },
    asked.where,
  );
}
