import type { Dialect } from "../../store/sql/dialect.ts";
import { type Sql, sql } from "../../store/sql/sql.ts";

/** An exact sum of money as an amount of one party, as facts hold theirs: half as wide as `exact`, which matters where every customer has several. */
export const amountOf = ({ columnType }: Dialect, sum: Sql): Sql => sql`cast(${sum} as ${columnType("money", true)})`;
