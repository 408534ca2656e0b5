import { useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useEffect, useId, useState } from "react";
import { ApiProblem, send } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { Import, ImportTable, Problem } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { type Draft, type FileEntry, NO_DRAFT } from "./own-mapping.tsx";
import { messageOf } from "./states.tsx";
import { plainly, TableTaken } from "./table-taken.tsx";
import { useUndo } from "./undo.tsx";

const PATH = "/api/v1/imports";
const BUSY: readonly Import["state"][] = ["uploading", "looking", "importing"];
/** How often an upload that is being worked on is looked at, in milliseconds. */
const LOOK_EVERY = 700;

/** Sends files and tells how much of them has gone. */
function sendFiles(files: readonly File[], told: (share: number) => void): Promise<Import> {
  const form = new FormData();
  for (const file of files) form.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", PATH);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => told(total > 0 ? loaded / total : 0);
    request.onload = () =>
      request.status < 300
        ? resolve(request.response as Import)
        : reject(new ApiProblem(request.status, (request.response ?? {}) as Partial<Problem>));
    request.onerror = () => reject(new Error("lost"));
    request.send(form);
  });
}

/** From files to figures: they are taken in, what each was taken for is shown, and nothing is imported until somebody says so. */
export function Upload() {
  const texts = useWords();
  const id = useId();
  const [share, setShare] = useState<number | null>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const [trouble, setTrouble] = useState("");
  const [isOver, setOver] = useState(false);
  const take = async (files: readonly File[]) => {
    if (files.length === 0) return;
    setTrouble("");
    setShare(0);
    try {
      setCurrent((await sendFiles(files, setShare)).id);
    } catch (error) {
      setTrouble(messageOf(error, texts.t).filter(Boolean).join(" "));
    }
    setShare(null);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  return (
    <section className="block">
      <h2>{texts.t("web.data.bring")}</h2>
      <label
        htmlFor={id}
        className={isOver ? "drop over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <strong>{texts.t("web.data.drop")}</strong>
        <span className="support">{texts.t("web.data.kinds")}</span>
        <input
          id={id}
          type="file"
          multiple
          disabled={share !== null}
          onChange={({ target }) => {
            void take([...(target.files ?? [])]);
            target.value = "";
          }}
        />
      </label>
      {share !== null && (
        <p role="status">
          <progress value={share} aria-label={texts.t("web.data.uploading")} /> {texts.t("web.data.uploading")}{" "}
          {texts.share(share, 0)}
        </p>
      )}
      <p className="wrong" role="alert">
        {trouble}
      </p>
      {current !== null && <Taken key={current} id={current} leave={() => setCurrent(null)} back={setCurrent} />}
    </section>
  );
}

/** What the files of one upload were taken for; answers and columns can be set right before they are imported. */
function Taken({ id, leave, back }: { id: string; leave(): void; back(id: string): void }) {
  const texts = useWords();
  const client = useQueryClient();
  const offer = useUndo();
  const path = `${PATH}/${encodeURIComponent(id)}`;
  const asked = useAsk<Import>(path, {}, true, { after: LOOK_EVERY, while: ({ state }) => BUSY.includes(state) });
  const { data, refetch } = asked;
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [columns, setColumns] = useState<Record<string, Record<string, string>>>({});
  // Held here, for the forms leave the screen while the server looks at the files again.
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  const [mapped, setMapped] = useState<FileEntry[]>([]);
  const [isKept, setKept] = useState(true);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    if (data?.state === "imported") void client.invalidateQueries();
  }, [data?.state, client]);
  if (!data) return null;
  const { state, tables, unreadable, step, result, problem } = data;
  if (BUSY.includes(state))
    return (
      <p role="status" className="waiting-text">
        <progress aria-label={texts.t("web.data.working")} />{" "}
        {step
          ? texts.t(texts.has(step.code) ? step.code : `step.${step.code}`, plainly(step.values))
          : texts.t("web.data.working")}
      </p>
    );
  if (state === "imported" && result)
    return (
      <div className="secret" role="status">
        <p>
          <strong>{texts.t(result.imported === null ? "web.data.nothing_new" : "web.data.imported")}</strong>{" "}
          {texts.list(
            Object.entries(result.gained)
              .filter(([, n]) => n > 0)
              .map(([fact, n]) => `${texts.number(n)} ${texts.word("fact", fact)}`),
          )}
        </p>
        <button type="button" className="quiet-button" onClick={leave}>
          {texts.t("web.close")}
        </button>
      </div>
    );
  const open = tables.flatMap(({ questions }) => questions);
  const keyOf = ({ table, code, column }: (typeof open)[number]) => JSON.stringify([table, code, column]);
  const confirm = async () => {
    setTrouble("");
    try {
      await send("POST", `${path}/confirm`, {
        answers: open.flatMap((question) => {
          const { table, code, column } = question;
          const answer = answers[keyOf(question)];
          return answer === undefined ? [] : [{ table, code, answer, ...(column === undefined ? {} : { column }) }];
        }),
        files: [
          ...mapped,
          ...Object.entries(columns)
            .filter(([, stated]) => Object.keys(stated).length > 0)
            .map(([match, stated]) => ({ match, columns: stated })),
        ],
        keep: mapped.length > 0 && isKept,
      });
      await refetch();
    } catch (error) {
      setTrouble(messageOf(error, texts.t).filter(Boolean).join(" "));
    }
  };
  const review = async (entry: FileEntry) => {
    setTrouble("");
    const files = [entry, ...mapped.filter(({ match }) => match !== entry.match)];
    try {
      await send("POST", `${path}/review`, { files });
      setMapped(files);
      await refetch();
    } catch (error) {
      setTrouble(messageOf(error, texts.t).filter(Boolean).join(" "));
    }
  };
  // What is discarded is gone for good: so it waits until nobody wants it back.
  const dropIt = () => {
    leave();
    offer({
      text: texts.t("web.undo.upload"),
      undo: async () => back(id),
      settle: () => void send("DELETE", path).catch(() => {}),
    });
  };
  const isAnswered = open.every((question) => answers[keyOf(question)] !== undefined);
  return (
    <div className="taken">
      <h3>{texts.t("web.data.taken_for")}</h3>
      {problem && (
        <p className="wrong" role="alert">
          {problem.title} {problem.detail}
        </p>
      )}
      {unreadable.map(({ name, message }) => (
        <p key={name} className="wrong">
          {name}: {message}
        </p>
      ))}
      {tables.map((table: ImportTable) => (
        <TableTaken
          key={`${table.table} ${table.part ?? ""}`}
          table={table}
          answerOf={(question) => answers[keyOf(question)]}
          answer={(question, value) => setAnswers({ ...answers, [keyOf(question)]: value })}
          draft={drafts[table.table] ?? NO_DRAFT}
          setDraft={(draft) => setDrafts({ ...drafts, [table.table]: draft })}
          map={(entry) => void review(entry)}
          isMapped={mapped.some(({ match }) => match === table.table)}
          columns={columns[table.table] ?? {}}
          setColumn={(column, meaning) => {
            const { [column]: _, ...others } = columns[table.table] ?? {};
            setColumns({ ...columns, [table.table]: meaning === "" ? others : { ...others, [column]: meaning } });
          }}
        />
      ))}
      {mapped.length > 0 && (
        <label className="check">
          <input type="checkbox" checked={isKept} onChange={({ target }) => setKept(target.checked)} />
          {texts.t("web.mapping.keep")}
        </label>
      )}
      <div className="choices">
        <button type="button" className="button" disabled={!isAnswered} onClick={() => void confirm()}>
          {texts.t("web.data.import")}
        </button>
        <button type="button" className="quiet-button" onClick={dropIt}>
          {texts.t("web.data.discard")}
        </button>
      </div>
      {!isAnswered && <p className="note">{texts.t("web.data.answer_first")}</p>}
      <p className="wrong" role="alert">
        {trouble}
      </p>
    </div>
  );
}
