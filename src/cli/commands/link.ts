import type { Command } from "commander";
import { askLinks } from "../../app/ask-links.ts";
import { isAssumption } from "../../findings/figure.ts";
import { texts } from "../../texts/texts.ts";
import { interruptible } from "../interrupt.ts";
import { LeftOut } from "../left-out.ts";
import {
  analysisOptions,
  fileOptions,
  languageOption,
  type RawOptions,
  wholeNumber,
  withFileOptions,
} from "../options.ts";
import { json, outputFormat, print } from "../output.ts";
import { terminalProgress } from "../progress.ts";

interface Raw extends RawOptions {
  experience?: string[];
  outcome?: string[];
  horizon?: string;
}

export function linkCommand(program: Command): void {
  withFileOptions(program.command("link").description("what experience goes with: scores against what came after them"))
    .argument("<path...>", "files or folders with exports")
    .option("--experience <ids...>", "nps, csat, ces or a score of your own (default: all)")
    .option(
      "--outcome <ids...>",
      "margin, spend, orders, order-value, returns, contacts, churn, referrals, snapshot:<name> (default: all)",
    )
    .option(
      "--horizon <days>",
      "365, 180 or 90 days after the answer (default: the longest that half of the answers have behind them)",
    )
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action(async (paths: string[], raw: Raw) => {
      const format = outputFormat(raw.format);
      const language = languageOption(raw) ?? "en";
      const words = texts(language);
      const leftOut = new LeftOut(words, raw.strict ?? false);
      const answer = await interruptible((onRun) =>
        askLinks(
          {
            paths,
            experiences: raw.experience ?? [],
            outcomes: raw.outcome ?? [],
            horizon: raw.horizon === undefined ? null : wholeNumber("--horizon", raw.horizon, { min: 1, max: 3_650 }),
            files: fileOptions(raw),
            analysis: analysisOptions(raw),
            language,
            progress: terminalProgress(words),
            now: new Date(),
            onLoaded: leftOut.tell,
          },
          onRun,
        ),
      );
      if (format === "json") await print(json(answer));
      else {
        const { say } = texts(language, { words: answer.words ?? {} });
        for (const { verdict, headline } of answer.findings) {
          const assumed = headline.cautions.filter(isAssumption);
          await print(`${[verdict, ...assumed].map((message) => say(message)).join(" ")}\n`);
        }
      }
      leftOut.refuse();
    });
}
