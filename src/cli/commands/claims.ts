import type { Command } from "commander";
import { askClaims } from "../../app/ask-claims.ts";
import { asking } from "../asking.ts";
import { type RawOptions, withFileOptions } from "../options.ts";
import { printFindings } from "../output.ts";

interface Raw extends RawOptions {
  claim?: string[];
}

export function claimsCommand(program: Command): void {
  withFileOptions(
    program
      .command("claims")
      .description("published figures about customer experience, each tested on your own records"),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--claim <ids...>", "claims by their numbers, such as b01 (default: all)")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) => askClaims({ ...request, claims: raw.claim ?? [] }, onRun),
        tell: ({ findings }, words) => printFindings(findings, words, "report.chapter.claims.none"),
      }),
    );
}
