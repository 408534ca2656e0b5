import Table from "cli-table3";
import { InputError } from "../base/errors.ts";
import type { Finding } from "../findings/finding.ts";
import { findingTerminal } from "../report/finding-terminal.ts";
import type { Texts } from "../texts/texts.ts";
import { streams } from "./streams.ts";

export type OutputFormat = "table" | "json";

/** A table for a person at a terminal, one JSON document for a program; `--format` forces either. */
export function outputFormat(asked: string | undefined): OutputFormat {
  if (asked === undefined) return streams().output.isTTY ? "table" : "json";
  if (asked === "table" || asked === "json") return asked;
  throw new InputError("input.option_invalid", `--format "${asked}" is neither table nor json.`);
}

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Plain columns without frames, so that a terminal of any kind shows them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const none = "";
  const out = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 2 },
    chars: {
      top: none,
      "top-mid": none,
      "top-left": none,
      "top-right": none,
      bottom: none,
      "bottom-mid": none,
      "bottom-left": none,
      "bottom-right": none,
      left: none,
      "left-mid": none,
      mid: none,
      "mid-mid": none,
      right: none,
      "right-mid": none,
      middle: none,
    },
  });
  for (const row of rows) out.push(row.map((cell) => plain(cell)));
  return `${out
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")}\n`;
}

/** Text of the user's data without characters that steer a terminal. */
export const plain = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, " ");

/** Writes to standard output and waits until it is out: a full device or a closed pipe is an error that is heard. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    streams().output.write(text, (error) => {
      if (!error) resolve();
      else if ((error as NodeJS.ErrnoException).code === "EPIPE") resolve();
      else
        reject(
          new InputError("input.output_unwritable", `The output cannot be written: ${error.message}.`, {
            cause: error,
          }),
        );
    });
  });
}

/** Findings one after another. @param none code of what is said where there are none */
export const printFindings = (findings: readonly Finding[], words: Texts, none: string): Promise<void> =>
  print(
    findings.length === 0
      ? `${words.t(none)}\n`
      : findings.map((finding) => plain(findingTerminal(finding, words, table))).join("\n"),
  );
