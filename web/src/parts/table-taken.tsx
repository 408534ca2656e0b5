import type { ImportTable } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { ColumnsTaken } from "./columns-taken.tsx";
import { type Draft, type FileEntry, OwnMapping, WHO } from "./own-mapping.tsx";

/** A text has no room for yes and no as such. */
export const plainly = (values: Record<string, string | number | boolean>): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === "boolean" ? String(value) : value]),
  );

type Question = ImportTable["questions"][number];

/** Reasons of one kind on one line, with the columns or meanings that they name. */
function spoken(reasons: ImportTable["reasons"]): [code: string, list: string][] {
  return [...new Set(reasons.map(({ code }) => code))].map((code) => {
    const named = reasons
      .filter((reason) => reason.code === code)
      .map(({ values }) => values.column ?? values.header ?? values.meanings ?? values.meaning ?? values.found ?? "");
    return [code, named.join(", ")];
  });
}

const MARKS = { sure: "useful", asks: "weak", unsure: "too_little", ignored: "none" } as const;

/** What one table was taken for and why, what is asked about it, and what becomes of each column. */
export function TableTaken({
  table,
  answerOf,
  answer,
  draft,
  setDraft,
  map,
  isMapped,
  columns,
  setColumn,
}: {
  table: ImportTable;
  answerOf(question: Question): string | undefined;
  answer(question: Question, value: string): void;
  draft: Draft;
  setDraft(draft: Draft): void;
  /** Says how a table is to be read that was not recognised. */
  map(entry: FileEntry): void;
  isMapped: boolean;
  columns: Readonly<Record<string, string>>;
  setColumn(column: string, meaning: string): void;
}) {
  const texts = useWords();
  const { questions, reasons, runnerUp, facts, loaded } = table;
  // What somebody says of every column stands in a form of its own.
  const isOwn = table.state === "unsure" || isMapped;
  const becomes = new Map(
    facts.flatMap(({ fact, fields }) =>
      fields.flatMap(({ field, columns: used }) => used.map((column) => [column, `${fact}.${field}`] as const)),
    ),
  );
  const fields = [...new Set([...WHO, ...facts.flatMap((fact) => fact.fields.map(({ field }) => field))])];
  return (
    <article className="table-taken">
      <header>
        <h4>
          {table.table}
          {table.part && ` · ${table.part}`}
        </h4>
        <span className={`chip chip-${MARKS[table.state]}`}>{texts.t(`web.data.state.${table.state}`)}</span>
        <p className="support">
          {table.format ?? texts.t("format.unknown")}
          {loaded && ` · ${texts.t("web.data.rows", { n: loaded.rows })}`}
          {loaded && loaded.setAside > 0 && ` · ${texts.t("web.data.set_aside", { n: loaded.setAside })}`}
        </p>
      </header>
      {loaded && loaded.rejects.length > 0 && (
        <ul className="plain support">
          {loaded.rejects.map(({ reason, n }) => (
            <li key={reason}>{texts.t("web.mapping.rejected", { text: texts.word("reject", reason), n })}</li>
          ))}
        </ul>
      )}
      {isOwn && <OwnMapping table={table} draft={draft} setDraft={setDraft} look={map} />}
      {questions.map((question) => (
        <fieldset key={`${question.code} ${question.column ?? ""}`} className="choices question">
          <legend>
            {texts.t(`cli.question.${question.code}`, { file: table.table, column: question.column ?? "" })}
          </legend>
          {question.choices.map((choice) => (
            <button
              key={choice}
              type="button"
              className="choice"
              aria-pressed={answerOf(question) === choice}
              onClick={() => answer(question, choice)}
            >
              {texts.has(`web.data.choice.${choice}`) ? texts.t(`web.data.choice.${choice}`) : choice}
            </button>
          ))}
          {question.examples.length > 0 && (
            <span className="support">{texts.t("web.data.examples", { text: question.examples.join(", ") })}</span>
          )}
        </fieldset>
      ))}
      <details className="open-figure">
        <summary>
          <span>{texts.t("web.data.why_and_columns")}</span>
        </summary>
        <ul className="plain">
          {spoken(reasons).map(([code, list]) => (
            <li key={code}>{texts.t(`reason.${code}`, { list })}</li>
          ))}
          {runnerUp && <li>{texts.t("web.data.runner_up", { text: runnerUp.format })}</li>}
        </ul>
        {!isOwn && (
          <ColumnsTaken
            table={table}
            meaningOf={(column) => columns[column] ?? ""}
            choose={setColumn}
            choices={(column) => (
              <>
                <option value="">{becomes.get(column) ?? texts.t("web.data.unused")}</option>
                <option value="none">{texts.t("web.data.leave_out")}</option>
                {fields.map((field) => (
                  <option key={field} value={field}>
                    {field}
                  </option>
                ))}
              </>
            )}
          />
        )}
      </details>
    </article>
  );
}
