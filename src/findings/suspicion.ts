import type { Message } from "./figure.ts";

/** How far a suspicion goes: `certain` is arithmetic, `likely` would be a rare accident, `possible` has harmless causes too. */
export const SURENESS = ["certain", "likely", "possible"] as const;

/** Something in the data that looks wrong: a code `health.x` has the texts `health.x` and `health.x.next`. */
export interface Suspicion {
  what: Message;
  /** The file, or the kind of records and their source. */
  where: string;
  sure: (typeof SURENESS)[number];
}
