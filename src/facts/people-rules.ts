/** An identifier as people write it: its kind, a colon, its value. */
export interface IdentifierName {
  kind: string;
  value: string;
}

/** What a person decided about who is who; a later decision wins over an earlier one. */
export type PeopleDecision = {
  /** The day of the decision, YYYY-MM-DD. */
  on: string;
  reason: string;
} & (
  | { merge: readonly string[] } // these identifiers are one party, whatever else is known
  | { split: readonly string[] } // nothing that was known before joins these to anything but one another
);

/** How identifiers become parties. */
export interface PeopleRules {
  /** By kind of identifier: one that stands beside more others than this is shared by many, and joins nobody. */
  limits: Readonly<Record<string, number>>;
  /** By kind of identifier: a party that came to more of them than this is none, and its joins by that kind are undone. */
  atMost: Readonly<Record<string, number>>;
  /** Identifiers that belong to nobody, `*` for any text at the beginning or the end of a value; facts that name only these name nobody. */
  block: readonly string[];
  decisions: readonly PeopleDecision[];
  /** Whether persons of an account count as one customer. */
  customers: "persons" | "accounts";
}

export const PEOPLE_RULES: PeopleRules = {
  limits: { email: 5, phone: 5, card: 5 },
  atMost: { email: 20, phone: 20, card: 20 },
  block: [],
  decisions: [],
  customers: "persons",
};

/** The rules with what is stated of them; limits that are not named stay as they are. */
export const peopleRules = (stated: Partial<PeopleRules> = {}): PeopleRules => ({
  ...PEOPLE_RULES,
  ...stated,
  limits: { ...PEOPLE_RULES.limits, ...stated.limits },
  atMost: { ...PEOPLE_RULES.atMost, ...stated.atMost },
});

/** Kind and value of `email:anna@x.pl`; null where there is no kind, or nothing behind it. */
export function identifierNamed(text: string): IdentifierName | null {
  const colon = text.indexOf(":");
  const [kind, value] = [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
  if (colon < 1 || value === "") return null;
  return { kind, value: kind === "email" ? value.toLowerCase() : value };
}

export const writtenIdentifier = ({ kind, value }: IdentifierName): string => `${kind}:${value}`;
