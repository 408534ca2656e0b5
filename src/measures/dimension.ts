import { InputError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";

/** Where a dimension stands: on every row of the population, or on the party that the row is about. */
type DimensionHome = "row" | "party";

export interface Dimension {
  id: string;
  home: DimensionHome;
  column: string;
}

const row = (id: string, column = id): Dimension => ({ id, home: "row", column });
const party = (id: string, column = id): Dimension => ({ id, home: "party", column });

export const DIMENSIONS: Readonly<Record<string, Dimension>> = {
  segment: party("segment"),
  country: party("country"),
  region: party("region"),
  language: party("language"),
  plan: party("plan"),
  status: party("status"),
  acquisition_channel: party("acquisition_channel"),
  channel: row("channel"),
  touchpoint: row("touchpoint"),
  topic: row("topic"),
  department: row("department"),
  team: row("team"),
  agent: row("agent"),
  product: row("product"),
  tier: row("tier"),
  reward: row("reward"),
  origin: row("origin"),
  respondent: row("respondent"),
  survey: row("survey"),
  status_then: row("status_then"),
  item: row("item"),
  site: row("site"),
  request_delay: row("request_delay"),
  answer_delay: row("answer_delay"),
  standing: row("standing"),
  known_from: row("known_from"),
};

/** Cuts whose groups are codes of the product, by the family of texts that names them. */
export const WORDED: Readonly<Record<string, string>> = { standing: "band", known_from: "known_from" };

/** Cuts in which a small group could point at one person. */
export const PERSONAL: ReadonlySet<string> = new Set(["agent"]);

/** @throws InputError `input.unknown_dimension` naming those that the measure can be cut by */
export function dimension(id: string, allowed: readonly string[]): Dimension {
  const found = DIMENSIONS[id];
  if (found && allowed.includes(id)) return found;
  const meant = nearest(id, allowed);
  const question = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  throw new InputError("input.unknown_dimension", `This measure cannot be cut by "${id}".${question}`, {
    hint: `It can be cut by ${allowed.join(", ")}.`,
    details: { dimension: id, allowed },
  });
}
