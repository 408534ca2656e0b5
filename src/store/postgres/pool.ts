import type { PGlite } from "@electric-sql/pglite";

interface Answer {
  command: string;
  rows: unknown[];
  rowCount: number;
}

/**
 * The part of a node-postgres pool that a dialect of Kysely uses, over PGlite's own calls. PGlite has one session, so it serves one client at a
 * time, in the order in which they came.
 */
export class PglitePool {
  #tail: Promise<void> = Promise.resolve();

  constructor(private readonly db: PGlite) {}

  async connect() {
    const free = await this.#take();
    let held = true;
    return {
      query: (text: string, values?: readonly unknown[]) => this.#ask(text, values),
      release: () => {
        if (held) free();
        held = false;
      },
    };
  }

  async end(): Promise<void> {
    await this.#tail;
    await this.db.close();
  }

  async #take(): Promise<() => void> {
    let free!: () => void;
    const before = this.#tail;
    this.#tail = new Promise<void>((resolve) => {
      free = resolve;
    });
    await before;
    return free;
  }

  async #ask(text: string, values?: readonly unknown[]): Promise<Answer> {
    const answer = values?.length ? await this.db.query(text, [...values]) : (await this.db.exec(text)).at(-1);
    const rows = answer?.rows ?? [];
    const command = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? "";
    return { command, rows, rowCount: rows.length || answer?.affectedRows || 0 };
  }
}
