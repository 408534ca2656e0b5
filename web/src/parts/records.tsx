import { useState } from "react";
import { Link } from "react-router";
import type { Query } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { RecordPage } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { Scrolling } from "./scrolling.tsx";
import { Asked } from "./states.tsx";

const PAGE = 25;

/** The records behind a figure: what each adds to it, and whose it is. */
export function Records({
  id,
  query,
  group,
  clear,
}: {
  id: string;
  query: Query;
  group: { by: string; value: string } | null;
  clear(): void;
}) {
  const texts = useWords();
  const [page, setPage] = useState(0);
  const [open, setOpen] = useState(group !== null);
  const asked = { ...query, ...group, limit: PAGE, offset: page * PAGE };
  const records = useAsk<RecordPage>(`/api/v1/measures/${encodeURIComponent(id)}/records`, asked, open);
  return (
    <section className="block" id="records" aria-labelledby="records-title">
      <h2 id="records-title">{texts.t("web.records.title")}</h2>
      {group && (
        <p className="support">
          {texts.capital(texts.word("dimension", group.by))}: <strong>{group.value}</strong>{" "}
          <button type="button" className="text-button" onClick={clear}>
            {texts.t("web.records.all")}
          </button>
        </p>
      )}
      {open ? (
        <Asked query={records}>
          {({ items, total, adds, of }) => (
            <>
              <p className="support" role="status">
                {texts.t("web.records.count", { n: total })} ·{" "}
                {texts.t("web.records.sums", { text: texts.number(adds, 2), name: texts.number(of, 2) })}
              </p>
              <Scrolling title={texts.t("web.records.title")}>
                <table className="groups">
                  <thead>
                    <tr>
                      <th scope="col">{texts.t("web.records.day")}</th>
                      <th scope="col">{texts.t("web.customers.column.customer")}</th>
                      <th scope="col">{texts.t("web.records.category")}</th>
                      <th scope="col" className="end">
                        {texts.t("web.records.adds")}
                      </th>
                      <th scope="col" className="end">
                        {texts.t("web.records.of")}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map(({ record, on, customer, category, adds: own, of: base }) => (
                      <tr key={record}>
                        <td>{on ? texts.day(on) : texts.t("web.customer.undated")}</td>
                        <td>
                          {customer ? (
                            <Link to={`/customers/${encodeURIComponent(customer.id)}`}>
                              {customer.name ?? customer.label}
                            </Link>
                          ) : (
                            <span className="quiet">{texts.t("web.records.nobody")}</span>
                          )}
                        </td>
                        <td>{category && texts.word("band", category)}</td>
                        <td className="end">{own === null ? "" : texts.number(own, 2)}</td>
                        <td className="end">{base === null ? "" : texts.number(base, 2)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scrolling>
              <div className="choices turn">
                <button type="button" className="quiet-button" disabled={page === 0} onClick={() => setPage(page - 1)}>
                  {texts.t("web.records.newer")}
                </button>
                <button
                  type="button"
                  className="quiet-button"
                  disabled={(page + 1) * PAGE >= total}
                  onClick={() => setPage(page + 1)}
                >
                  {texts.t("web.records.older")}
                </button>
              </div>
            </>
          )}
        </Asked>
      ) : (
        <button type="button" className="quiet-button" onClick={() => setOpen(true)}>
          {texts.t("web.records.show")}
        </button>
      )}
    </section>
  );
}
