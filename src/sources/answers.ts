import type { FileSettings } from "./file-settings.ts";
import type { Question } from "./mapping.ts";
import type { ReadOptions } from "./table.ts";

/** A question about one file; the currency is one about the company. */
type AboutFile = { code: Exclude<Question["code"], "currency"> } & Pick<Question, "column">;

/** What a person answered, as the settings that would have made the question unnecessary. */
export function answered(file: FileSettings, { code, column }: AboutFile, answer: string): FileSettings {
  switch (code) {
    case "date_order":
      return { ...file, read: { ...file.read, dates: answer as ReadOptions["dates"] } };
    case "money_unit":
      return { ...file, read: { ...file.read, money: answer as ReadOptions["money"] } };
    case "score_scale":
      return column ? { ...file, scales: { ...file.scales, [column]: answer } } : file;
    case "which_format":
      return { ...file, format: answer };
    case "which_column":
      return column ? { ...file, columns: { ...file.columns, [column]: answer } } : file;
    default:
      return code satisfies never;
  }
}
