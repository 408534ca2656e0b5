import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { Link, useParams } from "react-router";
import type { Texts } from "../../../src/texts/texts-from.ts";
import { reasonOf, Score } from "../parts/customer.tsx";
import { Page } from "../parts/page.tsx";
import { Asked, messageOf, Trouble, Waiting } from "../parts/states.tsx";
import { get, send } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { CustomerProfile, Me, NoteList, TimelineItem, TimelinePage } from "../server/types.ts";
import { useWords } from "../words.tsx";

/** What is expected of customers is computed once for all; until then it is asked for again after this. */
const ASK_AGAIN = 3_000;

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
  const { currency, outlook, valueToDate, effort, lastScore } = profile;
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
      <Tile name={texts.t("web.customer.score")}>
        {lastScore ? (
          <>
            <Score score={lastScore} />
            {lastScore.on && <small>{texts.day(lastScore.on)}</small>}
          </>
        ) : (
          <span className="quiet">{texts.t("web.customer.never_asked")}</span>
        )}
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
          {outlook.risk.reasons.length > 0 && (
            <small>{texts.list(outlook.risk.reasons.map((reason) => reasonOf(reason, texts)))}</small>
          )}
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

const Tile = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

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
  const { identifiers, consent, language, country, plan, acquisitionChannel, accounts } = profile;
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
        : texts.t(consent.given ? "web.customer.consent.given" : "web.customer.consent.refused"),
    ],
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

function Notes({ path, me }: { path: string; me: Me }) {
  const texts = useWords();
  const client = useQueryClient();
  const notes = useAsk<NoteList>(`${path}/notes`);
  const [trouble, setTrouble] = useState("");
  const again = () => client.invalidateQueries({ queryKey: [`${path}/notes`] });
  const act = async (work: () => Promise<unknown>) => {
    setTrouble("");
    try {
      await work();
      await again();
    } catch (error) {
      setTrouble(messageOf(error, texts.t).filter(Boolean).join(" "));
    }
  };
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
                      <button
                        type="button"
                        className="text-button"
                        onClick={() => void act(() => send("DELETE", `${path}/notes/${encodeURIComponent(id)}`))}
                      >
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

function Timeline({ path }: { path: string }) {
  const texts = useWords();
  const pages = useInfiniteQuery({
    queryKey: [`${path}/timeline`],
    queryFn: ({ pageParam, signal }) => get<TimelinePage>(`${path}/timeline`, { after: pageParam, limit: 30 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  return (
    <section className="block">
      <h2>{texts.t("web.customer.timeline")}</h2>
      {pages.error && <Trouble error={pages.error} again={() => void pages.refetch()} />}
      {pages.isPending && <Waiting />}
      <ol className="timeline">
        {pages.data?.pages
          .flatMap(({ items }) => items)
          .map((item) => (
            <Happened key={`${item.kind} ${item.id}`} item={item} />
          ))}
      </ol>
      {pages.hasNextPage && (
        <button
          type="button"
          className="quiet-button"
          disabled={pages.isFetching}
          onClick={() => void pages.fetchNextPage()}
        >
          {texts.t("web.customer.earlier")}
        </button>
      )}
    </section>
  );
}

/** Fields that say most of a record, in this order; the others open on demand. */
const TOLD = [
  "text",
  "score",
  "rating",
  "amount",
  "topic",
  "product",
  "channel",
  "direction",
  "campaign",
  "reason",
  "plan",
  "outcome",
  "arm",
  "status",
  "touchpoint",
  "survey",
];

/** The measure that a score is of. */
const measureOf = ({ instrument, item }: TimelineItem["fields"], texts: Texts): string => {
  const measure = instrument ?? item;
  return typeof measure === "string" && measure !== "" ? `${texts.word("measure", measure, ".short")} ` : "";
};

function Happened({ item: { kind, at, precision, fields, parts, file, line } }: { item: TimelineItem }) {
  const texts = useWords();
  const { currency } = fields;
  const said = TOLD.filter((field) => fields[field] !== undefined && fields[field] !== null && fields[field] !== "");
  const value = (field: string) =>
    field === "amount" && typeof fields.amount === "number"
      ? texts.quantity(fields.amount, { unit: "money", ...(currency ? { currency: String(currency) } : {}) })
      : String(fields[field]);
  return (
    <li className={`happened is-${kind}`}>
      <p className="when">
        {at === null ? texts.t("web.customer.undated") : <time dateTime={at}>{texts.day(at.slice(0, 10))}</time>}
        {at !== null && precision === "instant" && <span className="support"> {at.slice(11, 16)}</span>}
      </p>
      <div>
        <p>
          <strong>{texts.t(`web.happened.${kind}`)}</strong> {measureOf(fields, texts)}
          {said
            .filter((field) => field !== "text")
            .slice(0, 5)
            .map(value)
            .join(" · ")}
        </p>
        {fields.text ? <blockquote>{String(fields.text)}</blockquote> : null}
        <details className="open-figure">
          <summary>
            <span>{texts.t("web.customer.record")}</span>
          </summary>
          <dl className="facts">
            {Object.entries(fields).map(([name, content]) => (
              <div key={name}>
                <dt>
                  <code>{name}</code>
                </dt>
                <dd>{String(content)}</dd>
              </div>
            ))}
            {parts.map((part, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name of their own and never change places
              <div key={index}>
                <dt>{texts.number(index + 1)}</dt>
                <dd>
                  {Object.entries(part)
                    .filter(([, content]) => content !== null)
                    .map(([name, content]) => `${name}: ${content}`)
                    .join(" · ")}
                </dd>
              </div>
            ))}
            {file && (
              <div>
                <dt>{texts.t("web.customer.from")}</dt>
                <dd>{texts.t("web.customer.file_line", { file, n: line })}</dd>
              </div>
            )}
          </dl>
        </details>
      </div>
    </li>
  );
}
