import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PeopleRules } from "../facts/people-rules.ts";
import type { MeasureBook } from "../measures/registry.ts";
import { amountOf } from "../panel/amount.ts";
import { departmentInput } from "../report/department.ts";
import { departmentHtml, onePageHtml, reportHtml } from "../report/report-html.ts";
import type { ChapterOnRequest, ReportInput } from "../report/report-input.ts";
import { reportJson } from "../report/report-json.ts";
import { reportMarkdown } from "../report/report-markdown.ts";
import { reportTables } from "../report/report-tables.ts";
import { inTurns } from "../store/in-turns.ts";
import { type Texts, texts } from "../texts/texts.ts";
import { withCompany } from "./company.ts";
import { byStrength, compileReport } from "./compile-report.ts";
import type { Run } from "./compose.ts";
import { DEPARTMENTS, shareOf } from "./departments.ts";
import { evidenceFiles } from "./evidence.ts";
import type { CompanyRequest, LoadedFiles } from "./request.ts";
import { noteShown } from "./shown-results.ts";
import { refuseRejects } from "./strict.ts";
import { writeFiles } from "./write-files.ts";

/** Questions that a report asks the engine at once, of many records and of few. */
const AT_ONCE = { many: 2, few: 6 };

export interface ReportRequest extends CompanyRequest {
  out: string;
  evidence: "reductions" | "full";
  strict: boolean;
  /** Whether to draw the report as a document too. */
  pdf: boolean;
  /** Whether to write the reports of departments too. */
  departments: boolean;
  /** Whether to call agents by their names. */
  agents: boolean;
  /** Chapters beyond the usual ones; the settings file may ask for more. */
  with: readonly ChapterOnRequest[];
  company: string | null;
}

export interface MadeReport {
  input: ReportInput;
  loaded: LoadedFiles;
  path: string;
}

/** Version of this program. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
).version;

/** The main job: from files to a report in money, with the evidence behind it. */
export async function makeReport(request: ReportRequest, onRun?: (run: Run) => void): Promise<MadeReport> {
  return withCompany(
    request,
    async ({ run, loaded, analysis, options, language }) => {
      const { dataVersion } = loaded;
      const { context } = analysis;
      const input = await compileReport(
        { ...analysis, context: { ...context, store: inTurns(context.store, AT_ONCE[amountOf(context.info.facts)]) } },
        {
          company: request.company ?? loaded.settings.company ?? "",
          language,
          version: VERSION,
          dataVersion,
          workspace: loaded.workspace,
          quality: loaded.quality,
          agents: request.agents,
          with: [...new Set([...request.with, ...(loaded.settings.chapters ?? [])])],
          ...(loaded.settings.targets ? { targets: loaded.settings.targets } : {}),
        },
        request.progress,
      );
      noteShown(request, input.links, { by: "report", dataVersion });
      const words = texts(language, { words: input.words ?? {} });
      run.refuseInterrupted();
      await writeFiles(request.out, {
        "report.html": reportHtml(input, words),
        "onepage.html": onePageHtml(input, words),
        "report.md": reportMarkdown(input, words),
        "report.json": reportJson(input),
      });
      await writeFiles(join(request.out, "tables"), reportTables(input, words));
      const departments = request.departments ? departmentInputs(input, analysis.book) : [];
      await writeFiles(
        join(request.out, "departments"),
        Object.fromEntries(departments.map(([id, own]) => [`${id}.html`, departmentHtml(own, id, words)])),
      );
      const evidence = evidenceFiles(analysis, {
        version: VERSION,
        dataVersion,
        settings: { ...options, ...peopleCounted(options.people), language },
        loaded,
        measures: input.measures,
        links: input.links,
        chapters: input.chapters,
      });
      await writeFiles(join(request.out, "evidence"), evidence);
      if (request.evidence === "full") await run.exportTables(join(request.out, "evidence", "tables"));
      // Last, because a document takes its time: everything else is there before it.
      if (request.pdf) await writeDocuments(request.out, { input, departments, words });
      if (request.strict)
        refuseRejects(
          loaded.rejectedRows,
          "See evidence/rejects.csv for file, line, column and reason; mend them, or leave out --strict.",
        );
      return { input, loaded, path: join(request.out, "report.html") };
    },
    onRun,
  );
}

/** Evidence is about nobody in particular: what was decided of single people is counted, not told. */
const peopleCounted = (people: Partial<PeopleRules> | undefined) =>
  people ? { people: { ...people, block: people.block?.length ?? 0, decisions: people.decisions?.length ?? 0 } } : {};

/** What of the report concerns each department. */
export function departmentInputs(input: ReportInput, book: MeasureBook): [department: string, own: ReportInput][] {
  const ranked = [...input.links].sort(byStrength);
  return DEPARTMENTS.map((department) => [
    department.id,
    departmentInput(input, shareOf(department, book.values(), ranked)),
  ]);
}

/** The report as a document, and those of departments where they are asked for. */
async function writeDocuments(
  out: string,
  { input, departments, words }: { input: ReportInput; departments: [string, ReportInput][]; words: Texts },
): Promise<void> {
  const { departmentPdf, reportPdf } = await import("../report/pdf/report-pdf.ts");
  await writeFiles(out, { "report.pdf": await reportPdf(input, words) });
  for (const [id, own] of departments)
    await writeFiles(join(out, "departments"), { [`${id}.pdf`]: await departmentPdf(own, id, words) });
}
