import type { Run } from "../app/compose.ts";
import type { CompanyRequest } from "../app/request.ts";
import { type Texts, texts } from "../texts/texts.ts";
import { interruptible } from "./interrupt.ts";
import { LeftOut } from "./left-out.ts";
import { analysisOptions, fileOptions, languageOption, type RawOptions } from "./options.ts";
import { json, outputFormat, print } from "./output.ts";
import { terminalProgress } from "./progress.ts";

/** What a person says of one question: it is asked of the files, and told as JSON or in words. */
export interface Question<T> {
  ask(request: CompanyRequest, onRun: (run: Run) => void): Promise<T>;
  tell(answer: T, words: Texts): Promise<void>;
}

/** What every command around a question does alike: options, progress, Ctrl-C, what was left out, and the exit under `--strict`. */
export async function asking<T extends object>(
  paths: readonly string[],
  raw: RawOptions,
  { ask, tell }: Question<T>,
): Promise<void> {
  const format = outputFormat(raw.format);
  const language = languageOption(raw) ?? "en";
  const own = texts(language);
  const leftOut = new LeftOut(own, raw.strict ?? false);
  const files = fileOptions(raw);
  const analysis = analysisOptions(raw);
  const progress = terminalProgress(own);
  const answer = await interruptible((onRun) =>
    ask({ paths, files, analysis, language, progress, now: new Date(), onLoaded: leftOut.tell }, onRun),
  );
  await (format === "json" ? print(json(answer)) : tell(answer, texts(language, { words: wordsOf(answer) })));
  leftOut.refuse();
}

/** Words of the company's own, where the answer brings them. */
const wordsOf = (answer: object & { words?: Record<string, string> }): Record<string, string> => answer.words ?? {};
