import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import type { Question } from "../app/request.ts";
import { AppError, InputError } from "../base/errors.ts";
import type { Texts } from "../texts/texts.ts";
import { plain } from "./output.ts";

/** Where a person reads the question and writes the answer. */
export interface Terminal {
  input: Readable;
  output: Writable;
}

/**
 * Asks on the terminal until the answer is one of the possible ones, or the beginning of one alone. Nothing is taken for
 * an answer that was not given: an empty line asks once more.
 * @throws InputError `input.question_open` when the input ends, AppError `run.interrupted` on Ctrl-C
 */
export async function askPerson(
  { code, table, column = "–", choices, examples, option }: Question,
  words: Texts,
  { input, output }: Terminal,
): Promise<string> {
  const text = words.t(`cli.question.${code}`, { file: table, column });
  output.write(`\n${plain(text)}\n  ${examples.slice(0, 3).map(plain).join(", ")}\n`);
  const reader = createInterface({ input, output });
  const left = new Promise<never>((_, reject) => {
    reader.once("SIGINT", () => reject(new AppError("run.interrupted", "Interrupted; nothing was left behind.")));
    reader.once("close", () =>
      reject(
        new InputError("input.question_open", text, {
          hint: words.t("cli.question.answer_with", { option, list: choices.join(", ") }),
        }),
      ),
    );
  });
  // Closing the reader after an answer rejects it too, when nobody waits for it any more.
  left.catch(() => {});
  try {
    for (;;) {
      const answer = (await Promise.race([reader.question(`[${choices.join(" / ")}] `), left])).trim();
      if (choices.includes(answer) || (choices.length === 0 && answer !== "")) return answer;
      const begun =
        answer === "" ? [] : choices.filter((choice) => choice.toLowerCase().startsWith(answer.toLowerCase()));
      if (begun.length === 1) return begun[0]!;
    }
  } finally {
    reader.close();
  }
}
