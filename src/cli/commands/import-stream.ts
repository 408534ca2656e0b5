import { readFileSync } from "node:fs";
import { type CatalogStream, catalogStreams, importStream } from "../../app/import-stream.ts";
import { refuseRejects } from "../../app/strict.ts";
import { InputError } from "../../base/errors.ts";
import { texts } from "../../texts/texts.ts";
import { interruptible } from "../interrupt.ts";
import { analysisOptions, fileOptions, languageOption, type RawOptions } from "../options.ts";
import { json, outputFormat, print } from "../output.ts";
import { terminalProgress } from "../progress.ts";
import { streams } from "../streams.ts";
import { importTable } from "./imported.ts";

export interface RawStream extends RawOptions {
  workspace?: string;
  /** True where the option stands without a name. */
  singer?: string | true;
  airbyte?: string | true;
  catalog?: string;
}

/** Standard output is for states alone, as taps and sources expect it of their target; the summary goes to standard error. */
export async function runStream(paths: readonly string[], raw: RawStream): Promise<void> {
  if (paths.length > 0 || (raw.singer !== undefined && raw.airbyte !== undefined))
    throw new InputError(
      "input.option_invalid",
      "Files, --singer and --airbyte are three ways to import; use one at a time.",
      {
        hint: "Leave out the others. The name of a tap may have to be written with =: --singer=tap-shopify.",
      },
    );
  const words = texts(languageOption(raw) ?? "en");
  const named = raw.singer ?? raw.airbyte;
  const imported = await interruptible((onRun) =>
    importStream(
      {
        workspace: raw.workspace ?? ".",
        protocol: raw.singer === undefined ? "airbyte" : "singer",
        tap: typeof named === "string" ? named : null,
        catalog: raw.catalog === undefined ? [] : catalogOf(raw.catalog),
        input: streams().input,
        onState: (text) => print(`${text}\n`),
        // Standard input holds the messages: nobody can be asked.
        files: { ...fileOptions(raw), ask: null },
        analysis: analysisOptions(raw),
        progress: terminalProgress(words),
        now: new Date(),
      },
      onRun,
    ),
  );
  streams().errors.write(
    outputFormat(raw.format ?? "table") === "json" ? json(imported) : importTable(imported, words),
  );
  const setAside = imported.files.reduce((n, file) => n + file.setAside, 0);
  if (raw.strict) refuseRejects(setAside, "`feltworth status` says why; mend them, or leave out --strict.");
}

function catalogOf(path: string): CatalogStream[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new InputError("input.path_unreadable", `The catalog "${path}" cannot be read.`, {
      hint: "Check the path.",
      details: { path },
      cause,
    });
  }
  return catalogStreams(text);
}
