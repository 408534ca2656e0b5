import type { FactKind } from "../../../facts/facts.ts";
import { may, type Role } from "../roles.ts";

/** What of single people a role sees. */
export interface Sight {
  /** Names, addresses, telephone numbers. */
  people: boolean;
  /** Which employee did what. */
  agents: boolean;
}

export const sightOf = (role: Role | null): Sight => ({
  people: role !== null && may(role, "people.identify"),
  agents: role !== null && may(role, "agents.read"),
});

/** What is withheld, as answers say it. */
export const withheldFrom = ({ people, agents }: Sight): string[] => [
  ...(people ? [] : ["identity"]),
  ...(agents ? [] : ["agents"]),
];

/** Kinds of identifiers by which nobody outside the company knows a person. */
export const OPAQUE_KINDS = ["customer", "account", "device"] as const;

/** A number that a company gave says nothing of the person; an address that it took for one does. */
export const isOpaque = (kind: string | null, value: string): boolean =>
  (OPAQUE_KINDS as readonly (string | null)[]).includes(kind) && !value.includes("@");

/** What a customer is called before somebody who may not know who it is. */
export const shortened = (id: string): string => `#${id.slice(-6)}`;

const OF_AGENTS: ReadonlySet<string> = new Set(["agent", "transferred_to"]);
const OF_PEOPLE: Partial<Record<FactKind, ReadonlySet<string>>> = {
  party: new Set(["name"]),
  referral: new Set(["referred_value"]),
};

/** Fields of a fact that a role may see; what it may not see is left out. */
export function fieldsFor<T>(kind: FactKind, fields: Readonly<Record<string, T>>, sight: Sight): Record<string, T> {
  const shown = Object.entries(fields).filter(
    ([field]) => (sight.agents || !OF_AGENTS.has(field)) && (sight.people || !OF_PEOPLE[kind]?.has(field)),
  );
  return Object.fromEntries(shown);
}

type Value = string | number | boolean;

/** What is on record. */
export const known = (fields: Readonly<Record<string, unknown>>): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]): [string, Value][] =>
      value === null || value === undefined
        ? []
        : [[field, typeof value === "bigint" ? String(value) : (value as Value)]],
    ),
  );
