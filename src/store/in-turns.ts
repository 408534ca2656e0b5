import type { Analytics } from "./ports/analytics.ts";

/**
 * The same engine, asked a few questions at once: while the result of one is read, or one is planned, others have the processors. Each is
 * spread over all of them; more at a time only take them from each other, a fifth of the whole work of a large report. For a run that nobody
 * shares: what works on one store one thing after another does not know the other for it.
 * @param most questions at once
 */
export function inTurns(store: Analytics, most: number): Analytics {
  const waiting: (() => void)[] = [];
  let asked = 0;
  const turn = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (asked >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else asked += 1;
    try {
      return await ask();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else asked -= 1;
    }
  };
  return {
    dialect: store.dialect,
    run: (statement) => turn(() => store.run(statement)),
    rows: (query) => turn(() => store.rows(query)),
    columns: (query) => turn(() => store.columns(query)),
    materialise: (table, query, orderBy) => turn(() => store.materialise(table, query, orderBy)),
    createTable: (table, columns) => turn(() => store.createTable(table, columns)),
    insert: (table, columns, rows) => turn(() => store.insert(table, columns, rows)),
    tables: () => turn(() => store.tables()),
    close: () => store.close(),
  };
}
