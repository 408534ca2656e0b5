import { resolve } from "node:path";
import type { Command } from "commander";
import { backUpAtRest } from "../../app/server/backup/back-up.ts";
import { restore } from "../../app/server/backup/restore.ts";
import { askForBackup } from "../../app/server/control.ts";
import { environment } from "../../config/environment.ts";
import { texts } from "../../texts/texts.ts";
import { languageOption, type RawOptions } from "../options.ts";
import { json, outputFormat, print } from "../output.ts";

interface Raw extends RawOptions {
  out: string;
  data: string;
  workspace?: string;
}

const FORMAT = ["--format <format>", "table or json (default: table on a terminal)"] as const;

/** Copies of everything that a server keeps: `backup`, `restore`. */
export function backupCommands(program: Command): void {
  program
    .command("backup")
    .description("copy everything that a server keeps, while it runs or not: facts, users, keys, settings")
    .argument("[folder]", "the server's own folder (--data of serve)", "feltworth-server")
    .requiredOption("--out <folder>", "folder that is to be made")
    .option("--language <language>", "language of what people read")
    .option(...FORMAT)
    .action(async (folder: string, raw: Raw) => {
      const format = outputFormat(raw.format);
      const words = texts(languageOption(raw) ?? "en");
      const out = resolve(raw.out);
      const { databaseUrl } = environment();
      const done =
        (await askForBackup(folder, out)) ??
        (await backUpAtRest({ folder, database: databaseUrl, now: new Date() }, out));
      await print(format === "json" ? json(done) : `${words.t("workspace.backed_up", { path: done.backup })}\n`);
    });
  program
    .command("restore")
    .description("put a backup where nothing is yet")
    .argument("<backup>", "folder that `backup` made")
    .option("--data <folder>", "folder for what the server keeps", "feltworth-server")
    .option("--workspace <folder>", "folder for the workspace")
    .option("--language <language>", "language of what people read")
    .option(...FORMAT)
    .action(async (backup: string, raw: Raw) => {
      const format = outputFormat(raw.format);
      const words = texts(languageOption(raw) ?? "en");
      const { databaseUrl } = environment();
      const place = { folder: raw.data, workspace: raw.workspace ?? null, database: databaseUrl };
      const done = await restore(backup, place);
      const path = [done.workspace, done.data].filter((one) => one !== null).join(", ");
      const said = words.t("workspace.restored", { path });
      await print(format === "json" ? json(done) : `${said}\n`);
    });
}
