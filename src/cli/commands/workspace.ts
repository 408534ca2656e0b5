import type { Command } from "commander";
import { importFiles } from "../../app/import-files.ts";
import { initWorkspace } from "../../app/init-workspace.ts";
import { refuseRejects } from "../../app/strict.ts";
import { type WorkspaceStatus, workspaceStatus } from "../../app/workspace-status.ts";
import { InputError } from "../../base/errors.ts";
import { type Texts, texts } from "../../texts/texts.ts";
import { interruptible } from "../interrupt.ts";
import { analysisOptions, fileOptions, languageOption, type RawOptions, withImportOptions } from "../options.ts";
import { json, outputFormat, plain, print, table } from "../output.ts";
import { terminalProgress } from "../progress.ts";
import { type RawStream, runStream } from "./import-stream.ts";
import { importTable, WORKSPACE } from "./imported.ts";
import { watchCommand } from "./watch.ts";

interface Raw extends RawOptions, RawStream {
  again?: boolean;
}

const FORMAT = ["--format <format>", "table or json (default: table on a terminal)"] as const;

/** Commands around facts that stay: `init`, `import`, `status`. */
export function workspaceCommands(program: Command): void {
  program
    .command("init")
    .description("make a workspace: a folder that keeps what is imported into it")
    .argument("[folder]", "an empty folder, or one that is to be made", ".")
    .option("--language <language>", "language of what people read")
    .option(...FORMAT)
    .action(async (folder: string, raw: Raw) => {
      const made = initWorkspace(folder, new Date());
      const words = texts(languageOption(raw) ?? "en");
      if (outputFormat(raw.format) === "json") return print(json(made));
      await print(`${words.t(made.isNew ? "workspace.made" : "workspace.there", { path: made.workspace })}\n`);
    });
  withImportOptions(
    program
      .command("import")
      .description("take exports into a workspace; what was imported before is not read again")
      .argument("[path...]", "files or folders with exports; none with --singer or --airbyte"),
  )
    .option(...WORKSPACE)
    .option(
      "--singer [tap]",
      "read the messages of a Singer tap from standard input; its name says what its streams are",
    )
    .option("--airbyte [source]", "read the messages of an Airbyte source from standard input")
    .option(
      "--catalog <file>",
      "configured catalog of the Airbyte source: the keys of its streams, and which are overwritten",
    )
    .option(
      "--again",
      "read files again that were read before, as after a change of the settings file they are by themselves",
    )
    .option(...FORMAT)
    .action(runImport);
  watchCommand(program);
  program
    .command("status")
    .description("what a workspace holds, and how fresh each source is")
    .argument("[folder]", "folder of the workspace", ".")
    .option("--language <language>", "language of what people read")
    .option(...FORMAT)
    .action(async (folder: string, raw: Raw) => {
      const format = outputFormat(raw.format);
      const words = texts(languageOption(raw) ?? "en");
      const status = await interruptible((onRun) =>
        workspaceStatus(folder, { doing: "status", now: new Date(), onRun }),
      );
      await print(format === "json" ? json(status) : statusTable(status, words));
    });
}

async function runImport(paths: string[], raw: Raw): Promise<void> {
  if (raw.singer !== undefined || raw.airbyte !== undefined) return runStream(paths, raw);
  if (paths.length === 0)
    throw new InputError("input.no_files", "Nothing is named that could be imported.", {
      hint: "Name files or folders, or pipe a tap in: `tap-shopify … | feltworth import --singer tap-shopify`.",
    });
  const format = outputFormat(raw.format);
  const words = texts(languageOption(raw) ?? "en");
  const imported = await interruptible((onRun) =>
    importFiles(
      {
        paths,
        workspace: raw.workspace ?? ".",
        again: raw.again ?? false,
        files: fileOptions(raw),
        analysis: analysisOptions(raw),
        progress: terminalProgress(words),
        now: new Date(),
      },
      onRun,
    ),
  );
  await print(format === "json" ? json(imported) : importTable(imported, words));
  const setAside = imported.files.reduce((n, file) => n + file.setAside, 0);
  if (raw.strict) refuseRejects(setAside, "`feltworth inspect` says which and why; mend them, or leave out --strict.");
}

function statusTable(
  { workspace, version, importedAt, files, sources, rejects }: WorkspaceStatus,
  words: Texts,
): string {
  const at = (instant: string | null) => (instant === null ? "–" : instant.slice(0, 16).replace("T", " "));
  const title = words.t("workspace.status", { path: plain(workspace), n: version, text: `${at(importedAt)} UTC` });
  const sourceHead = ["source", "facts", "last_day", "behind", "imported"];
  // A line a kind of record, as a terminal is narrow.
  const sourceRows = sources.flatMap(({ source, facts, lastDay, daysBehind, importedAt: last }) => {
    const behind = daysBehind === null ? "–" : words.t("workspace.days", { n: daysBehind });
    return Object.entries(facts).map(([kind, n], i) => [
      i === 0 ? source : "",
      `${words.word("fact", kind)}: ${words.number(n)}`,
      ...(i === 0 ? [lastDay ?? "–", behind, at(last)] : ["", "", ""]),
    ]);
  });
  const fileHead = ["file", "rows", "set_aside", "imported"];
  const fileRows = files.map(({ name, rows, setAside, importedAt: last }) => [
    name,
    words.number(rows),
    words.number(setAside),
    at(last),
  ]);
  const headed = (names: string[]) => names.map((name) => words.t(`workspace.column.${name}`));
  const reasons = rejects.map(({ reason, n }) => `  ${words.t(`reject.${reason}`)}: ${words.number(n)}\n`);
  return [
    `${title}\n\n`,
    table(headed(sourceHead), sourceRows),
    "\n",
    table(headed(fileHead), fileRows),
    ...(reasons.length > 0 ? [`\n${words.t("workspace.set_aside")}\n`, ...reasons] : []),
  ].join("");
}
