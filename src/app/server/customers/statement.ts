import type { z } from "zod";
import { nameOfStretch } from "../../../base/calendar.ts";
import type { CustomerStatement } from "../../../contracts/statement.ts";
import type { MeasureContext } from "../../../measures/measure.ts";
import { sql } from "../../../store/sql/sql.ts";
import { inTurn } from "../../../value/in-turn.ts";
import {
  buildStatements,
  type MissingCost,
  type Statement,
  type StatementGrain,
  type StatementPeriod,
  statementOf,
} from "../../../value/ledger/statement.ts";
import { linesOf, STATEMENT_COLUMNS, statementRows, whyEmpty } from "../../../value/ledger/statement-table.ts";
import type { LiveCompany } from "../live-company.ts";
import { lookAtCustomers, thePartyOf } from "./looking.ts";
import { outlookBasis, valued, valuedSoon } from "./valued.ts";

type Answer = z.infer<typeof CustomerStatement>;
/** A statement of one customer, or why there is none. */
type Asked =
  | { state: "recorded"; statement: Statement; missing: readonly MissingCost[] }
  | { state: "computing" | "not_measured" };

const built = new WeakMap<object, Promise<void>>();

/** What statements need beside the ledger, built once a version of the data when somebody asks. */
function builtOf(context: MeasureContext): Promise<void> {
  const known = built.get(context.store);
  if (known) return known;
  const building = inTurn(context.store, () => buildStatements(context));
  built.set(context.store, building);
  building.catch(() => built.delete(context.store));
  return building;
}

const look = async (live: LiveCompany, id: string, grain: StatementGrain) =>
  lookAtCustomers(live, async (company): Promise<Asked & { currency: string | null }> => {
    const { context } = company.analysis;
    const { store, info } = context;
    const party = await thePartyOf(company, id);
    const currency = info.currency ?? null;
    const basis = outlookBasis(context);
    if (!basis) return { state: basis === undefined ? "computing" : "not_measured", currency };
    await builtOf(context);
    const whose = sql`(cast(${party} as ${store.dialect.columnType("key", true)}))`;
    const statement = await statementOf(context, { whose, grain });
    return { state: "recorded", statement, missing: basis.missing, currency };
  });

/** Income and cost of a customer by date, ending in the financial result. @throws RequestError `request.not_found` */
export async function customerStatement(live: LiveCompany, id: string, by: StatementGrain): Promise<Answer> {
  await valuedSoon(live);
  const { currency, freshness, ...asked } = await look(live, id, by);
  if (asked.state !== "recorded")
    return {
      ...{ state: asked.state, by, currency, lines: [], periods: [], total: null, agrees: null, uncosted: null },
      ...{ uncostedBefore: null, notAllocated: null, missingCosts: [], freshness },
    };
  const { statement, missing } = asked;
  const lines = linesOf(statement, missing).map((line) => ({ line, empty: whyEmpty(line, statement, missing) }));
  const held = lines.filter(({ empty }) => empty === null).map(({ line }) => line);
  const amounts = (of: StatementPeriod) => ({
    lines: Object.fromEntries(held.map((line) => [line, of.lines[line] ?? 0])),
    result: of.result,
  });
  return {
    ...{ state: "recorded", by, currency, lines },
    periods: statement.periods.map((of) => ({
      ...{ period: of.from && nameOfStretch(of.from, by, 1), from: of.from, ...amounts(of) },
    })),
    ...{ total: amounts(statement.total), agrees: statement.agrees, uncosted: statement.uncosted },
    ...{
      uncostedBefore: statement.uncostedBefore,
      notAllocated: statement.nobody,
      missingCosts: [...missing],
      freshness,
    },
  };
}

/** The same as a file, which waits until it is known; no rows where nobody can be valued. @throws RequestError `request.not_found` */
export async function statementFile(live: LiveCompany, id: string, by: StatementGrain) {
  await valued(live);
  const asked = await look(live, id, by);
  const rows = asked.state === "recorded" ? statementRows(asked.statement, { name: id, missing: asked.missing }) : [];
  return { columns: STATEMENT_COLUMNS, rows };
}
