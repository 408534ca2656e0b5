import type { Command } from "commander";
import { askWhatIf } from "../../app/ask-what-if.ts";
import { asking } from "../asking.ts";
import { type RawOptions, realNumber, withFileOptions } from "../options.ts";
import { printFindings } from "../output.ts";

interface Raw extends RawOptions {
  points?: string;
  customers?: string;
  retention?: string;
  perCustomer?: string;
  costs?: string;
  profit?: string;
}

const MOST = 1e15;
const SMALLEST = 1e-6;

export function whatIfCommand(program: Command): void {
  withFileOptions(
    program
      .command("what-if")
      .description(
        "which cut of costs does as much for profit as points of retention, and what more retention does to profit; from the records, or from figures of your own",
      ),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--points <n>", "points of retention more (default: 2)")
    .option("--customers <number>", "customers at the start of the year, in place of the records'")
    .option("--retention <percent>", "how many of them stay for the year, in percent")
    .option("--per-customer <amount>", "what one who stays brings in a year, less what it costs to serve")
    .option("--costs <amount>", "all costs of a year")
    .option("--profit <amount>", "profit of a year")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) =>
          askWhatIf(
            {
              ...request,
              points: raw.points === undefined ? null : realNumber("--points", raw.points, { min: 0.01, max: 100 }),
              year: {
                ...above("customers", "--customers", raw.customers),
                ...(raw.retention === undefined
                  ? {}
                  : { retention: realNumber("--retention", raw.retention, { min: SMALLEST, max: 100 }) / 100 }),
                ...above("perCustomer", "--per-customer", raw.perCustomer),
                ...above("costs", "--costs", raw.costs),
                ...(raw.profit === undefined
                  ? {}
                  : { profit: realNumber("--profit", raw.profit, { min: -MOST, max: MOST }) }),
              },
            },
            onRun,
          ),
        tell: ({ findings }, words) => printFindings(findings, words, "clv.equivalence.none"),
      }),
    );
}

const above = <Key extends string>(key: Key, option: string, text: string | undefined): Partial<Record<Key, number>> =>
  text === undefined
    ? {}
    : ({ [key]: realNumber(option, text, { min: SMALLEST, max: MOST }) } as Partial<Record<Key, number>>);
