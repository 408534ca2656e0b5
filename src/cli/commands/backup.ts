import { resolve } from "node:path";
import type { Command } from "commander";
import { backUpAtRest } from "../../app/server/backup/back-up.ts";
import { restore } from "../../app/server/backup/restore.ts";
import { putBack, upgrade } from "../../app/server/backup/upgrade.ts";
import { askForBackup } from "../../app/server/control.ts";
import { InputError } from "../../base/errors.ts";
import { environment } from "../../config/environment.ts";
import { texts } from "../../texts/texts.ts";
import { languageOption, type RawOptions } from "../options.ts";
import { json, outputFormat, plain, print } from "../output.ts";

interface Raw extends RawOptions {
  out: string;
  data: string;
  workspace?: string;
  erasures?: string;
}

const FORMAT = ["--format <format>", "table or json (default: table on a terminal)"] as const;

/** Copies of everything that a server keeps: `backup`, `restore`, `upgrade`. */
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
    .option("--erasures <file>", "ledger of who was erased since (default: the one beside the backup)")
    .option("--language <language>", "language of what people read")
    .option(...FORMAT)
    .action(async (backup: string, raw: Raw) => {
      const format = outputFormat(raw.format);
      const words = texts(languageOption(raw) ?? "en");
      const { databaseUrl } = environment();
      const place = {
        ...{ folder: raw.data, workspace: raw.workspace ?? null, database: databaseUrl },
        erasures: raw.erasures ?? null,
      };
      const done = await restore(backup, place);
      const path = [done.workspace, done.data].filter((one) => one !== null).join(", ");
      const again =
        done.erased === null ? words.t("workspace.no_ledger") : words.t("workspace.erased_again", { n: done.erased });
      const said = [words.t("workspace.restored", { path }), ...(done.workspace === null ? [] : [again])];
      await print(format === "json" ? json(done) : `${said.map(plain).join("\n")}\n`);
    });
  program
    .command("upgrade")
    .description("bring what a server keeps up to this version, after a copy of it; or put such a copy back")
    .argument("[folder]", "the server's own folder (--data of serve)", "feltworth-server")
    .option("--out <folder>", "folder for the copy that is made before")
    .option("--back <folder>", "put the copy in this folder back, for the version that it was made of")
    .option("--dumped", "a copy of your own PostgreSQL was made, or put back, by its tools")
    .option("--language <language>", "language of what people read")
    .option(...FORMAT)
    .action(async (folder: string, raw: Partial<Raw> & { back?: string; dumped?: boolean }) => {
      const format = outputFormat(raw.format);
      const words = texts(languageOption(raw) ?? "en");
      const { databaseUrl } = environment();
      const place = { database: databaseUrl, isDumped: raw.dumped ?? false, now: new Date() };
      if ((raw.out === undefined) === (raw.back === undefined))
        throw new InputError("input.option_invalid", "One of --out and --back has to be given.", {
          hint: "--out names the folder for the copy that is made before; --back puts such a copy back.",
        });
      if (raw.out !== undefined) {
        const done = await upgrade(folder, raw.out, place);
        const said = words.t("workspace.upgraded", { path: done.data, text: done.copy });
        return print(format === "json" ? json(done) : `${said}\n`);
      }
      const done = await putBack(raw.back!, place);
      const said = words.t("workspace.put_back", { path: done.data, text: done.setAside.join(", ") });
      await print(format === "json" ? json(done) : `${said}\n`);
    });
}
