import { useState } from "react";
import { Link } from "react-router";
import type { Query } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { RecordPage } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { Asked } from "./states.tsx";
import { Table } from "./table.tsx";
import { Turn } from "./turn.tsx";

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
  const amount = (value: number | null) => (value === null ? "" : texts.number(value, 2));
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
              <Table
                title={texts.t("web.records.title")}
                className="groups"
                rows={items}
                keyOf={({ record }) => record}
                columns={[
                  {
                    name: texts.t("web.records.day"),
                    cell: ({ on }) => (on ? texts.day(on) : texts.t("web.customer.undated")),
                  },
                  {
                    name: texts.t("web.customers.column.customer"),
                    cell: ({ customer }) =>
                      customer ? (
                        <Link to={`/customers/${encodeURIComponent(customer.id)}`}>
                          {customer.name ?? customer.label}
                        </Link>
                      ) : (
                        <span className="quiet">{texts.t("web.records.nobody")}</span>
                      ),
                  },
                  {
                    name: texts.t("web.records.category"),
                    cell: ({ category }) => category && texts.word("band", category),
                  },
                  { name: texts.t("web.records.adds"), isEnd: true, cell: ({ adds }) => amount(adds) },
                  { name: texts.t("web.records.of"), isEnd: true, cell: ({ of }) => amount(of) },
                ]}
              />
              <Turn page={page} size={PAGE} total={total} turn={setPage} />
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
