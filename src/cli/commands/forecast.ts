import type { Command } from "commander";
import { askForecast } from "../../app/ask-forecast.ts";
import { asking } from "../asking.ts";
import { type RawOptions, wholeNumber, withFileOptions } from "../options.ts";
import { printFindings } from "../output.ts";

interface Raw extends RawOptions {
  months?: string;
  paymentDays?: string;
  scenarios?: boolean;
  record?: string;
}

export function forecastCommand(program: Command): void {
  withFileOptions(
    program
      .command("forecast")
      .description(
        "what will be sold and earned by month, from the customers and from the series, and how good that has been",
      ),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--months <months>", "months ahead, up to 24 (default: 12)")
    .option(
      "--payment-days <days>",
      "days that customers take to pay, for the receipts by month (default: as the records of payments say)",
    )
    .option("--scenarios", "also say what better or worse experience would change, by the worth of a step")
    .option("--record <file>", "keep what is said in this file, and score what it said before")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) =>
          askForecast(
            {
              ...request,
              months: raw.months === undefined ? 12 : wholeNumber("--months", raw.months, { min: 1, max: 24 }),
              paymentDays:
                raw.paymentDays === undefined
                  ? null
                  : wholeNumber("--payment-days", raw.paymentDays, { min: 0, max: 365 }),
              scenarios: raw.scenarios ?? false,
              record: raw.record ?? null,
            },
            onRun,
          ),
        tell: ({ findings }, words) => printFindings(findings, words, "report.chapter.forecast.none"),
      }),
    );
}
