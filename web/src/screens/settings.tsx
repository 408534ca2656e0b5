import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { LANGUAGES } from "../../../src/texts/language.ts";
import { Page } from "../parts/page.tsx";
import { Scrolling } from "../parts/scrolling.tsx";
import { Asked, messageOf } from "../parts/states.tsx";
import { send } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { AuditPage, Key, MadeKey, Me, User } from "../server/types.ts";
import { useWords } from "../words.tsx";

const ROLES = ["administrator", "analyst", "cx_lead", "finance", "department_head", "agent"] as const;

/** Users, keys of programs, and what was done; each for whoever may. */
export function SettingsScreen({ me }: { me: Me }) {
  const texts = useWords();
  return (
    <Page title={texts.t("web.nav.settings")}>
      <section className="block">
        <h2>{texts.t("web.settings.you")}</h2>
        <dl className="facts">
          <div>
            <dt>{texts.t("server.name")}</dt>
            <dd>{me.user?.name}</dd>
          </div>
          <div>
            <dt>{texts.t("server.email")}</dt>
            <dd>{me.user?.email}</dd>
          </div>
          <div>
            <dt>{texts.t("web.settings.role")}</dt>
            <dd>{me.role && texts.t(`web.role.${me.role}`)}</dd>
          </div>
        </dl>
      </section>
      {me.may.includes("users.manage") && <Users me={me} />}
      {me.may.includes("keys.manage") && <Keys />}
      {me.may.includes("audit.read") && <Audit />}
    </Page>
  );
}

/** Does something and asks again for what it has changed; what went wrong is said where it was tried. */
function useDoing(...changes: string[]): { trouble: string; act(work: () => Promise<void>): Promise<void> } {
  const client = useQueryClient();
  const texts = useWords();
  const [trouble, setTrouble] = useState("");
  const act = async (work: () => Promise<void>) => {
    setTrouble("");
    try {
      await work();
      await Promise.all([...changes, "/api/v1/audit"].map((path) => client.invalidateQueries({ queryKey: [path] })));
    } catch (error) {
      setTrouble(messageOf(error, texts.t).filter(Boolean).join(" "));
    }
  };
  return { trouble, act };
}

function Users({ me }: { me: Me }) {
  const texts = useWords();
  const users = useAsk<{ items: User[] }>("/api/v1/users");
  const { trouble, act } = useDoing("/api/v1/users");
  const change = (id: string, wanted: Partial<Pick<User, "role" | "isDisabled" | "language">>) =>
    act(() => send("PATCH", `/api/v1/users/${encodeURIComponent(id)}`, wanted));
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const wanted = Object.fromEntries(new FormData(form));
    void act(async () => {
      await send("POST", "/api/v1/users", wanted);
      form.reset();
    });
  };
  return (
    <section className="block">
      <h2>{texts.t("web.settings.users")}</h2>
      <Asked query={users}>
        {({ items }) => (
          <Scrolling title={texts.t("web.settings.users")}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{texts.t("web.settings.name")}</th>
                  <th scope="col">{texts.t("server.email")}</th>
                  <th scope="col">{texts.t("web.settings.role")}</th>
                  <th scope="col">{texts.t("web.settings.language")}</th>
                  <th scope="col">{texts.t("web.settings.may_sign_in")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((user) => (
                  <tr key={user.id}>
                    <th scope="row">{user.name}</th>
                    <td>{user.email}</td>
                    <td>
                      <select
                        aria-label={texts.t("web.settings.role")}
                        value={user.role}
                        disabled={user.id === me.user?.id}
                        onChange={({ target }) => void change(user.id, { role: target.value as User["role"] })}
                      >
                        {ROLES.map((role) => (
                          <option key={role} value={role}>
                            {texts.t(`web.role.${role}`)}
                          </option>
                        ))}
                      </select>
                    </td>
                    <td>
                      <select
                        aria-label={texts.t("web.settings.language")}
                        value={user.language ?? ""}
                        onChange={({ target }) => void change(user.id, { language: target.value || null })}
                      >
                        <option value="">{texts.t("web.settings.language.browser")}</option>
                        {LANGUAGES.map((language) => (
                          <option key={language} value={language}>
                            {texts.t(`web.language.${language}`)}
                          </option>
                        ))}
                      </select>
                    </td>
                    <td>
                      <input
                        type="checkbox"
                        aria-label={texts.t("web.settings.may_sign_in")}
                        checked={!user.isDisabled}
                        disabled={user.id === me.user?.id}
                        onChange={({ target }) => void change(user.id, { isDisabled: !target.checked })}
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolling>
        )}
      </Asked>
      <details className="open-figure">
        <summary>
          <span>{texts.t("web.settings.add_user")}</span>
        </summary>
        <form className="fields" onSubmit={add}>
          <label>
            {texts.t("web.settings.name")}
            <input name="name" required maxLength={200} />
          </label>
          <label>
            {texts.t("server.email")}
            <input name="email" type="email" required autoComplete="off" />
          </label>
          <label>
            {texts.t("server.password")}
            <input name="password" type="password" required minLength={12} autoComplete="new-password" />
            <span className="hint">{texts.t("server.password_length", { n: 12 })}</span>
          </label>
          <label>
            {texts.t("web.settings.role")}
            <select name="role" defaultValue="cx_lead">
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {texts.t(`web.role.${role}`)}
                </option>
              ))}
            </select>
          </label>
          <button type="submit">{texts.t("web.settings.add_user")}</button>
        </form>
      </details>
      <p className="wrong" role="alert">
        {trouble}
      </p>
    </section>
  );
}

function Keys() {
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
                {ROLES.map((role) => (
                  <option key={role} value={role}>
                    {texts.t(`web.role.${role}`)}
                  </option>
                ))}
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

function Audit() {
  const texts = useWords();
  const log = useAsk<AuditPage>("/api/v1/audit", { limit: 50 });
  return (
    <section className="block">
      <h2>{texts.t("web.settings.audit")}</h2>
      <Asked query={log}>
        {({ items }) => (
          <Scrolling title={texts.t("web.settings.audit")}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{texts.t("web.settings.when")}</th>
                  <th scope="col">{texts.t("web.settings.who")}</th>
                  <th scope="col">{texts.t("web.settings.what")}</th>
                  <th scope="col">{texts.t("web.settings.of_what")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ id, at, actor, action, subject }) => (
                  <tr key={id}>
                    <td>
                      <time dateTime={at}>{at.replace("T", " ").slice(0, 16)}</time>
                    </td>
                    <td>{actor ?? ""}</td>
                    <td>
                      <code>{action}</code>
                    </td>
                    <td>{subject ?? ""}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolling>
        )}
      </Asked>
    </section>
  );
}
