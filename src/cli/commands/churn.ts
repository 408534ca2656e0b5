import type { Command } from "commander";
import { askChurn } from "../../app/ask-churn.ts";
import { asking } from "../asking.ts";
import { type RawOptions, withFileOptions } from "../options.ts";
import { printFindings } from "../output.ts";

export function churnCommand(program: Command): void {
  withFileOptions(
    program
      .command("churn")
      .description("who stays and who leaves: by quarter and cohort, by reason, and what goes with leaving"),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: RawOptions) =>
      asking(paths, raw, {
        ask: (request, onRun) => askChurn(request, onRun),
        tell: ({ findings }, words) => printFindings(findings, words, "report.chapter.churn.none"),
      }),
    );
}
