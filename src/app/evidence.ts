import type { Figure } from "../findings/figure.ts";
import { isEstimate } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import type { MeasureDefinition } from "../measures/definition.ts";
import { field } from "../report/csv.ts";
import type { Chapter } from "../report/report-input.ts";
import { printable } from "../store/sql/sql.ts";
import type { Analysis } from "./analysis.ts";
import type { LoadedFiles } from "./request.ts";

export interface EvidenceSubject {
  version: string;
  dataVersion: string;
  settings: Record<string, unknown>;
  loaded: LoadedFiles;
  measures: readonly Finding[];
  links: readonly Finding[];
  chapters: readonly Chapter[];
}

/**
 * The files from which a third person can recompute every figure: what was read (with hashes), the settings, the
 * definitions, each query and what it gave. Reductions only: nothing in it is about one person.
 */
export function evidenceFiles(analysis: Analysis, subject: EvidenceSubject): Record<string, string> {
  const shown = new Set(subject.measures.map(({ id }) => id));
  const files: Record<string, string> = {
    "settings.json": pretty({
      version: subject.version,
      dataVersion: subject.dataVersion,
      settings: subject.settings,
      panel: analysis.info,
    }),
    "inputs.json": pretty(subject.loaded.inputs),
    "definitions.json": pretty([...analysis.book.values()].filter(({ id }) => shown.has(id)).map(definitionOf)),
    "reductions.json": pretty(Object.fromEntries(analysis.queries.map(({ id, rows }) => [id, rows]))),
    "measures.csv": csv(
      MEASURE_COLUMNS,
      [...subject.measures, ...subject.chapters.flatMap(({ findings }) => findings)]
        .flatMap(({ headline, figures }) => [headline, ...Object.values(figures)])
        .map(figureRow),
    ),
    "links.csv": csv(LINK_COLUMNS, subject.links.flatMap(linkRows)),
    "rejects.csv": csv(
      ["file", "line", "column", "reason", "fact"],
      subject.loaded.rejects.map((r) => [r.file, r.line, r.column ?? "", r.reason, r.fact ?? ""]),
    ),
  };
  for (const { id, sql } of analysis.queries) files[`queries/${id}.sql`] = `${sql}\n`;
  return files;
}

const pretty = (value: unknown): string =>
  `${JSON.stringify(value, (_key, v) => (typeof v === "bigint" ? String(v) : v), 2)}\n`;

function definitionOf({
  id,
  version,
  unit,
  better,
  needs,
  family,
  population,
  cluster,
  latestOfParty,
  minimum,
}: MeasureDefinition) {
  const parts = Object.fromEntries(
    Object.entries(family).map(([key, value]) => [
      key,
      typeof value === "object" && value !== null && "strings" in value ? printable(value as never) : value,
    ]),
  );
  return {
    id,
    version,
    unit,
    better,
    needs,
    family: parts,
    population:
      population.over === "events"
        ? {
            table: population.table,
            base: population.base && printable(population.base),
            valid: population.valid && printable(population.valid),
          }
        : { stretches: true },
    cluster,
    latestOfParty: latestOfParty ?? false,
    minimum,
  };
}

type CsvCell = string | number | null;
const MEASURE_COLUMNS = [
  "figure",
  "definition",
  "state",
  "value",
  "low",
  "high",
  "n",
  "unit",
  "currency",
  "grade",
  "from",
  "to",
];
const LINK_COLUMNS = ["experience", "outcome", "verdict", "band", ...MEASURE_COLUMNS];

function figureRow(figure: Figure): CsvCell[] {
  const estimate = isEstimate(figure) ? figure : null;
  return [
    figure.id,
    figure.definition,
    figure.state,
    estimate?.value ?? null,
    estimate?.interval?.low ?? null,
    estimate?.interval?.high ?? null,
    figure.n,
    figure.unit,
    figure.currency ?? "",
    figure.grade,
    figure.window.from ?? "",
    figure.window.to ?? "",
  ];
}

function linkRows({ verdict, headline, figures }: Finding): CsvCell[][] {
  const head = [String(verdict.values.experience), String(verdict.values.outcome), verdict.code];
  return [
    [...head, "", ...figureRow(headline)],
    ...Object.entries(figures).map(([band, figure]) => [...head, band, ...figureRow(figure)]),
  ];
}

const csv = (columns: readonly string[], rows: readonly (readonly CsvCell[])[]): string =>
  `${[columns, ...rows].map((row) => row.map(field).join(",")).join("\n")}\n`;
