import { Keys } from "../parts/keys.tsx";
import { Page } from "../parts/page.tsx";
import { Scrolling } from "../parts/scrolling.tsx";
import { Asked } from "../parts/states.tsx";
import { Users } from "../parts/users.tsx";
import { useAsk } from "../server/ask.ts";
import type { AuditPage, Me } from "../server/types.ts";
import { useWords } from "../words.tsx";

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
                {items.map(({ id, at, actor, actorName, action, subject, subjectName }) => (
                  <tr key={id}>
                    <td>
                      <time dateTime={at}>{at.replace("T", " ").slice(0, 16)}</time>
                    </td>
                    <td title={actor ?? undefined}>{actorName ?? actor ?? ""}</td>
                    <td>
                      <code>{action}</code>
                    </td>
                    <td title={subject ?? undefined}>{subjectName ?? subject ?? ""}</td>
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
