import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { eraseAgain } from "../../app/erase/erase-again.ts";
import { eraseFromWorkspace } from "../../app/erase/erase-person.ts";
import { readLedger } from "../../app/erase/ledger-files.ts";
import { exportPerson } from "../../app/export-person.ts";
import { writeFiles } from "../../app/write-files.ts";
import { InputError } from "../../base/errors.ts";
import { environment } from "../../config/environment.ts";
import { texts } from "../../texts/texts.ts";
import { asking } from "../asking.ts";
import { languageOption, type RawOptions, withFileOptions } from "../options.ts";
import { json, outputFormat, plain, print } from "../output.ts";

interface Raw extends RawOptions {
  in?: string;
  out?: string;
  reason?: string;
  everything?: boolean;
  data?: string;
  dryRun?: boolean;
  yes?: boolean;
}

const FORMAT = ["--format <format>", "table or json (default: table on a terminal)"] as const;
const WHO = "such as email:anna@x.pl, customer:C17, or a value alone";

/** What the law gives a person: everything that is held about them, and that it is erased. */
export function personDataCommands(people: Command): void {
  withFileOptions(
    people.command("export").description("everything that is held about one person, with where each record came from"),
  )
    .argument("<identifier>", WHO)
    .requiredOption("--out <file>", "file to write, as JSON")
    .option("--in <path>", "workspace, or folder with the data", ".")
    .option(...FORMAT)
    .action((who: string, raw: Raw) =>
      asking([raw.in!], raw, {
        ask: async (request, onRun) => {
          const { identifiers, facts, related, ...told } = await exportPerson({ ...request, who }, onRun);
          const out = raw.out!;
          const all = { ...told, identifiers, facts, related };
          await writeFiles(dirname(out), { [basename(out)]: `${JSON.stringify(all, null, 2)}\n` });
          const records = [...Object.values(facts), ...Object.values(related)].flat().length;
          return { schema: 1, path: out, identifiers: identifiers.length, records };
        },
        tell: ({ path }, words) => print(`${plain(words.t("people.exported", { name: who, path }))}\n`),
      }),
    );
  withFileOptions(
    people
      .command("erase")
      .description(
        "take a person out of a workspace for good; orders and answers stay without them, so that totals do",
      ),
  )
    .argument("<identifier>", WHO)
    .requiredOption("--reason <text>", "why; it is noted with the day, without the person")
    .option("--in <workspace>", "the workspace", ".")
    .option("--data <folder>", "the server's own folder, where one serves the workspace; it may not run")
    .option("--everything", "leave no record at all, not even without the person")
    .option("--dry-run", "say what would be erased, and change nothing")
    .option("--yes", "erase; there is no way back")
    .option(...FORMAT)
    .action((who: string, raw: Raw) => {
      const { everything = false, dryRun = false, yes = false } = raw;
      const reason = (raw.reason ?? "").trim();
      if (reason === "")
        throw new InputError("input.option_invalid", "--reason is empty.", { hint: "Say in a few words why." });
      if (!dryRun && !yes)
        throw new InputError("input.option_invalid", "Erasing cannot be undone.", {
          hint: "Look with --dry-run first, then say --yes.",
        });
      return asking([raw.in!], raw, {
        ask: (request, onRun) => {
          const server = raw.data === undefined ? null : { folder: raw.data, database: environment().databaseUrl };
          return eraseFromWorkspace({ ...request, who, reason, everything, dryRun, server }, onRun);
        },
        tell: ({ erased, facts, removed = 0, kept = 0, setAside: aside = 0, mentions = 0, unreached = [] }, words) => {
          const n = Object.values(facts).reduce((sum, each) => sum + each, 0);
          const said = erased
            ? words.t("people.erased", { removed, kept, aside, mentions })
            : words.t("people.would_erase", { n });
          const missed = unreached.map((path) => words.t("people.unreached", { path }));
          return print(`${[said, ...missed].map(plain).join("\n")}\n`);
        },
      });
    });
  people
    .command("erase-again")
    .description("erase once more whom a ledger names, after an older copy of a workspace was put back")
    .argument("<path>", "feltworth-erasures.json, or the folder that has it")
    .option("--in <workspace>", "the workspace", ".")
    .option("--language <language>", "language of what people read")
    .option(...FORMAT)
    .action(async (path: string, raw: Raw) => {
      const format = outputFormat(raw.format);
      const words = texts(languageOption(raw) ?? "en");
      const ledger = readLedger(path);
      if (ledger === null)
        throw new InputError("input.path_unreadable", `"${path}" has no ledger of erasures.`, {
          hint: "Name feltworth-erasures.json, or the folder that has it.",
          details: { path },
        });
      const done = await eraseAgain(raw.in!, { ledger, now: new Date() });
      const said = [
        words.t("people.erased_again", { n: done.erased }),
        ...(done.known ? [] : [words.t("people.not_known")]),
      ];
      await print(format === "json" ? json(done) : `${said.map(plain).join("\n")}\n`);
    });
}
