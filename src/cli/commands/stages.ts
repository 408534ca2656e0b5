import type { Command } from "commander";
import { askStages } from "../../app/ask-stages.ts";
import { asking } from "../asking.ts";
import { type RawOptions, withFileOptions } from "../options.ts";
import { printFindings } from "../output.ts";

interface Raw extends RawOptions {
  customers?: string;
  members?: string;
}

export function stagesCommand(program: Command): void {
  withFileOptions(
    program
      .command("stages")
      .description("where customers stand by date, what happens in each stage, and what onboarding tells of later"),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--customers <file>", "write every customer's stages by date as CSV; it holds personal data")
    .option(
      "--members <file>",
      "write every member of the loyalty programme as CSV, the most engaged first; it holds personal data",
    )
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) =>
          askStages({ ...request, customers: raw.customers ?? null, members: raw.members ?? null }, onRun),
        tell: ({ findings }, words) => printFindings(findings, words, "report.chapter.stages.none"),
      }),
    );
}
