import type { Command } from "commander";
import { askRisk, type RiskRequest } from "../../app/ask-risk.ts";
import { InputError } from "../../base/errors.ts";
import { asking } from "../asking.ts";
import { type RawOptions, wholeNumber, withFileOptions } from "../options.ts";
import { print, printFindings } from "../output.ts";

interface Raw extends RawOptions {
  horizon?: string;
  customers?: string;
  action?: string;
  list?: string;
  most?: string;
  apart?: string;
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
    .option("--action <name>", "what is done for those with the most money at risk, such as call-back; with --list")
    .option("--list <file>", "write whom it is done for, and whom chance leaves alone, as CSV; it holds personal data")
    .option("--most <n>", "customers on the list (default: 200)")
    .option("--apart <percent>", "of them left alone, so that the effect can be measured (default: 20)")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: Raw) => {
      const action = actionOf(raw);
      return asking(paths, raw, {
        ask: (request, onRun) =>
          askRisk(
            {
              ...request,
              horizon: raw.horizon === undefined ? 180 : wholeNumber("--horizon", raw.horizon, { min: 30, max: 730 }),
              customers: raw.customers ?? null,
              action,
            },
            onRun,
          ),
        tell: async ({ findings, list }, words) => {
          await printFindings(findings, words, "report.chapter.risk.none");
          if (list) await print(`${words.t("risk.list", { path: list.path, n: list.customers, count: list.apart })}\n`);
          else if (action) await print(`${words.t("risk.list.none")}\n`);
        },
      });
    });
}

function actionOf({ action, list, most, apart }: Raw): RiskRequest["action"] {
  if (action === undefined && list === undefined && most === undefined && apart === undefined) return null;
  if (!action?.trim() || !list)
    throw new InputError("input.option_invalid", "A list needs the name of the action and a file.", {
      hint: "For example: --action call-back --list call-back.csv",
    });
  return {
    ...{ name: action.trim(), list },
    most: most === undefined ? 200 : wholeNumber("--most", most, { min: 1, max: 100_000 }),
    apart: (apart === undefined ? 20 : wholeNumber("--apart", apart, { min: 5, max: 50 })) / 100,
  };
}
