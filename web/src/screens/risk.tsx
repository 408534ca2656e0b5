import { Link } from "react-router";
import { reasonsOf, Score } from "../parts/customer.tsx";
import { Drawn } from "../parts/drawn.tsx";
import { Export } from "../parts/export.tsx";
import { Cell, ColumnHead, LongList } from "../parts/long-list.tsx";
import { Page } from "../parts/page.tsx";
import { Asked, Empty, Waiting } from "../parts/states.tsx";
import { useAsk, useFindings } from "../server/ask.ts";
import type { AtRiskPage, AtRiskRow, Me } from "../server/types.ts";
import { useAsked } from "../shell/period.tsx";
import { useWords } from "../words.tsx";

const PATH = "/api/v1/customers/at-risk";

/** Who is likely to be gone, with what they would have brought; then how much the list can be trusted. */
export function RiskScreen({ me }: { me: Me }) {
  const texts = useWords();
  const { query, where } = useAsked();
  const mayKnow = me.may.includes("people.read");
  const findings = useFindings("risk", query);
  return (
    <Page
      title={texts.t("web.nav.risk")}
      intro={texts.t("web.risk.intro")}
      tools={
        <>
          {mayKnow && <Export path={PATH} query={{ where, language: texts.language }} name="at-risk" as="csv" />}
          <Export query={{ of: "risk", ...query }} name="risk" />
        </>
      }
    >
      {mayKnow && <AtRisk />}
      <Asked query={findings} waiting={<Waiting long />}>
        {(told) =>
          told.items.length === 0 ? (
            <Empty title={texts.t("report.chapter.risk.none")} />
          ) : (
            <section className="block">
              <h2>{texts.t("web.risk.trust")}</h2>
              <Drawn as="finding" findings={told.items} told={told} />
            </section>
          )
        }
      </Asked>
    </Page>
  );
}

function AtRisk() {
  const texts = useWords();
  const { where } = useAsked();
  return (
    <Asked query={useAsk<AtRiskPage>(PATH, { limit: 1, where })} waiting={<Waiting long />}>
      {({ total, days, currency }) =>
        total === 0 || days === null ? (
          <Empty title={texts.t("web.risk.none")} />
        ) : (
          <section className="block">
            <h2>{texts.t("web.risk.list", { n: days })}</h2>
            <LongList<AtRiskRow>
              path={PATH}
              query={{ where }}
              total={total}
              label={texts.t("web.nav.risk")}
              head={(["customer", "score", "gone", "value", "ready", "reasons"] as const).map((column) => (
                <ColumnHead key={column} className={`cell-${column}`}>
                  {texts.t(`web.risk.column.${column}`)}
                </ColumnHead>
              ))}
              row={(customer) => <Row customer={customer} currency={currency} />}
            />
            <p className="note">{texts.t("web.risk.note")}</p>
          </section>
        )
      }
    </Asked>
  );
}

function Row({ customer, currency }: { customer: AtRiskRow; currency: string | null }) {
  const texts = useWords();
  const { id, label, name, segment, lastScore, gone, moneyAtRisk, ready, reasons } = customer;
  return (
    <>
      <Cell className="cell-customer">
        <Link to={`/customers/${encodeURIComponent(id)}`}>{name ?? label}</Link>
        <span className="support">{[name ? label : null, segment].filter(Boolean).join(" · ")}</span>
      </Cell>
      <Cell className="cell-score">{lastScore && <Score score={lastScore} />}</Cell>
      <Cell className="cell-gone">{texts.share(gone, 0)}</Cell>
      <Cell className="cell-value">
        {texts.quantity(moneyAtRisk, { unit: "money", ...(currency ? { currency } : {}) })}
      </Cell>
      <Cell className="cell-ready">
        {ready === null ? <span className="quiet">{texts.t("report.table.empty")}</span> : texts.share(ready, 0)}
      </Cell>
      <Cell className="cell-reasons">{reasonsOf(reasons.slice(0, 2), texts)}</Cell>
    </>
  );
}
