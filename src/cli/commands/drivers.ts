import type { Command } from "commander";
import { askDrivers } from "../../app/ask-drivers.ts";
import { findingTerminal } from "../../report/finding-terminal.ts";
import { texts } from "../../texts/texts.ts";
import { interruptible } from "../interrupt.ts";
import { LeftOut } from "../left-out.ts";
import { analysisOptions, fileOptions, languageOption, type RawOptions, withFileOptions } from "../options.ts";
import { json, outputFormat, plain, print, table } from "../output.ts";
import { terminalProgress } from "../progress.ts";

interface Raw extends RawOptions {
  experience?: string[];
}

export function driversCommand(program: Command): void {
  withFileOptions(
    program
      .command("drivers")
      .description("what goes with a score, and with money afterwards: signals of service and history, by importance"),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--experience <ids...>", "nps, csat, ces or a score of your own (default: all)")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action(async (paths: string[], raw: Raw) => {
      const format = outputFormat(raw.format);
      const language = languageOption(raw) ?? "en";
      const words = texts(language);
      const leftOut = new LeftOut(words, raw.strict ?? false);
      const findings = await interruptible((onRun) =>
        askDrivers(
          {
            paths,
            experiences: raw.experience ?? [],
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
      if (format === "json") await print(json({ schema: 1, findings }));
      else if (findings.length === 0) await print(`${words.t("report.chapter.drivers.none")}\n`);
      else await print(findings.map((finding) => plain(findingTerminal(finding, words, table))).join("\n"));
      leftOut.refuse();
    });
}
