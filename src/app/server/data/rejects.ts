import type { z } from "zod";
import type * as contract from "../../../contracts/data.ts";
import { all, raw, sql } from "../../../store/sql/sql.ts";
import { looking } from "../customers/looking.ts";
import type { LiveCompany } from "../live-company.ts";
import { may, type Role } from "../roles.ts";

/** Whoever may know people, or brings the files in, may read what stands in a cell that was not understood. */
const seesText = (role: Role | null): boolean =>
  role !== null && (may(role, "people.identify") || may(role, "data.write"));

/** Rows that were set aside, in the order of their files and lines. */
export const rejectsOf = (
  live: LiveCompany,
  { file, reason, limit, offset }: z.infer<typeof contract.RejectQuery>,
  role: Role | null,
): Promise<z.infer<typeof contract.RejectPage>> =>
  looking(live, async ({ run: { store } }) => {
    const where = all([
      ...(file === undefined ? [] : [sql`l.name = ${file}`]),
      ...(reason === undefined ? [] : [sql`r.reason = ${reason}`]),
    ]);
    const from = sql`from reject r left join "load" l on l."load" = r."load" where ${where}`;
    const [count] = await store.rows(sql`select count(*) as n ${from}`);
    const rows = await store.rows(sql`
      select l.name as file, l.part as part, r.line as line, r.column_name as column_name, r.reason as reason, r.fact as fact, r.text as text
      ${from}
      order by l.sort_key, r."load", r.line, r.column_name, r.reason, r.fact
      limit ${raw(String(limit))} offset ${raw(String(offset))}
    `);
    const text = (value: unknown) => (value === null ? null : String(value));
    const isShown = seesText(role);
    return {
      items: rows.map((row) => ({
        ...{ file: text(row.file), part: text(row.part), line: Number(row.line), column: text(row.column_name) },
        ...{ reason: String(row.reason), fact: text(row.fact), text: isShown ? text(row.text) : null },
      })),
      ...{ total: Number(count!.n), withheld: isShown ? [] : ["text"] },
    };
  });
