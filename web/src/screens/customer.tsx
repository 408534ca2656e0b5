import { Fragment, type ReactNode } from "react";
import { Link, useParams } from "react-router";
import { reasonsOf, Score } from "../parts/customer.tsx";
import { Notes } from "../parts/notes.tsx";
import { Page } from "../parts/page.tsx";
import { Statement } from "../parts/statement.tsx";
import { Asked } from "../parts/states.tsx";
import { Table } from "../parts/table.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { ASK_AGAIN, useAsk } from "../server/ask.ts";
import type { CustomerProfile, CustomerQuarters, Me } from "../server/types.ts";
import { useWords } from "../words.tsx";

/** One customer: who they are, what they brought, how they felt, what is owed to them, and all that happened. */
export function CustomerScreen({ me }: { me: Me }) {
  const { id = "" } = useParams();
  const texts = useWords();
  const path = `/api/v1/customers/${encodeURIComponent(id)}`;
  const profile = useAsk<CustomerProfile>(path, {}, true, {
    ...{ after: ASK_AGAIN, while: ({ outlook }) => outlook.state === "computing" },
  });
  const title = profile.data?.name ?? profile.data?.label ?? texts.t("web.nav.customers");
  return (
    <Page
      title={title}
      intro={profile.data && <Intro profile={profile.data} />}
      tools={<Link to="/customers">{texts.t("web.customer.all")}</Link>}
    >
      <Asked query={profile}>
        {(known) => (
          <div className="person">
            <div>
              <Tiles profile={known} />
              <Owed profile={known} />
              <Quarters path={path} />
              <Statement path={path} />
              <Timeline path={path} />
            </div>
            <aside>
              <Facts profile={known} />
              <Notes path={path} me={me} />
            </aside>
          </div>
        )}
      </Asked>
    </Page>
  );
}

function Intro({ profile: { label, name, status, segment, since } }: { profile: CustomerProfile }) {
  const texts = useWords();
  return [
    name ? label : null,
    texts.capital(texts.word("status", status)),
    segment,
    since && texts.t("web.customer.since", { day: since }),
  ]
    .filter(Boolean)
    .join(" · ");
}

function Tiles({ profile }: { profile: CustomerProfile }) {
  const texts = useWords();
  const { currency, outlook, valueToDate, effort } = profile;
  const latest = latestOf(profile.scores);
  const money = (value: number | null) =>
    value === null
      ? texts.t("report.table.empty")
      : texts.quantity(value, { unit: "money", ...(currency ? { currency } : {}) });
  const range = ({ low, high, level }: { low: number; high: number; level: number }) =>
    texts.t("figure.interval", {
      level,
      range: texts.interval({ low, high, level }, { unit: "money", ...(currency ? { currency } : {}) }),
    });
  return (
    <dl className="figures">
      <Tile name={texts.t("web.customer.scores")}>
        {latest.length === 0 && <span className="quiet">{texts.t("web.customer.never_asked")}</span>}
        {latest.map((score) => (
          <Fragment key={score.measure}>
            <Score score={score} />
            {score.on && <small>{texts.day(score.on)}</small>}
          </Fragment>
        ))}
      </Tile>
      <Tile name={texts.t("web.customer.to_date")}>
        {money(valueToDate.net ?? profile.margin ?? profile.revenue)}
        <small>{texts.t("web.customer.orders", { n: profile.orders })}</small>
      </Tile>
      <Tile name={texts.t("web.customer.to_come")}>
        {outlook.state === "estimate" ? (
          <>
            {money(outlook.toCome.value)}
            <small>{range(outlook.toCome)}</small>
          </>
        ) : (
          <span className="quiet">
            {texts.t(outlook.state === "computing" ? "web.computing" : "web.customer.no_outlook")}
          </span>
        )}
      </Tile>
      {outlook.state === "estimate" && outlook.risk && (
        <Tile name={texts.t("web.customer.risk", { n: outlook.risk.days })}>
          {texts.share(outlook.risk.gone, 0)}
          <small>{texts.t("web.customer.at_risk", { text: money(outlook.risk.moneyAtRisk) })}</small>
          {outlook.risk.reasons.length > 0 && <small>{reasonsOf(outlook.risk.reasons, texts)}</small>}
        </Tile>
      )}
      {outlook.state === "estimate" && outlook.ready && (
        <Tile name={texts.t("web.customer.ready", { n: outlook.ready.days })}>
          {texts.share(outlook.ready.chance, 0)}
          {outlook.ready.reasons.length > 0 && <small>{reasonsOf(outlook.ready.reasons, texts)}</small>}
        </Tile>
      )}
      <Tile name={texts.t("web.customer.effort")}>
        {effort.index === null ? (
          <span className="quiet">{texts.t("report.table.empty")}</span>
        ) : (
          <>
            {texts.number(effort.index, 0)}
            <small>{texts.t("web.customer.cases", { n: effort.cases })}</small>
          </>
        )}
      </Tile>
    </dl>
  );
}

/** Scores of a customer that are shown at a glance; all of them stand in the timeline. */
const SCORES = 3;

/** The latest answer to each score, the newest first, as they come. */
function latestOf(scores: CustomerProfile["scores"]): CustomerProfile["scores"] {
  const seen = new Set<string>();
  return scores.filter(({ measure }) => seen.size < SCORES && !seen.has(measure) && seen.add(measure));
}

const Tile = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** Quarters that are shown, the latest first. */
const QUARTERS = 8;
const SPENT = ["contacts", "points", "touches"] as const;
const DONE = ["contacts", "touches", "offers", "points_earned", "points_redeemed"] as const;

/** What the customer brought and cost by quarter, with what moved, beside what was done for them. */
function Quarters({ path }: { path: string }) {
  const texts = useWords();
  const { data } = useAsk<CustomerQuarters>(`${path}/quarters`, {}, true, {
    ...{ after: ASK_AGAIN, while: ({ state }) => state === "computing" },
  });
  if (!data || data.quarters.length === 0) return null;
  const { currency } = data;
  const shown = data.quarters.slice(-QUARTERS).reverse();
  const unit = { unit: "money", ...(currency ? { currency } : {}) } as const;
  const spent = SPENT.filter((line) => shown.some((quarter) => quarter.money[line] !== 0));
  const done = DONE.filter((action) => shown.some(({ actions }) => actions[action] > 0));
  // A name of two words would be broken at its hyphen.
  const nameOf = ({ quarter }: Quarter) => quarter.replace("-", "\u2011");
  const title = texts.t("clv.quarters");
  return (
    <section className="block">
      <h2>{title}</h2>
      <Table
        title={title}
        rows={shown}
        keyOf={({ quarter }) => quarter}
        columns={[
          { name: texts.t("clv.quarter.quarter"), isHead: true, cell: nameOf },
          ...(["earned", ...spent] as const).map((line) => ({
            ...{ name: texts.t(`clv.quarter.${line}`), isEnd: true },
            cell: ({ money }: Quarter) => texts.quantity(money[line], unit),
          })),
          { name: texts.t("clv.quarter.to_date"), isEnd: true, cell: ({ toDate }) => texts.quantity(toDate, unit) },
          ...(shown.some(({ toCome }) => toCome !== null)
            ? [
                {
                  ...{ name: texts.t("clv.quarter.to_come"), isEnd: true },
                  cell: ({ toCome }: Quarter) =>
                    toCome && (
                      <>
                        {texts.quantity(toCome.value, unit)}
                        <br />
                        <small>{texts.interval(toCome, unit)}</small>
                      </>
                    ),
                },
                {
                  ...{ name: texts.t("clv.quarter.value"), isEnd: true },
                  cell: ({ toDate, toCome }: Quarter) => toCome && texts.quantity(toDate + toCome.value, unit),
                },
              ]
            : []),
          {
            ...{ name: texts.t("clv.quarter.moved"), isEnd: true },
            cell: ({ moved }) =>
              moved && (
                <>
                  {texts.t(`clv.quarter.${moved.line}`)}
                  <br />
                  <small>{texts.signed(moved.by, unit)}</small>
                </>
              ),
          },
        ]}
      />
      <p className="note">{texts.t("clv.quarters.note")}</p>
      {done.length > 0 && (
        <section className="block">
          <h3>{texts.t("clv.actions")}</h3>
          <Table
            title={texts.t("clv.actions")}
            rows={shown}
            keyOf={({ quarter }) => quarter}
            columns={[
              { name: texts.t("clv.action.quarter"), isHead: true, cell: nameOf },
              ...done.map((action) => ({
                ...{ name: texts.t(`clv.action.${action}`), isEnd: true },
                cell: ({ actions }: Quarter) => texts.number(actions[action]),
              })),
            ]}
          />
        </section>
      )}
    </section>
  );
}

type Quarter = CustomerQuarters["quarters"][number];

/** What was promised and is still open. */
function Owed({ profile: { openCases, openPromises } }: { profile: CustomerProfile }) {
  const texts = useWords();
  if (openCases.length + openPromises.length === 0) return null;
  return (
    <section className="block">
      <h2>{texts.t("web.customer.open")}</h2>
      <ul className="owed">
        {openCases.map(({ id, opened, topic, channel, isAnswered }) => (
          <li key={`case ${id} ${opened}`}>
            <strong>{texts.t("web.customer.case", { text: topic ?? id ?? "" })}</strong>
            <span className="support">
              {[texts.day(opened.slice(0, 10)), channel, isAnswered ? null : texts.t("web.customer.unanswered")]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </li>
        ))}
        {openPromises.map(({ kind, id, of, made, due, isLate }) => (
          <li key={`${kind} ${id} ${made}`} className={isLate ? "late" : undefined}>
            <strong>{texts.t(`web.customer.promise.${kind}`, { text: of ?? id ?? "" })}</strong>
            <span className="support">
              {[due && texts.day(due.slice(0, 10)), isLate ? texts.t("web.customer.late") : null]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ profile }: { profile: CustomerProfile }) {
  const texts = useWords();
  const { identifiers, consent, language, country, plan, acquisitionChannel, accounts, usualChannels } = profile;
  const habit = (usual: CustomerProfile["usualChannels"]["contact"]) =>
    usual && (
      <>
        {usual.channel}{" "}
        <span className="support">{texts.t("web.customer.out_of", { count: usual.count, n: usual.of })}</span>
      </>
    );
  const rows: [string, ReactNode][] = [
    ["country", country],
    ["language", language],
    ["plan", plan],
    ["won_by", acquisitionChannel],
    ["account", accounts.map(({ account, role }) => [account, role].filter(Boolean).join(", ")).join("; ")],
    [
      "consent",
      consent === null
        ? texts.t("web.customer.consent.unknown")
        : [
            texts.t(consent.given ? "web.customer.consent.given" : "web.customer.consent.refused"),
            consent.since && texts.t("web.customer.since_day", { day: consent.since }),
          ]
            .filter(Boolean)
            .join(", "),
    ],
    ["contact_by", habit(usualChannels.contact)],
    ["order_by", habit(usualChannels.order)],
    [
      "known_as",
      identifiers.length > 0 && (
        <ul>
          {identifiers.map(({ kind, value }) => (
            <li key={`${kind} ${value}`}>
              {value ?? texts.t("web.customer.hidden")} <span className="support">{kind}</span>
            </li>
          ))}
        </ul>
      ),
    ],
  ];
  return (
    <section>
      <h2>{texts.t("web.customer.profile")}</h2>
      <dl className="facts">
        {rows
          .filter(([, content]) => content)
          .map(([name, content]) => (
            <div key={name}>
              <dt>{texts.t(`web.customer.${name}`)}</dt>
              <dd>{content}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
