/**
 * What the name of a message's argument means. A message carries bare values (a number, a code, a day); the name
 * alone decides how a face writes it, so that measures and links need no knowledge of language or format:
 *
 * - `quantity`: a number in the unit of the message's own `unit` and `currency` values.
 * - `difference` (a gap between two quantities) brings four arguments with it: `direction` (`more`, `less`, `same`) for a
 *   select, and `amount`, `amountLow`, `amountHigh`: it and its bounds `low` and `high` turned to be read after "more" or "less".
 * - `change`, `rate`, `mix`, `apart`, `fair`: differences with their sign.
 * - vocabulary (`measure`, `outcome`, `band` …): a code, written as its word; the code itself stays as `<name>Code`.
 *   A band also gives `<name>Among` ("among promoters"), an outcome `<name>Phrase` ("margin per customer"), a dimension
 *   `<name>By` ("by country").
 * - `facts`, `measures`, `dimensions`, `knowns`, `kinds`: codes separated by commas. - `day`: YYYY-MM-DD. - `data`: a word of the user's data, as it is.
 *
 * Every other argument is a plain number and stands in a catalogue as `{n, number}` or in a plural, or it is a code for a `select`.
 */
export const ARGUMENT_KINDS = {
  value: "quantity",
  low: "quantity",
  high: "quantity",
  difference: "gap",
  amount: "gap",
  change: "signedGap",
  rate: "signedGap",
  mix: "signedGap",
  apart: "signedGap",
  fair: "signedGap",
  amountLow: "gapBound",
  amountHigh: "gapBound",
  highValue: "quantity",
  lowValue: "quantity",
  before: "quantity",
  after: "quantity",
  smallest: "gap",
  total: "quantity",
  reference: "quantity",
  minimum: "quantity",
  maximum: "quantity",
  first: "quantity",
  last: "quantity",
  measure: "measure",
  measures: "measures",
  experience: "measure",
  outcome: "outcome",
  band: "band",
  highBand: "band",
  lowBand: "band",
  dimension: "dimension",
  dimensions: "dimensions",
  early: "delay",
  late: "delay",
  stage: "stage",
  place: "touchpoint",
  driver: "driver",
  population: "population",
  knowns: "knowns",
  kinds: "kindsOfMeasure",
  missing: "kindsOfMeasure",
  neverShare: "share",
  fact: "facts",
  facts: "facts",
  needs: "facts",
  level: "share",
  share: "share",
  coverage: "share",
  asOf: "day",
  readyOn: "day",
  day: "day",
  from: "day",
  to: "day",
  period: "period",
  previous: "period",
  firstPeriod: "period",
  lastPeriod: "period",
  seconds: "seconds",
  company: "data",
  file: "data",
  files: "data",
  column: "data",
  name: "data",
  group: "data",
  text: "data",
  code: "data",
  format: "data",
  currency: "data",
  query: "data",
  zone: "data",
  version: "data",
  range: "data",
  figure: "data",
  list: "data",
  path: "data",
  option: "data",
  reason: "data",
  used: "data",
  stated: "data",
} as const satisfies Record<string, ArgumentKind>;

export type ArgumentKind =
  | "quantity"
  | "gap"
  | "signedGap"
  | "gapBound"
  | "measure"
  | "measures"
  | "outcome"
  | "band"
  | "dimension"
  | "dimensions"
  | "delay"
  | "stage"
  | "facts"
  | "touchpoint"
  | "driver"
  | "population"
  | "knowns"
  | "kindsOfMeasure"
  | "share"
  | "day"
  | "period"
  | "seconds"
  | "data";

export const argumentKind = (name: string): ArgumentKind | undefined =>
  (ARGUMENT_KINDS as Record<string, ArgumentKind>)[name];
