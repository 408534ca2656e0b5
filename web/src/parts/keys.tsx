import { useState } from "react";
import { send } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { Key, MadeKey } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { Adding } from "./adding.tsx";
import { useDoing } from "./doing.ts";
import { RoleOptions } from "./roles.tsx";
import { Asked } from "./states.tsx";
import { Table } from "./table.tsx";

/** Keys of programs; the secret of a new one is shown once. */
export function Keys() {
  const texts = useWords();
  const keys = useAsk<{ items: Key[] }>("/api/v1/keys");
  const { trouble, act } = useDoing("/api/v1/keys");
  const [made, setMade] = useState<MadeKey | null>(null);
  const [kind, setKind] = useState<"api" | "write">("write");
  const add = (wanted: object, done: () => void) =>
    act(async () => {
      setMade(await send<MadeKey>("POST", "/api/v1/keys", wanted));
      done();
    });
  const revoke = ({ id, name }: Key) => {
    const path = `/api/v1/keys/${encodeURIComponent(id)}`;
    return act(() => send("DELETE", path), {
      text: texts.t("web.undo.key", { name }),
      by: () => send("POST", `${path}/restore`),
    });
  };
  return (
    <section className="block">
      <h2>{texts.t("web.settings.keys")}</h2>
      <p className="intro">{texts.t("web.settings.keys.intro")}</p>
      <Asked query={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{texts.t("web.settings.no_keys")}</p>
          ) : (
            <Table
              title={texts.t("web.settings.keys")}
              rows={items}
              keyOf={({ id }) => id}
              rowOf={({ revokedAt }) => (revokedAt ? { className: "gone" } : {})}
              columns={[
                { name: texts.t("web.settings.name"), isHead: true, cell: ({ name }) => name },
                {
                  name: texts.t("web.settings.kind"),
                  cell: ({ role }) => texts.t(role ? `web.role.${role}` : "web.settings.kind.write"),
                },
                { name: texts.t("web.settings.begins"), cell: ({ prefix }) => <code>{prefix}…</code> },
                {
                  name: texts.t("web.settings.last_used"),
                  cell: ({ lastUsedAt }) =>
                    lastUsedAt ? texts.day(lastUsedAt.slice(0, 10)) : texts.t("web.settings.never"),
                },
                {
                  ...{ name: "", isEnd: true },
                  cell: (key) =>
                    key.revokedAt ? (
                      <span className="quiet">{texts.t("web.settings.revoked")}</span>
                    ) : (
                      <button type="button" className="quiet-button" onClick={() => void revoke(key)}>
                        {texts.t("web.settings.revoke")}
                      </button>
                    ),
                },
              ]}
            />
          )
        }
      </Asked>
      {made && (
        <div className="secret" role="status">
          <p>{texts.t("web.settings.secret")}</p>
          <code>{made.secret}</code>
        </div>
      )}
      <Adding name={texts.t("web.settings.add_key")} add={add} trouble={trouble}>
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
      </Adding>
    </section>
  );
}
