import type { Condition } from "../../base/condition.ts";
import type { OpenCompany } from "../open-company.ts";
import { type Restricted, restricted } from "../restricted.ts";

/** Narrowed companies that are kept: each takes the room of its customers' tables. */
const KEPT = 8;

interface Cohort {
  opened: Promise<Restricted>;
  asking: number;
}

/** Some of the customers of one version of the data at a time: their tables are made when somebody asks, and kept while they are asked for. */
export class Cohorts {
  readonly #open = new Map<string, Cohort>();

  constructor(private readonly whole: OpenCompany) {}

  /** Works with the customers of whom all of this holds, or with all. @throws InputError where nobody is left */
  async with<T>(where: readonly Condition[], use: (company: OpenCompany) => Promise<T>): Promise<T> {
    if (where.length === 0) return use(this.whole);
    const cohort = this.#of(where);
    cohort.asking += 1;
    try {
      return await use((await cohort.opened).company);
    } finally {
      cohort.asking -= 1;
      await this.#tidy();
    }
  }

  /** Ends them all; nobody may be asking any more. */
  async end(): Promise<void> {
    const all = [...this.#open.values()];
    this.#open.clear();
    for (const { opened } of all) await opened.then(({ end }) => end()).catch(() => {});
  }

  #of(where: readonly Condition[]): Cohort {
    const key = JSON.stringify(where);
    const cohort = this.#open.get(key) ?? { opened: restricted(this.whole, where), asking: 0 };
    // What is asked for stays longest.
    this.#open.delete(key);
    this.#open.set(key, cohort);
    cohort.opened.catch(() => this.#open.delete(key));
    return cohort;
  }

  async #tidy(): Promise<void> {
    for (const [key, cohort] of this.#open) {
      if (this.#open.size <= KEPT) return;
      if (cohort.asking > 0) continue;
      this.#open.delete(key);
      await cohort.opened.then(({ end }) => end()).catch(() => {});
    }
  }
}
