import type { Command } from "commander";
import { type MadeReport, makeReport } from "../../app/make-report.ts";
import { InputError } from "../../base/errors.ts";
import { CHAPTERS_ON_REQUEST } from "../../report/report-input.ts";
import { reportTerminal } from "../../report/report-terminal.ts";
import { texts } from "../../texts/texts.ts";
import { interruptible } from "../interrupt.ts";
import { LeftOut } from "../left-out.ts";
import { analysisOptions, fileOptions, languageOption, oneOf, type RawOptions, withFileOptions } from "../options.ts";
import { json, outputFormat, print } from "../output.ts";
import { terminalProgress } from "../progress.ts";
import { streams } from "../streams.ts";

export interface ReportOptions extends RawOptions {
  out?: string;
  evidence?: string;
  company?: string;
  pdf?: boolean;
  departments?: boolean;
  agents?: boolean;
  with?: string[];
}

export const DEFAULT_OUT = "feltworth-report";

export function reportCommand(program: Command): void {
  withFileOptions(program.command("report").description("make the value report of a company from its exports"))
    .argument("<path...>", "files or folders with exports")
    .option("--out <folder>", "folder for the report", DEFAULT_OUT)
    .option("--company <name>", "name that the report shows")
    .option(
      "--evidence <what>",
      "reductions (no personal data) or full (with the tables, which hold personal data)",
      "reductions",
    )
    .option("--pdf", "also draw report.pdf, for mail and for print, and one document for each page of a department")
    .option("--departments", "also write a page for each department: support, sales, marketing, product")
    .option("--agents", "call agents by their names where they are compared, in the order of their names")
    .option("--with <chapters...>", `chapters that take their time: ${CHAPTERS_ON_REQUEST.join(", ")}`)
    .option("--format <format>", "summary as table or json")
    .action(async (paths: string[], options: ReportOptions) => {
      const made = await runReport(paths, options);
      await printSummary(made, options);
    });
}

export async function runReport(paths: readonly string[], options: ReportOptions): Promise<MadeReport> {
  const language = languageOption(options);
  const words = texts(language ?? "en");
  if (options.evidence !== undefined && options.evidence !== "full" && options.evidence !== "reductions")
    throw new InputError("input.option_invalid", `--evidence "${options.evidence}" is neither reductions nor full.`);
  return interruptible((onRun) =>
    makeReport(
      {
        paths,
        files: fileOptions(options),
        analysis: analysisOptions(options),
        language,
        progress: terminalProgress(words),
        now: new Date(),
        out: options.out!,
        evidence: options.evidence === "full" ? "full" : "reductions",
        strict: options.strict ?? false,
        pdf: options.pdf ?? false,
        departments: options.departments ?? false,
        agents: options.agents ?? false,
        with: (options.with ?? [])
          .flatMap((list) => list.split(","))
          .map((id) => oneOf("--with", id, CHAPTERS_ON_REQUEST)),
        company: options.company ?? null,
        // The summary for a person says it by itself.
        ...(outputFormat(options.format) === "json" ? { onLoaded: new LeftOut(words, false).tell } : {}),
      },
      onRun,
    ),
  );
}

export async function printSummary({ input, path }: MadeReport, options: ReportOptions): Promise<void> {
  if (outputFormat(options.format) === "json")
    return print(json({ schema: 1, report: path, settings: input.settings, answer: input.answer }));
  const words = texts(input.settings.language, { words: input.words ?? {} });
  const summary = reportTerminal(input, words, {
    width: Math.min(streams().output.columns || 80, 100),
    colour: Boolean(streams().output.isTTY),
  });
  await print(`${summary.trimEnd()}\n\n${words.t("cli.report_written", { path })}\n`);
}
