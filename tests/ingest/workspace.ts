import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { finish } from "../../src/ingest/finish.ts";
import { type LoadReport, load, type Store } from "../../src/ingest/load.ts";
import type { TableMapping } from "../../src/sources/mapping.ts";
import { discover, type SourceFile } from "../../src/sources/read/discover.ts";
import { probe } from "../../src/sources/read/probe.ts";
import type { ReadOptions, TableSample } from "../../src/sources/table.ts";
import { DuckDb } from "../../src/store/duckdb/engine.ts";
import { duckdbStaging } from "../../src/store/duckdb/staging.ts";
import type { Row } from "../../src/store/ports/analytics.ts";
import { raw, sql } from "../../src/store/sql/sql.ts";

export const NOW = "2026-06-01T00:00:00Z";

/** A folder with files and an engine, for one test file. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), "feltworth-ingest-"));
  store!: Store;
  #db!: DuckDb;
  #n = 0;

  async open(): Promise<this> {
    const tempDirectory = join(this.folder, "temp");
    this.#db = await DuckDb.open({ path: ":memory:", tempDirectory, memoryLimitMb: 512, threads: 2 });
    this.store = Object.assign(this.#db, duckdbStaging(this.#db));
    return this;
  }

  async close(): Promise<void> {
    await this.#db.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Forgets what was loaded. */
  async reset(): Promise<void> {
    const tables = await this.store.rows(sql`select table_name as t from information_schema.tables`);
    for (const { t } of tables) await this.store.run(sql`drop table if exists ${raw(`"${String(t)}"`)}`);
  }

  file(content: string | Uint8Array, name = `file-${++this.#n}.csv`): SourceFile {
    const path = join(this.folder, "files", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return { path, name, bytes: Buffer.byteLength(content) };
  }

  probe(file: SourceFile, stated: Partial<ReadOptions> = {}): Promise<TableSample[]> {
    return probe(file, stated, this.store);
  }

  async table(file: SourceFile, stated: Partial<ReadOptions> = {}): Promise<TableSample> {
    const [table] = await this.probe(file, stated);
    return table!;
  }

  async load(content: string | Uint8Array | SourceFile, mapping: TableMapping, name?: string): Promise<LoadReport> {
    const file = typeof content === "string" || content instanceof Uint8Array ? this.file(content, name) : content;
    return this.loadTable(await this.table(file), mapping);
  }

  async loadTable(table: TableSample, mapping: TableMapping): Promise<LoadReport> {
    const folder = mkdtempSync(join(this.folder, "run-"));
    const report = await load(this.store, table, mapping, { now: NOW, folder });
    rmSync(folder, { recursive: true });
    return report;
  }

  finish() {
    return finish(this.store);
  }

  rows(query: string): Promise<Row[]> {
    return this.store.rows(raw(query));
  }

  discover(...paths: string[]) {
    return discover(paths.map((p) => join(this.folder, p)));
  }
}

/** Orders with an id of their own. */
export const ORDERS: TableMapping = {
  format: "test.orders",
  facts: [
    {
      fact: "purchase",
      id: "id",
      subject: { kind: "customer", value: "customer" },
      at: { value: "date" },
      fields: { order_id: "id", amount: "amount", currency: "currency", channel: "channel" },
    },
  ],
};

/** The same without: the content decides. */
export const TILL: TableMapping = {
  format: "test.till",
  facts: [
    {
      fact: "purchase",
      subject: { kind: "customer", value: "customer" },
      at: { value: "date" },
      fields: { amount: "amount", currency: "currency", channel: "channel" },
    },
  ],
};

export const HEADER = "id,customer,date,amount,currency,channel";

/** The smallest Excel workbook with one sheet. */
export function workbook(rows: readonly (readonly (string | number)[])[]): Uint8Array {
  const cell = (value: string | number, r: number, c: number) => {
    const at = `${String.fromCharCode(65 + c)}${r + 1}`;
    return typeof value === "number"
      ? `<c r="${at}"><v>${value}</v></c>`
      : `<c r="${at}" t="inlineStr"><is><t>${value.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</t></is></c>`;
  };
  const sheet = rows.map((row, r) => `<row r="${r + 1}">${row.map((v, c) => cell(v, r, c)).join("")}</row>`).join("");
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const parts: Record<string, string> = {
    "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([path, xml]) => [path, strToU8(xml)])));
}
