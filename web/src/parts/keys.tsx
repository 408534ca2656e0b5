import { type FormEvent, useState } from "react";
import { send } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { Key, MadeKey } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { useDoing } from "./doing.ts";
import { RoleOptions } from "./roles.tsx";
import { Scrolling } from "./scrolling.tsx";
import { Asked } from "./states.tsx";

/** Keys of programs; the secret of a new one is shown once. */
export function Keys() {
  const texts = useWords();
  const keys = useAsk<{ items: Key[] }>("/api/v1/keys");
  const { trouble, act } = useDoing("/api/v1/keys");
  const [made, setMade] = useState<MadeKey | null>(null);
  const [kind, setKind] = useState<"api" | "write">("write");
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const wanted = Object.fromEntries(new FormData(form));
    void act(async () => {
      setMade(await send<MadeKey>("POST", "/api/v1/keys", wanted));
      form.reset();
    });
  };
  const revoke = (id: string) => act(() => send("DELETE", `/api/v1/keys/${encodeURIComponent(id)}`));
  return (
    <section className="block">
      <h2>{texts.t("web.settings.keys")}</h2>
      <p className="intro">{texts.t("web.settings.keys.intro")}</p>
      <Asked query={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{texts.t("web.settings.no_keys")}</p>
          ) : (
            <Scrolling title={texts.t("web.settings.keys")}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{texts.t("web.settings.name")}</th>
                    <th scope="col">{texts.t("web.settings.kind")}</th>
                    <th scope="col">{texts.t("web.settings.begins")}</th>
                    <th scope="col">{texts.t("web.settings.last_used")}</th>
                    <th scope="col" />
                  </tr>
                </thead>
                <tbody>
                  {items.map((key) => (
                    <tr key={key.id} className={key.revokedAt ? "gone" : undefined}>
                      <th scope="row">{key.name}</th>
                      <td>{key.role ? texts.t(`web.role.${key.role}`) : texts.t("web.settings.kind.write")}</td>
                      <td>
                        <code>{key.prefix}…</code>
                      </td>
                      <td>{key.lastUsedAt ? texts.day(key.lastUsedAt.slice(0, 10)) : texts.t("web.settings.never")}</td>
                      <td className="end">
                        {key.revokedAt ? (
                          <span className="quiet">{texts.t("web.settings.revoked")}</span>
                        ) : (
                          <button type="button" className="quiet-button" onClick={() => void revoke(key.id)}>
                            {texts.t("web.settings.revoke")}
                          </button>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrolling>
          )
        }
      </Asked>
      {made && (
        <div className="secret" role="status">
          <p>{texts.t("web.settings.secret")}</p>
          <code>{made.secret}</code>
        </div>
      )}
      <details className="open-figure">
        <summary>
          <span>{texts.t("web.settings.add_key")}</span>
        </summary>
        <form className="fields" onSubmit={add}>
          <label>
            {texts.t("web.settings.name")}
            <input name="name" required maxLength={200} />
          </label>
          <label>
            {texts.t("web.settings.kind")}
            <select name="kind" value={kind} onChange={({ target }) => setKind(target.value as "api" | "write")}>
              <option value="write">{texts.t("web.settings.kind.write")}</option>
              <option value="api">{texts.t("web.settings.kind.api")}</option>
            </select>
          </label>
          {kind === "api" && (
            <label>
              {texts.t("web.settings.role")}
              <select name="role" defaultValue="analyst">
                <RoleOptions />
              </select>
            </label>
          )}
          <button type="submit">{texts.t("web.settings.add_key")}</button>
        </form>
      </details>
      <p className="wrong" role="alert">
        {trouble}
      </p>
    </section>
  );
}
