import type { Command } from "commander";
import { askWorth } from "../../app/ask-worth.ts";
import { asking } from "../asking.ts";
import {
  HORIZON_OPTION,
  horizonOption,
  type RawOptions,
  realNumber,
  wholeNumber,
  withFileOptions,
} from "../options.ts";
import { printFindings } from "../output.ts";

interface Raw extends RawOptions {
  experience?: string[];
  outcome?: string[];
  step?: string;
  horizon?: string;
  gap?: string;
  placebo?: string;
  by?: string;
  share?: string;
  cost?: string;
  customers?: string;
}

/** Longest gap between an answer and what counts after it, in days. */
export const LONGEST_GAP = 90;

export function worthCommand(program: Command): void {
  withFileOptions(
    program
      .command("worth")
      .description(
        "what moving a customer up a step of a score is worth, with every way of comparing and what it rests on",
      ),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--experience <ids...>", "nps, csat, ces or a score of your own (default: the first that money follows)")
    .option(
      "--outcome <ids...>",
      "margin, spend, orders, returns, refunds, contacts, service-cost, net-value, churn, referrals, public-praise, public-criticism, negative-word-of-mouth (default: margin or spend, and churn)",
    )
    .option(
      "--step <band>",
      "the band that customers would leave for the next one, such as passive (default: every step)",
    )
    .option(...HORIZON_OPTION)
    .option(
      "--gap <days>",
      "days after the answer that no outcome counts, such as 30 where returns are common (default: 0)",
    )
    .option(
      "--placebo <outcome>",
      "an outcome that the score cannot affect, but that shares its causes: where it moves too, the worth is withheld",
    )
    .option(
      "--by <dimension>",
      "tell it for groups of customers too: segment, country, region, language, plan, acquisition_channel",
    )
    .option("--share <percent>", "share of the lower step that an action would move, in percent (default: 10)")
    .option(
      "--cost <amount>",
      "what that action costs in all, in the reporting currency: gives the chance that it pays back",
    )
    .option(
      "--customers <file>",
      "write who stands on the step (default: below the best band) as CSV, the most money first, with expected gain and driver; it holds personal data",
    )
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) =>
          askWorth(
            {
              ...request,
              experiences: raw.experience ?? [],
              outcomes: raw.outcome ?? [],
              step: raw.step ?? null,
              horizon: horizonOption(raw),
              gap: raw.gap === undefined ? 0 : wholeNumber("--gap", raw.gap, { min: 0, max: LONGEST_GAP }),
              placebo: raw.placebo ?? null,
              by: raw.by ?? null,
              share: raw.share === undefined ? null : realNumber("--share", raw.share, { min: 0.01, max: 100 }) / 100,
              cost: raw.cost === undefined ? null : realNumber("--cost", raw.cost, { min: 0, max: 1e15 }),
              customers: raw.customers ?? null,
            },
            onRun,
          ),
        tell: ({ findings }, words) => printFindings(findings, words, "report.chapter.worth.none"),
      }),
    );
}
