import type { Command } from "commander";
import { askClv } from "../../app/ask-clv.ts";
import { asking } from "../asking.ts";
import { type RawOptions, realNumber, wholeNumber, withFileOptions } from "../options.ts";
import { printFindings } from "../output.ts";

interface Raw extends RawOptions {
  months?: string;
  discount?: string;
  customers?: string;
  segment?: string[];
  customer?: string[];
  statement?: string;
}

export function clvCommand(program: Command): void {
  withFileOptions(
    program
      .command("clv")
      .description("what customers are worth as a net result: earned and spent to date, and what is to come, by stage"),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--months <months>", "how far ahead money counts (default: 36)")
    .option("--discount <percent>", "what money a year later is worth less, in percent (default: 10)")
    .option("--customers <file>", "write every customer with value, interval and stage as CSV; it holds personal data")
    .option("--segment <names...>", "segments whose stages are shown too")
    .option("--customer <names...>", "customers who are shown one by one, by any of their identifiers")
    .option(
      "--statement <file>",
      "write profit and loss of each --customer by month as CSV, ending in the financial result; it holds personal data",
    )
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) =>
          askClv(
            {
              ...request,
              terms: {
                ...(raw.months === undefined
                  ? {}
                  : { months: wholeNumber("--months", raw.months, { min: 1, max: 120 }) }),
                ...(raw.discount === undefined
                  ? {}
                  : { discount: realNumber("--discount", raw.discount, { min: 0, max: 100 }) / 100 }),
              },
              customers: raw.customers ?? null,
              segments: raw.segment ?? [],
              who: raw.customer ?? [],
              statement: raw.statement ?? null,
            },
            onRun,
          ),
        tell: ({ findings }, words) => printFindings(findings, words, "report.chapter.clv.none"),
      }),
    );
}
