import type { Command } from "commander";
import { texts } from "../../texts/texts.ts";
import { withFileOptions } from "../options.ts";
import { print } from "../output.ts";
import { namedOrSample } from "../sample-company.ts";
import { DEFAULT_OUT, printSummary, type ReportOptions, runReport } from "./report.ts";

/** What `npm start` does: the report of the given files, or of the sample company where none are given. */
export function startCommand(program: Command): void {
  withFileOptions(program.command("start", { hidden: true }))
    .argument("[path...]", "files or folders with exports; none: the sample company")
    .option("--out <folder>", "folder for the report", DEFAULT_OUT)
    .option("--company <name>", "name that the report shows")
    .option("--evidence <what>", "reductions or full", "reductions")
    .option("--pdf", "also draw report.pdf, and one document for each page of a department")
    .option("--departments", "also write a page for each department")
    .option("--format <format>", "summary as table or json")
    .action(async (named: string[], given: ReportOptions) => {
      const options = { ...given, format: given.format ?? "table" };
      const { paths, isSample } = await namedOrSample(named);
      const made = await runReport(paths, isSample ? { company: "Sample company", ...options } : options);
      await printSummary(made, options);
      if (isSample) await print(`${texts(made.input.settings.language).t("cli.assumed_sample")}\n`);
    });
}
