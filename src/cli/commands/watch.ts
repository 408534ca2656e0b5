import type { Command } from "commander";
import { watchFolder } from "../../app/watch-folder.ts";
import { texts } from "../../texts/texts.ts";
import { interruptible } from "../interrupt.ts";
import {
  analysisOptions,
  fileOptions,
  languageOption,
  type RawOptions,
  realNumber,
  withImportOptions,
} from "../options.ts";
import { outputFormat, plain, print } from "../output.ts";
import { terminalProgress } from "../progress.ts";
import { importTable, WORKSPACE } from "./imported.ts";

interface Raw extends RawOptions {
  workspace?: string;
  every?: string;
}

export function watchCommand(program: Command): void {
  withImportOptions(
    program
      .command("watch")
      .description("import what appears or changes in a folder, once it is complete, until it is stopped with Ctrl-C")
      .argument("<folder>", "folder into which exports are put"),
  )
    .option(...WORKSPACE)
    .option("--every <seconds>", "how often to look; a file that did not change between two looks is complete", "5")
    .option("--format <format>", "table, or json: one line an import (default: table on a terminal)")
    .action(async (folder: string, raw: Raw) => {
      const format = outputFormat(raw.format);
      const words = texts(languageOption(raw) ?? "en");
      const everyMs = 1000 * realNumber("--every", raw.every ?? "5", { min: 0.1, max: 86_400 });
      const stopping = new AbortController();
      const stop = () => stopping.abort();
      process.once("SIGINT", stop);
      process.once("SIGTERM", stop);
      process.stderr.write(`${words.t("workspace.watching", { path: plain(folder), n: everyMs / 1000 })}\n`);
      const watching = interruptible((onRun) =>
        watchFolder(
          {
            folder,
            everyMs,
            workspace: raw.workspace ?? ".",
            // Nobody is there to answer.
            files: { ...fileOptions(raw), ask: null },
            analysis: analysisOptions(raw),
            progress: terminalProgress(words),
            stop: stopping.signal,
            onImported: (imported) =>
              print(format === "json" ? `${JSON.stringify(imported)}\n` : importTable(imported, words)),
            onProblem(error, names) {
              const hint = error.hint ? ` ${error.hint}` : "";
              process.stderr.write(`${plain(`${names.join(", ")}: ${error.message}${hint}`)}\n`);
            },
          },
          onRun,
        ),
      );
      // To be stopped is how a watch ends.
      await watching.catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error;
      });
    });
}
