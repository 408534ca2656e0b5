import type { Label } from "../findings/chart-spec.ts";
import { type Figure, isEstimate } from "../findings/figure.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";
import type { Texts } from "../texts/texts.ts";
import { csv, field } from "./csv.ts";
import { nameOf } from "./names.ts";
import type { ReportInput } from "./report-input.ts";

type Value = string | number | null | undefined;
type Row = Record<string, Value>;

/**
 * Every table of the report as CSV, one file a table, for a spreadsheet or a program. Codes and days as the findings have
 * them, numbers bare with a decimal point whatever the language: shares in [0, 1], NPS in points, money in major units,
 * durations in seconds. Only columns called `name` or `text` are in the reader's language.
 */
export function reportTables(input: ReportInput, texts: Texts): Record<string, string> {
  const others = [
    ...input.measures
      .flatMap(({ tables }) => tables)
      .filter((table) => !isByMonth(table) && !isByGroup(table) && !isSplit(table)),
    ...input.chapters.flatMap(({ findings }) => findings.flatMap(({ tables }) => tables)),
  ];
  return {
    "figures.csv": written(FIGURES, figures(input, texts)),
    "months.csv": written(
      MONTHS,
      input.measures.flatMap((finding) => finding.tables.filter(isByMonth).flatMap((table) => months(finding, table))),
    ),
    "groups.csv": written(
      GROUPS,
      input.measures.flatMap((finding) => finding.tables.filter(isByGroup).flatMap((table) => groups(finding, table))),
    ),
    "distributions.csv": written(["measure", "answer", "band", "n"], input.measures.flatMap(distributions)),
    "splits.csv": written(
      SPLITS,
      input.measures.flatMap((finding) => finding.tables.filter(isSplit).flatMap((table) => splits(finding, table))),
    ),
    "targets.csv": written(TARGETS, input.targets.map(target)),
    "links.csv": written(LINKS, input.links.map(link)),
    "link-bands.csv": linkBands(input.links),
    "steps.csv": written(STEPS, steps(input)),
    "withheld.csv": written(["what", "why", "text"], withheld(input, texts)),
    "files.csv": written(FILES, files(input)),
    "suspicions.csv": written(["code", "where", "sure", "text"], suspicions(input, texts)),
    "control-totals.csv": written(TOTALS, totals(input)),
    "rejects.csv": written(["file", "reason", "rows", "samples"], rejects(input)),
    "identity.csv": written(["what", "value"], identity(input)),
    "notes.csv": written(
      ["code", "text"],
      input.quality.notes.map((note) => ({ code: note.code, text: texts.say(note) })),
    ),
    ...Object.fromEntries(others.map((table) => [`${table.id.replace(/[^\w.-]/g, "-")}.csv`, csv(table)])),
  };
}

const SIZE = ["value", "low", "high", "level", "n", "unit", "currency"];
const FIGURES = [
  ...["id", "finding", "name", "definition", "cut", "group", "from", "to", "zone"],
  ...[
    "unit",
    "currency",
    "value",
    "low",
    "high",
    "level",
    "n",
    "grade",
    "basis",
    "state",
    "reason",
    "excluded",
    "query",
  ],
];
const MONTHS = ["measure", "month", "state", ...SIZE];
const GROUPS = ["measure", "cut", "group", "state", ...SIZE];
const SPLITS = ["measure", "cut", "group", "share_before", "share_after", "rate", "mix", "both", "unit", "currency"];
const TARGETS = ["id", "measure", "cut", "group", "target", "since", "by", "baseline", "status", "state", ...SIZE];
const LINKS = [
  ...["id", "experience", "outcome", "verdict", "state", ...SIZE],
  ...["grade", "basis", "horizon_days", "gap_days", "band_minimum", "cautions", "definition"],
];
const STEPS = ["experience", "band", "customers", "outcome", "state", ...SIZE];
const FILES = [
  ...["file", "format", "by", "rows", "facts", "rejected", "repeated", "replaced", "could_name", "named", "customers"],
  ...["first_day", "last_day"],
];
const TOTALS = ["file", "fact", "field", "currency", "in_file", "loaded", "set_aside", "closes"];

function written(columns: readonly string[], rows: readonly Row[]): string {
  const lines = [columns.map(field), ...rows.map((row) => columns.map((column) => field(row[column] ?? null)))];
  return lines.map((fields) => `${fields.join(",")}\r\n`).join("");
}

/** What a size is, and its bounds; nothing where there is no value. */
const sizeOf = (figure: Figure): Row => ({
  value: isEstimate(figure) ? figure.value : null,
  low: isEstimate(figure) ? figure.interval?.low : null,
  high: isEstimate(figure) ? figure.interval?.high : null,
  level: isEstimate(figure) ? figure.interval?.level : null,
  n: figure.n,
  unit: figure.unit,
  currency: figure.currency,
  state: figure.state,
  grade: figure.grade,
  basis: figure.basis,
});

/** Several codes in one field. */
const joined = (parts: readonly string[]): string => parts.join("; ");

function figures({ measures, links, chapters, answer }: ReportInput, texts: Texts): Row[] {
  const row = (finding: string, figure: Figure, place: { cut: string; group: string }): Row => ({
    ...sizeOf(figure),
    ...place,
    id: figure.id,
    finding,
    name: nameOf(figure, { texts }),
    definition: figure.definition,
    from: figure.window.from,
    to: figure.window.to,
    zone: figure.window.zone,
    reason: reasonOf(figure),
    excluded: joined(figure.excluded.map(({ reason, n }) => `${reason}: ${n}`)),
    query: figure.query?.id,
  });
  const rowsOf = (finding: Finding) => [
    row(finding.id, finding.headline, { cut: "", group: "" }),
    ...Object.entries(finding.figures).map(([key, figure]) => row(finding.id, figure, placeOf(finding, key, figure))),
  ];
  const steps = answer.steps;
  return [
    ...[...measures, ...links, ...chapters.flatMap(({ findings }) => findings)].flatMap(rowsOf),
    ...(steps?.steps ?? []).flatMap(({ band, perCustomer }) =>
      perCustomer ? [row("steps", perCustomer, { cut: "band", group: band })] : [],
    ),
  ];
}

/** By what a figure was cut, and which group it is: a link's are its bands, a measure's stand in the name of its query. */
function placeOf(finding: Finding, key: string, figure: Figure): { cut: string; group: string } {
  if (finding.design) return { cut: "band", group: key };
  const query = figure.query?.id ?? "";
  const cut = query.startsWith(`${finding.id}.`) ? query.slice(finding.id.length + 1) : "";
  const place = cut === "by-month" ? `${finding.id}:` : `${finding.id}:${cut}:`;
  const group = figure.id.startsWith(place) ? figure.id.slice(place.length) : "";
  return { cut: cut === "by-month" ? "month" : cut === "whole" ? "" : cut, group };
}

function reasonOf(figure: Figure): Value {
  switch (figure.state) {
    case "estimate":
      return null;
    case "too_few":
      return `required: ${figure.required}`;
    case "too_early":
      return `ready on: ${figure.readyOn}`;
    case "undefined":
      return figure.why;
    case "not_measured":
      return `needs: ${figure.needs.join(", ")}`;
    default:
      return figure satisfies never;
  }
}

/** Whether each row of a table is a stretch of time. */
export const isByMonth = ({ rows }: Table): boolean =>
  rows.length > 0 && rows.every(({ group }) => group?.kind === "message" && group.message.code === "table.period");

const isByGroup = (table: Table): boolean =>
  !isByMonth(table) && table.columns.map(({ id }) => id).join() === "group,value,n";

/** A value in a table: its number with bounds, or the state that stands in its place. */
function cellSize(value: TableCell | undefined, n: TableCell | undefined): Row {
  const count = n?.kind === "number" ? n.value : null;
  if (value?.kind === "number") {
    const { low, high, level } = value.interval ?? {};
    return {
      state: "estimate",
      value: value.value,
      low,
      high,
      level,
      n: count,
      unit: value.unit,
      currency: value.currency,
    };
  }
  const state = value?.kind === "message" ? (/^figure\.state\.(\w+)\./.exec(value.message.code)?.[1] ?? "") : "";
  return { state, n: count };
}

const months = ({ id, headline }: Finding, table: Table): Row[] =>
  table.rows.map((row) => ({
    measure: id,
    unit: headline.unit,
    currency: headline.currency,
    month: row.group?.kind === "message" ? row.group.message.values.period : null,
    ...definedOf(cellSize(row.value, row.n)),
  }));

const groups = ({ id, headline }: Finding, table: Table): Row[] =>
  table.rows.map((row) => ({
    measure: id,
    unit: headline.unit,
    currency: headline.currency,
    cut: table.title.values.dimension ?? table.id.slice(id.length + 1),
    group: row.group?.kind === "label" ? labelOf(row.group.label) : null,
    ...definedOf(cellSize(row.value, row.n)),
  }));

/** Whether a table takes a change apart, group by group. */
export const isSplit = ({ id }: Table): boolean => id.endsWith(".split");

const splits = ({ id, headline }: Finding, table: Table): Row[] =>
  table.rows.map((row) => ({
    measure: id,
    cut: table.title.values.dimension,
    unit: headline.unit,
    currency: headline.currency,
    ...Object.fromEntries(
      table.columns.map(({ id: column }) => {
        const cell = row[column];
        return [column, cell?.kind === "label" ? labelOf(cell.label) : cell?.kind === "number" ? cell.value : null];
      }),
    ),
  }));

function target({ id, headline, figures, verdict: { code, values } }: Finding): Row {
  const { baseline } = figures;
  return {
    id,
    measure: values.measure,
    cut: values.dimension,
    group: values.group,
    target: values.reference,
    since: values.from,
    by: values.day,
    baseline: values.before ?? (baseline && isEstimate(baseline) ? baseline.value : null),
    status: code.split(".").at(-1),
    ...sizeOf(headline),
  };
}

const definedOf = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));

/** A word of the data as it is; a group without a name is empty. */
const labelOf = (label: Label): Value =>
  "data" in label ? label.data : label.code === "table.group.unknown" ? "" : label.code;

const distributions = ({ id, charts }: Finding): Row[] =>
  charts.flatMap((chart) =>
    chart.type === "distribution"
      ? chart.bars.map(({ label, band, count }) => ({ measure: id, answer: labelOf(label), band, n: count }))
      : [],
  );

const link = ({ id, design, verdict, headline }: Finding): Row => ({
  id,
  experience: design?.experience ?? verdict.values.experience,
  outcome: design?.outcome ?? verdict.values.outcome,
  verdict: verdict.code.split(".").at(-1),
  ...sizeOf(headline),
  horizon_days: design?.horizonDays,
  gap_days: design?.gapDays,
  band_minimum: design?.bandMinimum,
  cautions: joined(headline.cautions.map(({ code }) => code)),
  definition: headline.definition,
});

/** The bands of all links in one table: a column stands wherever one of them has it. */
function linkBands(links: readonly Finding[]): string {
  const rows = links.flatMap(({ id, design, tables }) =>
    tables.flatMap((table) =>
      table.rows.map((row) => ({
        link: id,
        experience: design?.experience,
        outcome: design?.outcome,
        ...Object.fromEntries(table.columns.flatMap(({ id: column }) => fieldsOf(column, row[column]))),
      })),
    ),
  );
  const columns = ["link", "experience", "outcome"];
  for (const row of rows) for (const column of Object.keys(row)) if (!columns.includes(column)) columns.push(column);
  return written(columns, rows);
}

function fieldsOf(column: string, cell: TableCell | undefined): [string, Value][] {
  if (cell === undefined) return [[column, null]];
  if (cell.kind === "label") return [[column, bandOf(cell.label)]];
  if (cell.kind === "message") return [[column, null]];
  const { value, interval } = cell;
  return interval
    ? [
        [column, value],
        [`${column}_low`, interval.low],
        [`${column}_high`, interval.high],
      ]
    : [[column, value]];
}

const bandOf = (label: Label): Value => ("data" in label ? label.data : label.code.replace(/^band\./, ""));

const steps = ({ answer }: ReportInput): Row[] =>
  (answer.steps?.steps ?? []).map(({ band, customers, perCustomer }) => ({
    ...(perCustomer ? sizeOf(perCustomer) : {}),
    experience: answer.steps?.experience,
    band,
    customers,
    outcome: answer.steps?.outcome,
  }));

const withheld = ({ answer }: ReportInput, texts: Texts): Row[] =>
  answer.withheld.map(({ what, why, needs }) => ({
    what: [what.code, ...Object.values(what.values)].join(" "),
    why: why.code,
    text: `${texts.capital(texts.say(what))}. ${texts.say(why)}${
      needs.length > 0
        ? ` ${texts.t("report.answer.to_get_it")} ${texts.list(needs.map((need) => texts.say(need)))}.`
        : ""
    }`,
  }));

const files = ({ quality }: ReportInput): Row[] =>
  quality.files.map((file) => ({
    file: file.name,
    format: file.format,
    by: file.by,
    rows: file.rows,
    facts: joined(file.facts.map(({ kind, n }) => `${kind}: ${n}`)),
    rejected: file.rejected,
    repeated: file.repeated,
    replaced: file.replaced,
    could_name: file.matched?.n,
    named: file.matched?.named,
    customers: file.matched?.customers,
    first_day: file.firstDay,
    last_day: file.lastDay,
  }));

const suspicions = ({ quality }: ReportInput, texts: Texts): Row[] =>
  quality.suspicions.map(({ what, where, sure }) => ({
    code: what.code,
    where,
    sure,
    text: `${texts.say(what)} ${texts.t(`${what.code}.next`)}`,
  }));

const totals = ({ quality }: ReportInput): Row[] =>
  quality.totals.map(({ file, fact, field, currency, inFile, loaded, setAside, closes }) => ({
    ...{ file, fact, field, currency, in_file: inFile, loaded, set_aside: setAside, closes: closes ? 1 : 0 },
  }));

const rejects = ({ quality }: ReportInput): Row[] =>
  quality.rejects.map(({ file, reason, rows, samples }) => ({
    file,
    reason,
    rows,
    samples: joined(samples.map(({ line, column }) => (column === undefined ? `${line}` : `${line} ${column}`))),
  }));

function identity({ quality: { identity: known } }: ReportInput): Row[] {
  if (!known) return [];
  return [
    ["identifiers", known.identifiers],
    ["parties", known.parties],
    ["in_several_sources", known.inSeveralSources],
    ["facts_without_party", known.factsWithoutParty],
    ["facts", known.facts],
    ["answers_linked", known.answersLinked],
  ].map(([what, value]) => ({ what, value }) as Row);
}
