import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ReportInput } from "../../src/report/report-input.ts";
import { anchor } from "../../src/report/view.ts";
import { texts } from "../../src/texts/texts.ts";
import { HAS_TOOLS, infoOf, MISSING, squeezed, textOf } from "../report/pdf-tools.ts";
import { answer, contentsOf, files, readJson, sampleCompany, workFolder } from "./command.ts";

const at = workFolder();
const out = at("report");
const t = texts("pl");
let input: ReportInput;

beforeAll(async () => {
  await sampleCompany(at("shop"), 200, "--months", "15");
  await answer([
    "report",
    at("shop"),
    "--out",
    out,
    "--language",
    "pl",
    "--pdf",
    "--departments",
    "--company",
    "Sklep",
  ]);
  input = readJson<ReportInput>(join(out, "report.json"));
});

const text = (name: string) => readFileSync(join(out, name), "utf8");
const figuresOf = ({ measures, links, chapters }: ReportInput) =>
  [...measures, ...links, ...chapters.flatMap(({ findings }) => findings)].flatMap(({ headline, figures }) => [
    headline,
    ...Object.values(figures),
  ]);

describe("the faces of one run", () => {
  it("stand beside each other, each with the same answer", () => {
    const strongest = input.links.find(({ id }) => id === input.answer.links[0])!;
    const said = t.say(strongest.verdict);
    for (const name of ["report.html", "onepage.html"]) expect(text(name).includes(said), name).toBe(true);
    for (const name of ["support", "sales", "marketing", "product"])
      expect(text(`departments/${name}.html`).includes(`Sklep: raport wartości, ${t.t(`department.${name}`)}`)).toBe(
        true,
      );
  });

  it("give every measure of the report to a department, with the value it has there", () => {
    const pages = Object.entries(contentsOf(join(out, "departments"))).map(([, bytes]) => bytes.toString("utf8"));
    for (const { id, headline } of input.measures) {
      const own = pages.filter((page) => page.includes(`<article id="measure-${id}"`));
      expect(own.length, id).toBeGreaterThan(0);
      for (const page of own) expect(page.includes(t.figureValue(headline)), id).toBe(true);
    }
  });

  it("have every figure as a row of tables/figures.csv", () => {
    const rows = text("tables/figures.csv").trimEnd().split("\r\n").slice(1);
    const steps = input.answer.steps?.steps.filter(({ perCustomer }) => perCustomer).length ?? 0;
    expect(rows.length).toBe(figuresOf(input).length + steps);
    const estimates = figuresOf(input).flatMap((figure) => (figure.state === "estimate" ? figure.value : []));
    for (const value of estimates) expect(rows.some((row) => row.split(",").includes(String(value)))).toBe(true);
  });

  it.skipIf(!HAS_TOOLS)(`have every figure in the document${HAS_TOOLS ? "" : ` (${MISSING})`}`, () => {
    const path = join(out, "report.pdf");
    expect(infoOf(path)).toMatchObject({ Title: "Sklep: raport wartości", Tagged: "yes" });
    const pdf = textOf(path);
    const missing = input.measures
      .filter(({ headline }) => !pdf.includes(squeezed(t.figureValue(headline))))
      .concat(input.links.filter(({ verdict }) => !pdf.includes(squeezed(t.say(verdict)))));
    expect(missing.map(({ id }) => id)).toEqual([]);
    const groups = input.measures.flatMap(({ figures }) => Object.values(figures));
    // With its interval; a recorded total, which has none, to the cent.
    const says = (figure: (typeof groups)[number]) =>
      pdf.includes(squeezed(t.figureRange(figure) ?? t.capital(t.figureValue(figure, "exact"))));
    const unsaid = groups.filter((figure) => !says(figure));
    expect(unsaid.map(({ id }) => id)).toEqual([]);
  });

  it.skipIf(!HAS_TOOLS)(
    `have a document of each department, beside its page${HAS_TOOLS ? "" : ` (${MISSING})`}`,
    () => {
      for (const name of ["support", "sales", "marketing", "product"]) {
        const path = join(out, "departments", `${name}.pdf`);
        const title = `Sklep: raport wartości, ${t.t(`department.${name}`)}`;
        expect(infoOf(path)).toMatchObject({ Title: title, Tagged: "yes" });
        const [pdf, page] = [textOf(path), text(`departments/${name}.html`)];
        const own = input.measures.filter(({ id }) => page.includes(`<article id="measure-${id}"`));
        expect(own.length, name).toBeGreaterThan(3);
        const missing = own.filter(({ headline }) => !pdf.includes(squeezed(t.figureValue(headline))));
        expect(
          missing.map(({ id }) => id),
          name,
        ).toEqual([]);
        const others = input.links.filter(
          ({ id, verdict }) => !page.includes(`id="${anchor("link", id)}"`) && pdf.includes(squeezed(t.say(verdict))),
        );
        expect(
          others.map(({ id }) => id),
          `${name}: nothing that is not its matter`,
        ).toEqual([]);
      }
    },
  );

  it("are made of a company with next to no data too", async () => {
    const folder = files(at("bare"), {
      "orders.csv": "order_id,customer_id,order_date,amount,currency\nO1,C1,2025-01-03,10.00,EUR\n",
    });
    await answer(["report", folder, "--out", at("bare-report"), "--pdf", "--departments"]);
    const made = contentsOf(at("bare-report"));
    const some = [
      "report.pdf",
      "onepage.html",
      "departments/support.html",
      "departments/product.pdf",
      "tables/months.csv",
    ];
    for (const name of some) expect(made[name]?.length, name).toBeGreaterThan(0);
    const page = made["report.html"]!.toString("utf8");
    expect(page.includes("4 more records") && !page.includes("4 more answers")).toBe(true);
    const support = made["departments/support.html"]!.toString("utf8");
    expect(support.includes(texts("en").t("report.answer.nothing_withheld"))).toBe(false);
    expect(made["report.pdf"]!.subarray(0, 8).toString("latin1")).toBe("%PDF-1.7");
  });
});
