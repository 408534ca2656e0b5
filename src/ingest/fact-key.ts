import type { FactKind } from "../facts/facts.ts";
import type { Staging } from "../store/ports/staging.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import type { Sql } from "../store/sql/sql.ts";

/** Fields that are part of a fact's identity beside its id: one response answers several questions. */
const APART: Partial<Record<FactKind, readonly string[]>> = {
  answer: ["instrument", "item"],
  snapshot: ["name"],
  points: ["change"],
  alias: ["other_kind"],
  usage: ["unit"],
  touch: ["name"],
  assignment: ["experiment"],
};
export const apartBy = (kind: FactKind): readonly string[] => APART[kind] ?? [];

interface Keys {
  dialect: Dialect;
  staging: Pick<Staging, "withLastBit">;
}

/** The key of a fact that has an id of the source's own: its last bit is 0. @param of kind, source, id, and what tells it apart */
export const ownKey = ({ dialect, staging }: Keys, of: readonly Sql[]): Sql =>
  staging.withLastBit(dialect.hash(...of), 0);

/**
 * The key of a fact that is told by its content alone, whatever the order of the columns in the file: its last bit is 1,
 * and repetitions are told apart later.
 */
export const contentKey = ({ dialect, staging }: Keys, of: readonly Sql[]): Sql =>
  staging.withLastBit(dialect.hash(...of), 1);
