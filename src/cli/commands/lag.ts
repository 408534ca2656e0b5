import type { Command } from "commander";
import { askLag } from "../../app/ask-lag.ts";
import { asking } from "../asking.ts";
import { type RawOptions, withFileOptions } from "../options.ts";
import { printFindings } from "../output.ts";

interface Raw extends RawOptions {
  experience?: string[];
}

export function lagCommand(program: Command): void {
  withFileOptions(
    program
      .command("lag")
      .description("when money follows a score: month by month after the answer, at once or again and again"),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--experience <ids...>", "nps, csat, ces or a score of your own (default: all)")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) => askLag({ ...request, experiences: raw.experience ?? [] }, onRun),
        tell: ({ findings }, words) => printFindings(findings, words, "report.chapter.lag.none"),
      }),
    );
}
