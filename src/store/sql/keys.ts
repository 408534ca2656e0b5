import type { Dialect } from "./dialect.ts";
import type { Sql } from "./sql.ts";

/** The 64-bit key under which an identifier (its kind, and its value as normalised at load) stands on every fact. */
export const subjectKey = ({ hash }: Dialect, kind: Sql, value: Sql): Sql => hash(kind, value);
