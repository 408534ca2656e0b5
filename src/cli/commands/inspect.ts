import type { Command } from "commander";
import { type Inspection, inspectFiles } from "../../app/inspect-files.ts";
import { refuseRejects } from "../../app/strict.ts";
import { type Texts, texts } from "../../texts/texts.ts";
import { interruptible } from "../interrupt.ts";
import { analysisOptions, fileOptions, languageOption, type RawOptions, withFileOptions } from "../options.ts";
import { json, outputFormat, plain, print, table } from "../output.ts";
import { terminalProgress } from "../progress.ts";

interface Raw extends RawOptions {
  write?: string;
}

export function inspectCommand(program: Command): void {
  withFileOptions(program.command("inspect").description("what each file was taken for, why, and what was set aside"))
    .argument("<path...>", "files or folders with exports")
    .option("--write <file>", "write what was recognised into a settings file, to be changed by hand")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action(async (paths: string[], raw: Raw) => {
      const format = outputFormat(raw.format);
      const language = languageOption(raw) ?? "en";
      const words = texts(language);
      const inspection = await interruptible((onRun) =>
        inspectFiles(
          {
            paths,
            write: raw.write ?? null,
            files: fileOptions(raw),
            analysis: analysisOptions(raw),
            language,
            progress: terminalProgress(words),
            now: new Date(),
          },
          onRun,
        ),
      );
      await (format === "json" ? print(json(inspection)) : printTables(inspection, raw, words));
      const setAside = inspection.tables.reduce((n, { loaded }) => n + (loaded?.setAside ?? 0), 0);
      if (raw.strict) refuseRejects(setAside, "Mend them, or leave out --strict.");
    });
}

async function printTables(inspection: Inspection, raw: Raw, words: Texts): Promise<void> {
  for (const file of inspection.tables) await print(describeTable(file, words));
  for (const { name, message } of inspection.unreadable) await print(`${plain(name)}\n  ${plain(message)}\n\n`);
  if (raw.write) await print(`${words.t("inspect.written", { path: raw.write })}\n`);
}

function describeTable(file: Inspection["tables"][number], words: Texts): string {
  const sure = file.score === null ? "" : ` (${words.share(file.score, 0)}, ${words.t(`by.${file.by}`)})`;
  const { loaded, runnerUp } = file;
  const lines = [
    `${plain(file.table)}: ${file.format ?? words.t("format.unknown")}${sure}`,
    ...reasons(file.reasons, words),
    ...(runnerUp ? [words.t("inspect.runner_up", { format: runnerUp.format, share: runnerUp.score })] : []),
    // Where nothing is sure, what speaks for the best guess and what it lacks.
    ...(file.format === null && runnerUp ? reasons(runnerUp.reasons, words) : []),
    ...file.questions.map(({ code, column = "", choices, option }) =>
      words.t("inspect.question", {
        text: plain(words.t(`cli.question.${code}`, { file: file.table, column })),
        option: `${option}: ${choices.join(", ")}`,
      }),
    ),
    words.t("inspect.decisions", { n: file.decisions }),
    ...(file.by === "signature" && file.format
      ? [words.t("inspect.known", { name: file.format.replaceAll(".", "") })]
      : []),
    ...(loaded ? [words.t("inspect.rows", { n: loaded.rows, rejected: loaded.setAside })] : []),
    ...(loaded && loaded.leftOut > 0 ? [words.t("inspect.rows_left", { n: loaded.leftOut })] : []),
    ...(loaded?.rejects ?? []).map(({ reason, n }) => `  ${words.t(`reject.${reason}`)}: ${words.number(n)}`),
  ];
  const becomes = new Map<string, string[]>();
  for (const { fact, fields } of file.facts) {
    // What a score measures is not in its column's name.
    const instrument = fields.find(({ field }) => field === "instrument")?.steps[0];
    const measured = instrument?.code === "constant" ? ` (${instrument.values.value})` : "";
    for (const { field, columns } of fields)
      for (const column of columns)
        becomes.set(column, [
          ...(becomes.get(column) ?? []),
          `${fact}.${field}${field === "score" ? plain(measured) : ""}`,
        ]);
  }
  for (const column of file.facts.flatMap(({ onlyWhere }) => onlyWhere))
    if (!becomes.has(column)) becomes.set(column, [words.t("inspect.decides")]);
  const rows = file.columns.map((column, i) => [
    column,
    [...new Set(becomes.get(column) ?? [])].join(", ") || "–",
    examples(file.rows.map((row) => row[i] ?? null)),
  ]);
  const head = ["column", "becomes", "examples"].map((name) => words.t(`inspect.${name}`));
  const [title, ...rest] = lines;
  return `${title}\n${rest.map((line) => `  ${line}\n`).join("")}${table(head, rows).trimEnd().replace(/^/gm, "  ")}\n\n`;
}

/** Reasons of one kind on one line, with the columns or meanings that they name. */
function reasons(all: Inspection["tables"][number]["reasons"], words: Texts): string[] {
  return [...new Set(all.map(({ code }) => code))].map((code) => {
    const named = all
      .filter((reason) => reason.code === code)
      .map(({ values }) =>
        plain(String(values.column ?? values.header ?? values.meanings ?? values.meaning ?? values.found ?? "")),
      );
    return words.t(`reason.${code}`, { list: named.join(", ") });
  });
}

const examples = (values: readonly (string | null)[]): string =>
  [...new Set(values.filter((value) => value !== null))]
    .slice(0, 3)
    .map((value) => (value.length > 24 ? `${value.slice(0, 23)}…` : value))
    .join(" | ");
