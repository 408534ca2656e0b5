import { useAsk } from "../server/ask.ts";
import type { ImportTable, Vocabulary } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { ColumnsTaken } from "./columns-taken.tsx";

/** Identifiers of whoever a row is about, besides the fields of its fact. */
export const WHO = ["customer", "email", "phone", "account"] as const;
const DATES = ["iso", "dmy", "mdy", "ymd"] as const;

/** How a file is to be read, as an entry of the settings file. */
export interface FileEntry {
  match: string;
  read?: Record<string, string>;
  facts: Record<string, unknown>[];
}

/** What somebody has said of a table so far. */
export interface Draft {
  fact: string;
  /** What each column is: `who.customer`, `at`, `id`, `field.amount`; nothing where it is not used. */
  columns: Record<string, string>;
  dates: string;
  decimal: string;
  currency: string;
  scale: string;
}

export const NO_DRAFT: Draft = { fact: "", columns: {}, dates: "", decimal: "", currency: "", scale: "" };

/** The entry that a draft comes to; null as long as something that is needed is missing. */
function entryOf(
  match: string,
  draft: Draft,
  facts: Vocabulary["facts"],
): { entry: FileEntry | null; missing: string[] } {
  const known = facts.find(({ fact }) => fact === draft.fact);
  if (!known) return { entry: null, missing: [] };
  const columnOf = (meaning: string) => Object.entries(draft.columns).find(([, value]) => value === meaning)?.[0];
  const who = WHO.filter((kind) => columnOf(`who.${kind}`) !== undefined);
  const [first, ...also] = who.map((kind) => ({ kind, value: columnOf(`who.${kind}`) }));
  const at = columnOf("at");
  const id = columnOf("id");
  const [min, max] = draft.scale.split("-").map(Number);
  const isScaled = draft.fact === "answer" && min !== undefined && max !== undefined && max > min;
  const has = (field: string) => known.fields.some((one) => one.field === field);
  const fields = {
    ...Object.fromEntries(
      known.fields.flatMap(({ field }) => {
        const column = columnOf(`field.${field}`);
        return column === undefined ? [] : [[field, column]];
      }),
    ),
    ...(isScaled ? { scale_min: { value: min }, scale_max: { value: max } } : {}),
    ...(draft.currency && has("currency") && columnOf("field.currency") === undefined
      ? { currency: { value: draft.currency } }
      : {}),
  };
  const missing = [
    ...(known.subject === "required" && !first ? ["who"] : []),
    ...(known.at === "required" && at === undefined ? ["at"] : []),
    ...known.fields.filter(({ field, required }) => required && !(field in fields)).map(({ field }) => field),
  ];
  const read = { ...(draft.dates ? { dates: draft.dates } : {}), ...(draft.decimal ? { decimal: draft.decimal } : {}) };
  const mapping = {
    ...{ fact: draft.fact, fields },
    ...(id === undefined ? {} : { id }),
    ...(first ? { subject: first } : {}),
    ...(also.length > 0 ? { also } : {}),
    ...(at === undefined ? {} : { at: { value: at } }),
  };
  const entry = { match, ...(Object.keys(read).length > 0 ? { read } : {}), facts: [mapping] };
  return { entry: missing.length > 0 ? null : entry, missing };
}

/** For a table that nobody knows: what one row is, what each column says, and what cannot be told from the data alone. */
export function OwnMapping({
  table,
  draft,
  setDraft,
  look,
}: {
  table: ImportTable;
  draft: Draft;
  setDraft(draft: Draft): void;
  look(entry: FileEntry): void;
}) {
  const texts = useWords();
  const vocabulary = useAsk<Vocabulary>("/api/v1/vocabulary");
  const facts = vocabulary.data?.facts ?? [];
  const chosen = facts.find(({ fact }) => fact === draft.fact);
  const { entry, missing } = entryOf(table.table, draft, facts);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const named = (code: string) =>
    ["who", "at"].includes(code) ? texts.t(`web.mapping.${code}`) : code.replaceAll("_", " ");
  return (
    <form
      className="own-mapping"
      aria-label={texts.t("web.mapping.title", { text: table.table })}
      onSubmit={(event) => {
        event.preventDefault();
        if (entry) look(entry);
      }}
    >
      <h5>{texts.t("web.mapping.title", { text: table.table })}</h5>
      <div className="filters">
        <label>
          <span>{texts.t("web.mapping.row")}</span>
          <select value={draft.fact} onChange={({ target }) => set({ fact: target.value })}>
            <option value="">…</option>
            {facts.map(({ fact }) => (
              <option key={fact} value={fact}>
                {texts.capital(texts.word("fact", fact))}
              </option>
            ))}
          </select>
        </label>
      </div>
      {chosen && (
        <>
          <ColumnsTaken
            table={table}
            meaningOf={(column) => draft.columns[column] ?? ""}
            choose={(column, value) => set({ columns: { ...draft.columns, [column]: value } })}
            choices={() => (
              <>
                <option value="">{texts.t("web.data.unused")}</option>
                {chosen.subject !== "none" &&
                  WHO.map((kind) => (
                    <option key={kind} value={`who.${kind}`}>
                      {texts.t(`web.mapping.who.${kind}`)}
                    </option>
                  ))}
                {chosen.at !== "none" && <option value="at">{texts.t("web.mapping.at")}</option>}
                <option value="id">{texts.t("web.mapping.id")}</option>
                {chosen.fields.map(({ field, required }) => (
                  <option key={field} value={`field.${field}`}>
                    {named(field)}
                    {required ? " *" : ""}
                  </option>
                ))}
              </>
            )}
          />
          <div className="filters">
            <label>
              <span>{texts.t("web.mapping.dates")}</span>
              <select value={draft.dates} onChange={({ target }) => set({ dates: target.value })}>
                <option value="">{texts.t("web.mapping.from_data")}</option>
                {DATES.map((order) => (
                  <option key={order} value={order}>
                    {texts.t(`web.mapping.dates.${order}`)}
                  </option>
                ))}
              </select>
            </label>
            <label>
              <span>{texts.t("web.mapping.decimal")}</span>
              <select value={draft.decimal} onChange={({ target }) => set({ decimal: target.value })}>
                <option value="">{texts.t("web.mapping.from_data")}</option>
                <option value=",">1,5</option>
                <option value=".">1.5</option>
              </select>
            </label>
            {chosen.fields.some(({ field }) => field === "currency") && (
              <label>
                <span>{texts.t("web.mapping.currency")}</span>
                <input
                  value={draft.currency}
                  maxLength={3}
                  placeholder="EUR"
                  onChange={({ target }) => set({ currency: target.value.toUpperCase() })}
                />
              </label>
            )}
            {draft.fact === "answer" && (
              <label>
                <span>{texts.t("web.mapping.scale")}</span>
                <input value={draft.scale} placeholder="0-10" onChange={({ target }) => set({ scale: target.value })} />
              </label>
            )}
          </div>
          {missing.length > 0 && (
            <p className="support" role="status">
              {texts.t("web.mapping.missing", { list: texts.list(missing.map(named)) })}
            </p>
          )}
          <button type="submit" className="button" disabled={entry === null}>
            {texts.t("web.mapping.look")}
          </button>
        </>
      )}
    </form>
  );
}
