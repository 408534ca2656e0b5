/** What kind of value a field of a fact holds. It decides how text is read, what is refused, and the column's type in every engine. */
export type FieldType =
  | "text"
  | "identifier" // a reference to another fact by the id that its source gave it
  | "integer"
  | "number"
  | "money" // major units, DECIMAL(18,4)
  | "currency" // ISO 4217
  | "boolean"
  | "instant" // UTC
  | "day"
  | "seconds"
  | "choice";

export interface Field {
  type: FieldType;
  doc: string;
  required: boolean;
  /** The words a `choice` may hold. */
  choices?: readonly string[];
  /** Inclusive bounds of a number; outside them a row is set aside. */
  min?: number;
  max?: number;
}

type Extra = Omit<Partial<Field>, "type" | "doc">;
const field = (type: FieldType, doc: string, extra: Extra = {}): Field => ({ type, doc, required: false, ...extra });

export const text = (doc: string, extra?: Extra): Field => field("text", doc, extra);
export const identifier = (doc: string, extra?: Extra): Field => field("identifier", doc, extra);
export const integer = (doc: string, extra?: Extra): Field => field("integer", doc, extra);
export const number = (doc: string, extra?: Extra): Field => field("number", doc, extra);
export const money = (doc: string, extra?: Extra): Field => field("money", doc, extra);
export const currency = (doc: string, extra?: Extra): Field => field("currency", doc, extra);
export const boolean = (doc: string, extra?: Extra): Field => field("boolean", doc, extra);
export const instant = (doc: string, extra?: Extra): Field => field("instant", doc, extra);
export const day = (doc: string, extra?: Extra): Field => field("day", doc, extra);
export const seconds = (doc: string, extra?: Extra): Field => field("seconds", doc, { min: 0, ...extra });
export const choice = (choices: readonly string[], doc: string, extra?: Extra): Field =>
  field("choice", doc, { choices, ...extra });
