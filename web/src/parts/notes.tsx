import type { FormEvent } from "react";
import { send } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { Me, NoteList } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { useDoing } from "./doing.ts";
import { Asked } from "./states.tsx";

/** What people wrote about a customer. */
export function Notes({ path, me }: { path: string; me: Me }) {
  const texts = useWords();
  const notes = useAsk<NoteList>(`${path}/notes`);
  const { trouble, act } = useDoing(`${path}/notes`);
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = String(new FormData(form).get("text")).trim();
    if (text)
      void act(async () => {
        await send("POST", `${path}/notes`, { text });
        form.reset();
      });
  };
  const remove = (id: string) => {
    const note = `${path}/notes/${encodeURIComponent(id)}`;
    return act(() => send("DELETE", note), {
      text: texts.t("web.undo.note"),
      by: () => send("POST", `${note}/restore`),
    });
  };
  return (
    <section>
      <h2>{texts.t("web.customer.notes")}</h2>
      <Asked query={notes}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{texts.t("web.customer.no_notes")}</p>
          ) : (
            <ul className="notes-list">
              {items.map(({ id, author, at, text, isOwn }) => (
                <li key={id}>
                  <p>{text}</p>
                  <p className="support">
                    {[author, texts.day(at.slice(0, 10))].filter(Boolean).join(" · ")}{" "}
                    {(isOwn || me.role === "administrator") && (
                      <button type="button" className="text-button" onClick={() => void remove(id)}>
                        {texts.t("web.customer.remove")}
                      </button>
                    )}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
      {me.may.includes("people.write") && (
        <form className="note-form" onSubmit={add}>
          <label>
            <span className="sr">{texts.t("web.customer.note")}</span>
            <textarea name="text" rows={3} required maxLength={10_000} placeholder={texts.t("web.customer.note")} />
          </label>
          <button type="submit">{texts.t("web.customer.add_note")}</button>
        </form>
      )}
      <p className="wrong" role="alert">
        {trouble}
      </p>
    </section>
  );
}
