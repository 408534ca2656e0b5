import { useState } from "react";
import { Link } from "react-router";
import type { Query } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { Verbatim, VerbatimPage } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { Choice } from "./choice.tsx";
import { Score } from "./customer.tsx";
import { Asked } from "./states.tsx";
import { Turn } from "./turn.tsx";

const PAGE = 12;
const SORTS = ["newest", "value", "worst", "best"] as const;

/** What customers wrote, each piece with its score and what its customer has brought; by band, topic and channel. */
export function Verbatims({ query, measure }: { query: Query; measure?: string }) {
  const texts = useWords();
  const [wanted, setWanted] = useState({ band: "", topic: "", channel: "", sort: "newest" });
  const [page, setPage] = useState(0);
  const set = (name: string, value: string) => {
    setWanted({ ...wanted, [name]: value });
    setPage(0);
  };
  const asked = { ...query, measure, ...wanted, limit: PAGE, offset: page * PAGE };
  const found = useAsk<VerbatimPage>("/api/v1/verbatims", asked);
  const choice = (name: "band" | "topic" | "channel", options: readonly (readonly [value: string, label: string])[]) =>
    (options.length > 1 || wanted[name] !== "") && (
      <Choice
        label={texts.capital(texts.t(`web.verbatims.${name}`))}
        value={wanted[name]}
        set={(value) => set(name, value)}
        options={options}
      />
    );
  return (
    <section className="block" aria-labelledby="verbatims">
      <h2 id="verbatims">{texts.t("web.verbatims.title")}</h2>
      <Asked query={found}>
        {({ items, total, bands, topics, channels, currency }) => (
          <>
            <div className="filters">
              {choice(
                "band",
                [...new Map(bands.map(({ value, n }) => [value, n]))].map(([value, n]) => [
                  value,
                  `${texts.capital(texts.word("band", value))} (${texts.number(n)})`,
                ]),
              )}
              {choice(
                "topic",
                topics.map(({ value, n }) => [value, `${value} (${texts.number(n)})`]),
              )}
              {choice(
                "channel",
                channels.map(({ value, n }) => [value, `${value} (${texts.number(n)})`]),
              )}
              <label>
                <span>{texts.t("web.customers.sort")}</span>
                <select value={wanted.sort} onChange={({ target }) => set("sort", target.value)}>
                  {SORTS.map((sort) => (
                    <option key={sort} value={sort}>
                      {texts.t(`web.verbatims.sort.${sort}`)}
                    </option>
                  ))}
                </select>
              </label>
            </div>
            <p className="support" role="status">
              {texts.t("web.verbatims.count", { n: total })}
            </p>
            <ul className="verbatims">
              {items.map((item) => (
                <Piece key={item.record} item={item} currency={currency} />
              ))}
            </ul>
            <Turn page={page} size={PAGE} total={total} turn={setPage} />
          </>
        )}
      </Asked>
    </section>
  );
}

function Piece({ item, currency }: { item: Verbatim; currency: string | null }) {
  const texts = useWords();
  const { text, language, on, score, channel, topic, agent, customer } = item;
  const about = [on && texts.day(on), channel, topic, agent].filter(Boolean);
  return (
    <li>
      <blockquote {...(language ? { lang: language } : {})}>{text}</blockquote>
      <p className="support">
        {score && <Score score={score} />}
        {score && about.length > 0 && " · "}
        {about.join(" · ")}
      </p>
      {customer && (
        <p className="support">
          <Link to={`/customers/${encodeURIComponent(customer.id)}`}>{customer.name ?? customer.label}</Link>
          {customer.segment && ` · ${customer.segment}`}
          {customer.value !== null && (
            <>
              {" · "}
              {texts.t("web.verbatims.value", {
                text: texts.quantity(customer.value, { unit: "money", ...(currency ? { currency } : {}) }),
              })}
            </>
          )}
        </p>
      )}
    </li>
  );
}
