import type { z } from "zod";
import { isoMoment } from "../../../base/instant.ts";
import { jsonLines } from "../../../base/json-lines.ts";
import type * as contract from "../../../contracts/data.ts";
import { factPage } from "../../../customers/facts.ts";
import { fileName } from "../../../customers/timeline.ts";
import type { FactKind } from "../../../facts/facts.ts";
import type { Row } from "../../../store/ports/analytics.ts";
import { looking } from "../customers/looking.ts";
import { fieldsFor, known, type Sight, withheldFrom } from "../customers/withheld.ts";
import type { LiveCompany } from "../live-company.ts";

type FactQuery = z.infer<typeof contract.FactQuery>;
type FactPage = z.infer<typeof contract.FactPage>;

/** Facts that stand in memory at a time while all are written. */
const AT_A_TIME = 1_000;

/** A page of the facts of one kind, as a role may see them. */
export const factsOf = (
  live: LiveCompany,
  kind: FactKind,
  { since, until, limit, after }: FactQuery,
  sight: Sight,
): Promise<FactPage> =>
  looking(live, async ({ analysis: { context } }) => {
    const asked = { since: since ?? null, until: until ?? null, limit, after: after ?? null };
    const { rows, next } = await factPage(context, kind, asked);
    return { items: rows.map((row) => shown(kind, row, sight)), next, withheld: withheldFrom(sight) };
  });

/** All facts of one kind as lines of JSON, a page at a time: the next one is read when the last has been taken. */
export async function* factLines(
  live: LiveCompany,
  kind: FactKind,
  asked: Omit<FactQuery, "limit" | "after">,
  sight: Sight,
): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const { items, next } = await factsOf(live, kind, { ...asked, limit: AT_A_TIME, after }, sight);
    yield jsonLines(items);
    after = next ?? undefined;
  } while (after !== undefined);
}

function shown(kind: FactKind, row: Row, sight: Sight): FactPage["items"][number] {
  const { id, subject, at, precision, source, line, properties, file, part, ...fields } = row;
  return {
    ...{ kind, id: String(id), customer: subject === null ? null : String(subject) },
    ...{ at: at === null ? null : isoMoment(String(at), String(precision)), precision: String(precision) },
    ...{ source: String(source), file: fileName(file, part), line: Number(line) },
    fields: fieldsFor(kind, known(fields), sight),
    // Whatever a source said besides may name somebody.
    ...(properties !== null && sight.people
      ? { properties: JSON.parse(String(properties)) as Record<string, unknown> }
      : {}),
  };
}
