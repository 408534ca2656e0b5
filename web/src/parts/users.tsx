import type { FormEvent } from "react";
import { LANGUAGES } from "../../../src/texts/language.ts";
import { send } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { Me, User } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { useDoing } from "./doing.ts";
import { RoleOptions } from "./roles.tsx";
import { Scrolling } from "./scrolling.tsx";
import { Asked } from "./states.tsx";

/** Who may sign in, as what, and in which language the screens speak to them. */
export function Users({ me }: { me: Me }) {
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
                        <RoleOptions />
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
              <RoleOptions />
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
