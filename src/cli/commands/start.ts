import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { makeSample } from "../../app/make-sample.ts";
import { texts } from "../../texts/texts.ts";
import { withFileOptions } from "../options.ts";
import { print } from "../output.ts";
import { printSummary, type ReportOptions, runReport } from "./report.ts";

const SAMPLE = "feltworth-sample";

/** What `npm start` does: the report of the given files, or of the sample company where none are given. */
export function startCommand(program: Command): void {
  withFileOptions(program.command("start", { hidden: true }))
    .argument("[path...]", "files or folders with exports; none: the sample company")
    .option("--out <folder>", "folder for the report")
    .option("--company <name>", "name that the report shows")
    .option("--evidence <what>", "reductions or full", "reductions")
    .option("--pdf", "also draw report.pdf, and one document for each page of a department")
    .option("--departments", "also write a page for each department")
    .option("--format <format>", "summary as table or json")
    .action(async (paths: string[], given: ReportOptions) => {
      const options = { ...given, format: given.format ?? "table" };
      if (paths.length > 0) return printSummary(await runReport(paths, options), options);
      if (!existsSync(join(SAMPLE, "truth.json"))) await makeSample({ dir: SAMPLE, options: {} });
      const made = await runReport([SAMPLE], { company: "Sample company", ...options });
      await printSummary(made, options);
      await print(`${texts(made.input.settings.language).t("cli.assumed_sample")}\n`);
    });
}
