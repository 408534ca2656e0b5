import type { z } from "zod";
import { isoMoment } from "../../../base/instant.ts";
import type * as contract from "../../../contracts/customers.ts";
import { customerTimeline } from "../../../customers/timeline.ts";
import { toldBy } from "../../../facts/timeline.ts";
import type { LiveCompany } from "../live-company.ts";
import { lookAtCustomers, thePartyOf } from "./looking.ts";
import { fieldsFor, known, type Sight, withheldFrom } from "./withheld.ts";

/** Records of a customer, the newest first, as a role may see them. @throws RequestError `request.not_found` */
export const timelineOf = (
  live: LiveCompany,
  id: string,
  { kind, limit, after }: z.infer<typeof contract.TimelineQuery>,
  sight: Sight,
): Promise<z.infer<typeof contract.TimelinePage>> =>
  lookAtCustomers(live, async (company) => {
    const party = await thePartyOf(company, id);
    const kinds = kind === undefined ? [] : [kind].flat();
    const { items, next } = await customerTimeline(company.analysis.context, party, {
      kinds,
      limit,
      after: after ?? null,
    });
    return {
      items: items.map(({ at, fields, properties, parts, ...fact }) => ({
        ...{ ...fact, at: at === null ? null : isoMoment(at, fact.precision) },
        fields: fieldsFor(toldBy(fact.kind), known(fields), sight),
        // Whatever a source said besides may name somebody.
        ...(properties !== null && sight.people
          ? { properties: JSON.parse(properties) as Record<string, unknown> }
          : {}),
        parts: parts.map((part) => fieldsFor("leg", known(part), sight)),
      })),
      ...{ next, withheld: withheldFrom(sight) },
    };
  });
