import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cellText } from "../../src/report/cell-text.ts";
import { nameOf } from "../../src/report/names.ts";
import { reportPdf } from "../../src/report/pdf/report-pdf.ts";
import type { ReportInput } from "../../src/report/report-input.ts";
import { isSplit } from "../../src/report/report-tables.ts";
import { emptyReport, hostileReport, reportFixture, smallReport } from "../../src/report/testing/fixture.ts";
import { LANGUAGES, type Language } from "../../src/texts/language.ts";
import { texts } from "../../src/texts/texts.ts";
import {
  fontsOf,
  HAS_TOOLS,
  infoOf,
  MISSING,
  pagesOf,
  picturesIn,
  plain,
  spokenIn,
  squeezed,
  structureOf,
  textOf,
  wordsOf,
} from "./pdf-tools.ts";

const FIXTURES = { full: reportFixture, small: smallReport, empty: emptyReport, hostile: hostileReport };
type Name = keyof typeof FIXTURES;
const NAMES = Object.keys(FIXTURES) as Name[];

if (!HAS_TOOLS && process.env.CI === "true") {
  it("needs readers of PDF", () => expect.fail(MISSING));
}

describe("the document", () => {
  it("is the same bytes for the same findings, and carries no date", async () => {
    const [one, two] = [
      await reportPdf(reportFixture("pl"), texts("pl")),
      await reportPdf(reportFixture("pl"), texts("pl")),
    ];
    expect(one.equals(two)).toBe(true);
    expect(one.toString("latin1")).not.toMatch(/CreationDate|ModDate|xmp:/);
  });

  it("says every sentence from the catalogues, in every language", async () => {
    for (const language of LANGUAGES)
      for (const name of NAMES) {
        const unknown: string[] = [];
        await reportPdf(FIXTURES[name](language), texts(language, { onUnknown: (code) => unknown.push(code) }));
        expect(unknown, `${name} ${language}`).toEqual([]);
      }
  });
});

describe.skipIf(!HAS_TOOLS)(`the document read back${HAS_TOOLS ? "" : ` (${MISSING})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "feltworth-pdf-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const made = new Map<string, Promise<string>>();
  const write = async (input: ReportInput, name: string): Promise<string> => {
    const path = join(folder, `${name}.pdf`);
    writeFileSync(path, await reportPdf(input, texts(input.settings.language)));
    return path;
  };
  const fileOf = (name: Name, language: Language): Promise<string> => {
    const key = `${name}-${language}`;
    const path = made.get(key) ?? write(FIXTURES[name](language), key);
    made.set(key, path);
    return path;
  };

  describe.each(LANGUAGES)("%s", (language) => {
    const t = texts(language);

    it("has title, language, tags and A4 pages, and its fonts inside", async () => {
      for (const name of NAMES) {
        const input = FIXTURES[name](language);
        const path = await fileOf(name, language);
        const info = infoOf(path);
        expect(info).toMatchObject({ Tagged: "yes", "Page size": "595.28 x 841.89 pts (A4)" });
        if (name !== "hostile") {
          const company = { company: input.company === "" ? "none" : "given", name: input.company };
          expect(info.Title).toBe(t.t("report.document_title", company));
        }
        const bytes = readFileSync(path, "latin1");
        expect(bytes).toContain(`/Lang (${language})`);
        expect(bytes).toContain("/DisplayDocTitle true");
        const fonts = fontsOf(path);
        expect(fonts.length).toBeGreaterThan(0);
        expect(fonts.filter(({ embedded }) => !embedded)).toEqual([]);
        expect(picturesIn(path), "charts are drawn, not pictured").toBe(0);
      }
    });

    it("has headings, tables and figures with words for those who cannot see them", async () => {
      const structure = structureOf(await fileOf("full", language));
      const count = (tag: string) => [...structure.matchAll(new RegExp(`^ *${tag}\\b`, "gm"))].length;
      expect(count("H1")).toBe(1);
      for (const name of NAMES) {
        const levels = [...structureOf(await fileOf(name, language)).matchAll(/^ *H(\d)\b/gm)].map(([, n]) =>
          Number(n),
        );
        const jumps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
        expect(jumps, `${name}: no level of headings is skipped`).toEqual([]);
      }
      expect(count("H2")).toBeGreaterThanOrEqual(9);
      expect(count("TR")).toBeGreaterThan(20);
      expect(count("TH")).toBeGreaterThan(count("TR") - 1);
      expect(count("Figure")).toBeGreaterThan(5);
      const bytes = readFileSync(await fileOf("full", language), "latin1");
      const figures = [...bytes.matchAll(/\/S \/Figure\n(\/Alt )?/g)];
      expect(figures.length).toBe(count("Figure"));
      expect(figures.every(([, alt]) => alt !== undefined)).toBe(true);
    });

    it("reads aloud as whole sentences, wherever their lines break", async () => {
      const input = reportFixture(language);
      const spoken = spokenIn(await fileOf("full", language));
      const sentences = [
        ...input.links.map(({ verdict }) => t.say(verdict)),
        ...input.method.map(({ code, values }) => t.t(`${code}.text`, values)),
        t.t("report.links.intro"),
      ];
      expect(sentences.filter((sentence) => !spoken.includes(plain(sentence)))).toEqual([]);
    });

    it("holds every figure of the report", async () => {
      const input = reportFixture(language);
      const text = textOf(await fileOf("full", language));
      const missing = new Set<string>();
      const expectText = (said: string) => {
        if (!text.includes(squeezed(said))) missing.add(said);
      };
      const chapters = input.chapters.flatMap(({ findings }) => findings);
      for (const finding of chapters) for (const said of [finding.title!, finding.verdict]) expectText(t.say(said));
      for (const { headline, verdict, notes = [], tables, design } of [
        ...input.measures,
        ...input.links,
        ...chapters,
      ]) {
        if (!design && !chapters.some((each) => each.headline === headline)) expectText(nameOf(headline, { texts: t }));
        expectText(design && headline.state === "estimate" ? t.difference(headline) : t.figureValue(headline));
        if (design) expectText(t.say(verdict));
        expectText(headline.definition);
        if (headline.state === "estimate" && headline.interval)
          expectText(design ? t.differenceRange(headline) : (t.figureRange(headline) ?? ""));
        expectText(t.number(headline.n));
        for (const note of notes) expectText(t.say(note));
        // What moved the total is told in a sentence; its parts stand on the page for the screen and in the tables beside.
        for (const table of tables.filter((each) => !isSplit(each)))
          for (const row of table.rows.slice(table.rows[0]?.group?.kind === "message" ? -3 : 0))
            for (const { id } of table.columns) expectText(cellText(row[id], t));
      }
      for (const { what, why } of input.answer.withheld) for (const message of [what, why]) expectText(t.say(message));
      for (const file of input.quality.files) expectText(file.name);
      for (const { code, values } of input.method) expectText(t.t(`${code}.text`, values));
      expect([...missing]).toEqual([]);
    });

    it("gives the answer on its first page: score, worth, bands, what is withheld, caveats, sources", async () => {
      for (const name of NAMES) {
        const input = FIXTURES[name](language);
        const page = textOf(await fileOf(name, language), 1);
        for (const part of ["score", "worth", "steps", "withheld", "caveats", "sources"])
          expect(page, `${name}: ${part}`).toContain(squeezed(t.t(`report.answer.${part}`)));
        const main = input.measures.find(({ id }) => id === input.answer.scores[0]);
        if (main?.headline.state === "estimate") expect(page).toContain(squeezed(t.figureRange(main.headline) ?? ""));
        const strongest = input.links.find(({ id }) => id === input.answer.links[0]);
        if (strongest) expect(page).toContain(squeezed(t.say(strongest.verdict)));
        for (const { perCustomer } of input.answer.steps?.steps ?? [])
          if (perCustomer) expect(page).toContain(squeezed(t.figureRange(perCustomer) ?? ""));
        if (input.answer.withheld[0]) expect(page).toContain(squeezed(t.capital(t.say(input.answer.withheld[0].what))));
        expect(page).toContain(squeezed(t.t("report.page", { n: 1, total_n: pagesOf(await fileOf(name, language)) })));
      }
    });

    it("lets nothing stand in the margins", async () => {
      for (const name of NAMES) {
        const outside = wordsOf(await fileOf(name, language)).filter(
          ({ left, top, right, bottom }) => left < 47 || right > 548.5 || top < 24 || bottom > 826,
        );
        expect(outside, name).toEqual([]);
      }
    });
  });

  it("is short where there is little to say", async () => {
    expect(pagesOf(await fileOf("empty", "en"))).toBe(2);
    expect(pagesOf(await fileOf("small", "en"))).toBeLessThanOrEqual(3);
    expect(textOf(await fileOf("empty", "en"))).toContain(squeezed(texts("en").t("report.measures.unlock")));
  });

  it("cuts no row of a table at the end of a page, and repeats its head on the next", async () => {
    const input = reportFixture("en");
    const [file] = input.quality.files;
    const files = Array.from({ length: 150 }, (_, i) => ({
      ...file!,
      name: `exports/part ${i} of a long name that breaks.csv`,
    }));
    const path = await write({ ...input, quality: { ...input.quality, files } }, "long");
    let rows = 0;
    const title = squeezed(texts("en").t("report.quality.taken_for"));
    for (let page = 1; page <= pagesOf(path); page++) {
      const text = textOf(path, page);
      const here = files.filter(({ name }) => text.includes(squeezed(name))).length;
      if (here > 0) expect(text, `page ${page}`).toContain(title);
      rows += here;
    }
    // A name that went over two pages would be whole on neither.
    expect(rows).toBe(150);
  });

  it("shows a letter that its font lacks as the sign for that", async () => {
    const text = textOf(await write({ ...reportFixture("en"), company: "商店 Łódź 한" }, "letters"), 1);
    expect(text).toContain("\ufffd\ufffdŁódź\ufffd");
    expect(text).not.toContain("\u0000");
  });

  it("shows what steers a terminal or a reader's eye as a plain sign", async () => {
    expect(textOf(await fileOf("hostile", "en"))).not.toMatch(/(?!\n|\f)\p{Cc}|\u202e/u);
  });
});
