import type { Command } from "commander";
import { askRisk } from "../../app/ask-risk.ts";
import { asking } from "../asking.ts";
import { type RawOptions, wholeNumber, withFileOptions } from "../options.ts";
import { printFindings } from "../output.ts";

interface Raw extends RawOptions {
  horizon?: string;
  customers?: string;
}

export function riskCommand(program: Command): void {
  withFileOptions(
    program
      .command("risk")
      .description("who is likely to be gone, why, what stands behind them, and how good that has been"),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--horizon <days>", "days ahead (default: 180)")
    .option("--customers <file>", "write every customer with risk, money and reasons as CSV; it holds personal data")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) =>
          askRisk(
            {
              ...request,
              horizon: raw.horizon === undefined ? 180 : wholeNumber("--horizon", raw.horizon, { min: 30, max: 730 }),
              customers: raw.customers ?? null,
            },
            onRun,
          ),
        tell: ({ findings }, words) => printFindings(findings, words, "report.chapter.risk.none"),
      }),
    );
}
