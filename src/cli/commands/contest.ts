import type { Command } from "commander";
import { askContest } from "../../app/ask-contest.ts";
import { asking } from "../asking.ts";
import { type RawOptions, withFileOptions } from "../options.ts";
import { printFindings } from "../output.ts";

export function contestCommand(program: Command): void {
  withFileOptions(
    program
      .command("contest")
      .description(
        "which score deserves trust: what each adds to predicting what customers do later, and what to stop asking",
      ),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: RawOptions) =>
      asking(paths, raw, {
        ask: askContest,
        tell: ({ findings }, words) => printFindings(findings, words, "report.chapter.contest.none"),
      }),
    );
}
