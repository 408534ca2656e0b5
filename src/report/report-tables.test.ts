import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../texts/language.ts";
import { texts } from "../texts/texts.ts";
import { reportTables } from "./report-tables.ts";
import { emptyReport, hostileReport, reportFixture, smallReport } from "./testing/fixture.ts";

/** A reader of CSV as RFC 4180 has it. */
function read(csv: string): Record<string, string>[] {
  const [head = [], ...rows] = csv
    .split("\r\n")
    .slice(0, -1)
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(,|$)/g)].slice(0, -1).map(([, cell = ""]) => unquoted(cell)),
    )
    .map((cells) => cells);
  return rows.map((cells) => Object.fromEntries(head.map((column, index) => [column, cells[index] ?? ""])));
}
const unquoted = (cell: string) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
const tablesOf = (make: typeof reportFixture, language: (typeof LANGUAGES)[number] = "en") =>
  reportTables(make(language), texts(language));

describe("the tables of the report", () => {
  it("have one row for every figure, with its unit, bounds, n and state", () => {
    const input = reportFixture("en");
    const rows = read(tablesOf(reportFixture)["figures.csv"] ?? "");
    const chapters = input.chapters.flatMap(({ findings }) => findings);
    const figures = [...input.measures, ...input.links, ...chapters].flatMap(({ headline, figures }) => [
      headline,
      ...Object.values(figures),
    ]);
    const steps = input.answer.steps?.steps.filter(({ perCustomer }) => perCustomer).length ?? 0;
    expect(rows.length).toBe(figures.length + steps);
    figures.forEach((figure, index) => {
      const row = rows[index]!;
      expect(row).toMatchObject({
        id: figure.id,
        definition: figure.definition,
        unit: figure.unit,
        currency: figure.currency ?? "",
        n: String(figure.n),
        grade: figure.grade,
        basis: figure.basis,
        state: figure.state,
      });
      const known = figure.state === "estimate";
      expect(row.value).toBe(known ? String(figure.value) : "");
      expect([row.low, row.high]).toEqual(
        known && figure.interval ? [String(figure.interval.low), String(figure.interval.high)] : ["", ""],
      );
      if (!known) expect(row.reason).not.toBe("");
    });
  });

  it("are the same in every language but for what is called name or text", () => {
    const plain = (language: (typeof LANGUAGES)[number]) =>
      Object.entries(tablesOf(reportFixture, language)).map(([file, csv]) => [
        file,
        read(csv).map(({ name: _name, text: _text, ...codes }) => codes),
      ]);
    for (const language of LANGUAGES) expect(plain(language), language).toEqual(plain("en"));
  });

  it("hold each month, group, band, file and reason of the report", () => {
    const input = reportFixture("en");
    const tables = tablesOf(reportFixture);
    const rows = (file: string) => read(tables[file] ?? "");
    const all = input.measures.flatMap(({ tables: own }) => own);
    expect(rows("months.csv").length + rows("groups.csv").length).toBe(
      all.filter(({ columns }) => columns.length === 3).reduce((sum, table) => sum + table.rows.length, 0),
    );
    expect(rows("months.csv").every(({ month }) => /^\d{4}-\d{2}$/.test(month ?? ""))).toBe(true);
    expect(rows("links.csv").map(({ id }) => id)).toEqual(input.links.map(({ id }) => id));
    expect(rows("links.csv").map(({ verdict }) => `link.${verdict}`)).toEqual(
      input.links.map(({ verdict }) => verdict.code),
    );
    expect(rows("steps.csv").map(({ band }) => band)).toEqual(["detractor", "passive", "promoter"]);
    expect(rows("files.csv").map(({ file }) => file)).toEqual(input.quality.files.map(({ name }) => name));
    expect(rows("rejects.csv").length).toBe(input.quality.rejects.length);
    expect(rows("withheld.csv").length).toBe(input.answer.withheld.length);
    expect(rows("identity.csv").length).toBe(6);
  });

  it("have their heads and nothing else where there are no data", () => {
    const [full, empty] = [tablesOf(reportFixture), tablesOf(emptyReport)];
    for (const [file, csv] of Object.entries(empty)) {
      expect(csv.split("\r\n").length, file).toBe(2);
      if (file !== "link-bands.csv") expect(csv.split("\r\n")[0], file).toBe(full[file]?.split("\r\n")[0]);
    }
    expect(Object.keys(tablesOf(smallReport))).toEqual(Object.keys(empty));
  });

  it("hold no text that a spreadsheet would run as a formula", () => {
    for (const [file, csv] of Object.entries(tablesOf(hostileReport)))
      for (const row of read(csv))
        for (const cell of Object.values(row))
          expect(/^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)), `${file}: ${cell}`).toBe(false);
  });
});
