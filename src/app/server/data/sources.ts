import type { z } from "zod";
import type * as contract from "../../../contracts/data.ts";
import { sql } from "../../../store/sql/sql.ts";
import { openLayout } from "../../../workspace/layout.ts";
import { type SourceStatus, sourcesIn, statusOf } from "../../../workspace/status.ts";
import { judgedQuality } from "../../judged-quality.ts";
import { looking } from "../customers/looking.ts";
import type { LiveCompany } from "../live-company.ts";
import type { DataDesk } from "./desk.ts";

type Sources = z.infer<typeof contract.DataSources>;

/** Where the records come from: each source with what it gave and how fresh that is, each file with what became of its rows. */
export const sourcesOf = (live: LiveCompany, { workspaceFolder }: DataDesk, now: Date): Promise<Sources> =>
  looking(live, async ({ run: { store } }) => {
    if (workspaceFolder !== null) {
      const { version, importedAt, files, sources, rejects } = await statusOf(store, openLayout(workspaceFolder), now);
      return { isWorkspace: true, version, importedAt, sources: sources.map(shown), files, rejects };
    }
    const [files, rejects] = await Promise.all([
      store.rows(sql`
        select name, sum(rows_read) as read, sum(rows_set_aside) as aside, min(format) as first_format, max(format) as last_format
        from "load" group by name order by name`),
      store.rows(sql`select reason, count(*) as n from reject group by reason order by n desc, reason`),
    ]);
    return {
      ...{ isWorkspace: false, version: null, importedAt: null },
      sources: (await sourcesIn(store, new Map(), now)).map(shown),
      files: files.map((row) => ({
        ...{ name: String(row.name), importedAt: null, rows: Number(row.read), setAside: Number(row.aside) },
        formats: [...new Set([String(row.first_format), String(row.last_format)])],
      })),
      rejects: rejects.map((row) => ({ reason: String(row.reason), n: Number(row.n) })),
    };
  });

const shown = ({ facts, ...source }: SourceStatus): Sources["sources"][number] => ({
  ...source,
  facts: { ...facts } as Record<string, number>,
});

/** Whether the records can be trusted: what became of every row, what was matched to people, and what looks wrong. */
export const healthOf = (live: LiveCompany) =>
  live.ask("data.health", ({ analysis, loaded }) => judgedQuality(analysis, loaded.quality));
