import type { Imported } from "../../app/import-files.ts";
import type { Texts } from "../../texts/texts.ts";
import { table } from "../output.ts";

export const WORKSPACE = ["--workspace <folder>", "folder of the workspace", "."] as const;

/** What an import did, for a person. */
export function importTable({ files, gained, imported }: Imported, words: Texts): string {
  const head = ["file", "state", "rows", "set_aside"].map((name) => words.t(`workspace.column.${name}`));
  const rows = files.map(({ name, state, rows: n, setAside }) => [
    name,
    words.t(`workspace.state.${state}`),
    words.number(n),
    words.number(setAside),
  ]);
  const facts = Object.entries(gained).map(
    ([kind, n]) => `${words.word("fact", kind)}: ${n > 0 ? "+" : ""}${words.number(n)}`,
  );
  const sum =
    imported === null ? words.t("workspace.nothing_new") : facts.join(", ") || words.t("workspace.same_number");
  return `${table(head, rows)}\n${sum}\n`;
}
