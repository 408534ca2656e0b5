import type { Command } from "commander";
import { askDrivers, DRIVERS_BY } from "../../app/ask-drivers.ts";
import { asking } from "../asking.ts";
import { type RawOptions, realNumber, withFileOptions } from "../options.ts";
import { printFindings } from "../output.ts";

interface Raw extends RawOptions {
  experience?: string[];
  outcome?: string[];
  by: string;
  budget?: string;
}

export function driversCommand(program: Command): void {
  withFileOptions(
    program
      .command("drivers")
      .description(
        "what goes with a score, and with money afterwards: signals, touchpoints and rated sides by importance, and what to do first",
      ),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--experience <ids...>", "nps, csat, ces or a score of your own (default: all)")
    .option(
      "--outcome <ids...>",
      "what follows: margin, spend, orders, returns, refunds, contacts, service-cost, net-value, churn, referrals, public-praise, public-criticism, negative-word-of-mouth (default: money)",
    )
    .option(
      "--by <dimension>",
      "groups of customers between whom they are compared: segment, country, plan …",
      DRIVERS_BY,
    )
    .option(
      "--budget <amount>",
      "how so much would be divided among the gaps whose cost the settings state, in the reporting currency",
    )
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) =>
          askDrivers(
            {
              ...{ ...request, experiences: raw.experience ?? [], outcomes: raw.outcome ?? [], by: raw.by },
              budget: raw.budget === undefined ? null : realNumber("--budget", raw.budget, { min: 0.01, max: 1e15 }),
            },
            onRun,
          ),
        tell: ({ findings }, words) => printFindings(findings, words, "report.chapter.drivers.none"),
      }),
    );
}
