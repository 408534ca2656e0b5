import type { Command } from "commander";
import { type Inspection, inspectFiles } from "../../app/inspect-files.ts";
import { type Texts, texts } from "../../texts/texts.ts";
import { interruptible } from "../interrupt.ts";
import { analysisOptions, fileOptions, languageOption, type RawOptions, withFileOptions } from "../options.ts";
import { json, outputFormat, plain, print, table } from "../output.ts";
import { terminalProgress } from "../progress.ts";

interface Raw extends RawOptions {
  write?: string;
}

export function inspectCommand(program: Command): void {
  withFileOptions(program.command("inspect").description("what each file was taken for, why, and what was set aside"))
    .argument("<path...>", "files or folders with exports")
    .option("--write <file>", "write the mappings into a settings file, to be changed by hand")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action(async (paths: string[], raw: Raw) => {
      const format = outputFormat(raw.format);
      const language = languageOption(raw) ?? "en";
      const words = texts(language);
      const inspection = await interruptible((onRun) =>
        inspectFiles(
          {
            paths,
            write: raw.write ?? null,
            files: fileOptions(raw),
            analysis: analysisOptions(raw),
            language,
            progress: terminalProgress(words),
            now: new Date(),
          },
          onRun,
        ),
      );
      if (format === "json") return print(json(inspection));
      for (const file of inspection.tables) await print(describeTable(file, words));
      for (const { name, message } of inspection.unreadable) await print(`${plain(name)}\n  ${plain(message)}\n\n`);
      if (raw.write) await print(`Written to ${raw.write}\n`);
    });
}

function describeTable(file: Inspection["tables"][number], words: Texts): string {
  const sure = file.score === null ? "" : ` (${Math.round(file.score * 100)} % sure, by ${file.by})`;
  const lines = [
    `${plain(file.name)}: ${file.format ?? "not recognised"}${sure}`,
    ...file.reasons.map(({ code, values }) => `  ${words.say({ code: `reason.${code}`, values })}`),
    ...(file.runnerUp ? [`  runner-up: ${file.runnerUp.format} (${Math.round(file.runnerUp.score * 100)} %)`] : []),
    ...file.questions.map(
      (q) =>
        `  open: ${q.code}${q.column ? ` (${plain(q.column)})` : ""}: ${q.choices.join(" / ")}; answer with ${q.option}`,
    ),
    `  rows: ${file.rows ?? "not loaded"}${file.setAside ? `, set aside: ${file.setAside}` : ""}`,
    ...file.rejects.map(({ reason, n }) => `    ${reason}: ${n}`),
  ];
  const columns = table(
    ["column", "becomes", "example"],
    file.columns.map((c) => [
      c.column,
      c.becomes.join(", ") || "–",
      c.examples.map((e) => (e.length > 24 ? `${e.slice(0, 23)}…` : e)).join(" | "),
    ]),
  );
  return `${lines.join("\n")}\n${columns.replace(/^/gm, "  ").trimEnd()}\n\n`;
}
