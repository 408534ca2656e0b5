import { LANGUAGES } from "../../../src/texts/language.ts";
import { send } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { Me, User } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { Adding } from "./adding.tsx";
import { useDoing } from "./doing.ts";
import { RoleOptions } from "./roles.tsx";
import { Asked } from "./states.tsx";
import { Table } from "./table.tsx";

/** Who may sign in, as what, and in which language the screens speak to them. */
export function Users({ me }: { me: Me }) {
  const texts = useWords();
  const users = useAsk<{ items: User[] }>("/api/v1/users");
  const { trouble, act } = useDoing("/api/v1/users");
  const change = ({ id, name, ...now }: User, field: "role" | "isDisabled" | "language", value: unknown) => {
    const set = (to: unknown) => send("PATCH", `/api/v1/users/${encodeURIComponent(id)}`, { [field]: to });
    return act(() => set(value), { text: texts.t("web.undo.user", { name }), by: () => set(now[field]) });
  };
  const add = (wanted: object, done: () => void) =>
    act(async () => {
      await send("POST", "/api/v1/users", wanted);
      done();
    });
  return (
    <section className="block">
      <h2>{texts.t("web.settings.users")}</h2>
      <Asked query={users}>
        {({ items }) => (
          <Table
            title={texts.t("web.settings.users")}
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              { name: texts.t("web.settings.name"), isHead: true, cell: ({ name }) => name },
              { name: texts.t("server.email"), cell: ({ email }) => email },
              {
                name: texts.t("web.settings.role"),
                cell: (user) => (
                  <select
                    aria-label={texts.t("web.settings.role")}
                    value={user.role}
                    disabled={user.id === me.user?.id}
                    onChange={({ target }) => void change(user, "role", target.value)}
                  >
                    <RoleOptions />
                  </select>
                ),
              },
              {
                name: texts.t("web.settings.language"),
                cell: (user) => (
                  <select
                    aria-label={texts.t("web.settings.language")}
                    value={user.language ?? ""}
                    onChange={({ target }) => void change(user, "language", target.value || null)}
                  >
                    <option value="">{texts.t("web.settings.language.browser")}</option>
                    {LANGUAGES.map((code) => (
                      <option key={code} value={code}>
                        {texts.t(`web.language.${code}`)}
                      </option>
                    ))}
                  </select>
                ),
              },
              {
                name: texts.t("web.settings.may_sign_in"),
                cell: (user) => (
                  <input
                    type="checkbox"
                    aria-label={texts.t("web.settings.may_sign_in")}
                    checked={!user.isDisabled}
                    disabled={user.id === me.user?.id}
                    onChange={({ target }) => void change(user, "isDisabled", !target.checked)}
                  />
                ),
              },
            ]}
          />
        )}
      </Asked>
      <Adding name={texts.t("web.settings.add_user")} add={add} trouble={trouble}>
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
      </Adding>
    </section>
  );
}
