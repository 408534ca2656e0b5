import type { Calendar } from "./calendar.ts";
import type { EventKind, Events, Log } from "./events.ts";
import { Sheet } from "./sheet.ts";
import { tables } from "./tables.ts";

/** The files of a company: a log that writes each event as a row. */
export type Files = Log & { readonly [Kind in EventKind]: Sheet<Events[Kind]> };

/** Rows that no reader can take at their word; each is one row more, beside the true ones. */
const DIRTY: Partial<Record<EventKind, { reason: string; row: (n: number) => string }>> = {
  orders: {
    reason: "impossible_date",
    row: (n) => `X${n},1,2025-02-30 10:00:00,delivered,web,,EUR,50.00,0.00,50.00,10.00,0.00,25.00,,`,
  },
  survey_answers: {
    reason: "score_above_scale",
    row: (n) =>
      `X${n},,1,2026-01-15 10:00:00,nps,recommend,relationship,0,10,11,,,,,relationship,email,,,customer,v1,en,20`,
  },
  loyalty_points: {
    reason: "customer_missing",
    row: () => ",2025-06-15,earned,50,,purchase,,basic,,",
  },
};

export async function createFiles(dir: string, calendar: Calendar): Promise<Files> {
  const all = tables(calendar);
  const sheets = await Promise.all(
    (Object.keys(all) as EventKind[]).map(
      async (kind) =>
        [kind, await Sheet.create(dir, `${kind}.csv`, { ...all[kind], dirty: DIRTY[kind] } as never)] as const,
    ),
  );
  return Object.fromEntries(sheets) as unknown as Files;
}
