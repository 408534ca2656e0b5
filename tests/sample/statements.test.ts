import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { withCompany } from "../../src/app/company.ts";
import { silent } from "../../src/base/logger.ts";
import { writeSample } from "../../src/sample/write-sample.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { USUAL_TERMS, valueStudy } from "../../src/value/clv/study.ts";
import { buildStatements, statementOf } from "../../src/value/ledger/statement.ts";
import { unequal } from "../engines/dated-ledger.ts";

const dir = mkdtempSync(join(tmpdir(), "feltworth-statements-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("adds up by date to the ledger for every customer of the sample, line by line, to the last unit", async () => {
  await writeSample(dir, { customers: 1500, seed: 7 });
  const files = { config: null, dates: null, money: null, ask: null };
  const now = new Date("2026-11-01T00:00:00Z");
  await withCompany(
    { paths: [dir], files, analysis: {}, language: null, progress: silent, now },
    async ({ analysis: { context } }) => {
      const { store } = context;
      await valueStudy(context, USUAL_TERMS);
      await buildStatements(context);
      for (const grain of ["quarter", "month"] as const) expect(await unequal(context, grain)).toEqual([]);
      const [best] = await store.rows(sql`
        select concat('', party) as party, clv - to_come as net from value_customer order by clv desc, party limit 1`);
      const statement = await statementOf(context, {
        ...{ grain: "quarter", whose: sql`(cast(${String(best!.party)} as ${store.dialect.columnType("key", true)}))` },
      });
      expect(statement.agrees).toBe(true);
      expect(statement.total.result).toBe(Number(best!.net));
      // Every kind of line that the sample records has a place, those shared by rules too.
      expect(statement.lines).toEqual(expect.arrayContaining(["revenue", "goods", "contacts", "acquisition"]));
    },
  );
});
