import { FACT_KINDS, factDefinition } from "../../../facts/facts.ts";

/** What a row of a table can be: kinds of facts with their fields, those that are needed first. */
export const vocabulary = () =>
  FACT_KINDS.map((fact) => {
    const { subject, at, fields } = factDefinition(fact);
    return {
      ...{ fact, subject, at },
      fields: Object.entries(fields)
        .map(([field, { type, required }]) => ({ field, type, required }))
        .sort((a, b) => Number(b.required) - Number(a.required)),
    };
  });
