import type { LoadedFiles } from "../app/request.ts";
import { refuseRejects } from "../app/strict.ts";
import type { Texts } from "../texts/texts.ts";
import { plain } from "./output.ts";
import { streams } from "./streams.ts";

/** Says on standard error what is in no figure: files that were not read or not recognised, and rows that were set aside. */
export class LeftOut {
  #rows = 0;

  constructor(
    private readonly words: Texts,
    private readonly strict: boolean,
  ) {}

  /** For `CompanyRequest.onLoaded`. */
  readonly tell = ({ quality, rejectedRows }: LoadedFiles): void => {
    this.#rows = rejectedRows;
    const lines = quality.notes.map((note) => this.words.say(note));
    if (rejectedRows > 0) {
      const rows = quality.files.reduce((sum, file) => sum + file.rows, 0);
      const share = rows === 0 ? 0 : rejectedRows / rows;
      lines.push(
        this.words.t("report.quality.summary", { files: quality.files.length, rows, rejected: rejectedRows, share }),
      );
    }
    for (const line of lines) streams().errors.write(`${plain(line)}\n`);
  };

  /** Under `--strict` the answer was given, and is not good enough. */
  refuse(): void {
    if (this.strict)
      refuseRejects(this.#rows, "`feltworth inspect` says which and why; mend them, or leave out --strict.");
  }
}
