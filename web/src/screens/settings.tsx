import { Definitions } from "../parts/definitions.tsx";
import { Keys } from "../parts/keys.tsx";
import { Page } from "../parts/page.tsx";
import { Asked } from "../parts/states.tsx";
import { Table } from "../parts/table.tsx";
import { Users } from "../parts/users.tsx";
import { useAsk } from "../server/ask.ts";
import type { AuditPage, Me } from "../server/types.ts";
import { useWords } from "../words.tsx";

/** How figures are counted, users, keys of programs, and what was done; each for whoever may. */
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
      {me.may.includes("figures.read") && <Definitions />}
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
          <Table
            title={texts.t("web.settings.audit")}
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              {
                name: texts.t("web.settings.when"),
                cell: ({ at }) => (
                  <time dateTime={at}>
                    {texts.day(at.slice(0, 10))}, {at.slice(11, 16)} UTC
                  </time>
                ),
              },
              {
                name: texts.t("web.settings.who"),
                cell: ({ actor, actorName }) => <span title={actor ?? undefined}>{actorName ?? actor}</span>,
              },
              { name: texts.t("web.settings.what"), cell: ({ action }) => texts.word("audit", action) },
              {
                name: texts.t("web.settings.of_what"),
                cell: ({ subject, subjectName }) => <span title={subject ?? undefined}>{subjectName ?? subject}</span>,
              },
            ]}
          />
        )}
      </Asked>
    </section>
  );
}
