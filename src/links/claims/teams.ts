import { THIRDS } from "../../facts/instruments.ts";
import type { PanelInfo } from "../../panel/settings.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { join, literal, type Sql, sql } from "../../store/sql/sql.ts";

/** Whether the band of an answer is the good one of its score. */
export const goodBands = ({ instruments }: PanelInfo): Sql => {
  const bands = [...Object.values(instruments).flatMap((each) => each.bands), ...THIRDS];
  return sql`band in (${join(bands.filter(({ tone }) => tone === "good").map(({ code }) => literal(code)))})`;
};

/** A team as that what its answers belong to, in place of a party. */
export const unitKey = (team: Sql, { hash }: Dialect): Sql => hash(team);
