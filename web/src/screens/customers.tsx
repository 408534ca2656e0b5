import { useDeferredValue, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { Choice } from "../parts/choice.tsx";
import { Score } from "../parts/customer.tsx";
import { Export } from "../parts/export.tsx";
import { Cell, ColumnHead, LongList } from "../parts/long-list.tsx";
import { Page } from "../parts/page.tsx";
import { Asked, Empty } from "../parts/states.tsx";
import { isNoData } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { CustomerGroups, CustomerPage, CustomerRow } from "../server/types.ts";
import { useAsked } from "../shell/period.tsx";
import { useWords } from "../words.tsx";

const SORTS = ["value", "activity", "score", "name"] as const;
const FILTERS = ["status", "segment", "band"] as const;
const PATH = "/api/v1/customers";

/** Every customer, in the order that matters now. How the list is narrowed stands in the address. */
export function CustomersScreen() {
  const texts = useWords();
  const [search, setSearch] = useSearchParams();
  const { where } = useAsked();
  const asked = {
    where,
    sort: search.get("sort") ?? "value",
    q: useDeferredValue(search.get("q")),
    ...Object.fromEntries(FILTERS.map((name) => [name, search.get(name)])),
    measure: search.get("measure"),
  };
  const set = (wanted: Record<string, string>) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(wanted))
          if (value) after.set(name, value);
          else after.delete(name);
        return after;
      },
      { replace: true },
    );
  const groups = useAsk<CustomerGroups>(`${PATH}/groups`, { where });
  const first = useAsk<CustomerPage>(PATH, { ...asked, limit: 1 });
  const isEmpty = isNoData(first.error);
  return (
    <Page title={texts.t("web.nav.customers")} tools={<Export path={PATH} query={asked} name="customers" as="csv" />}>
      {!isEmpty && (
        <search className="filters">
          <Searching value={search.get("q") ?? ""} set={(q) => set({ q })} label={texts.t("web.customers.search")} />
          <Choice
            label={texts.t("web.customers.status")}
            value={search.get("status") ?? ""}
            set={(status) => set({ status })}
            options={(groups.data?.status ?? []).map(({ value, n }) => [
              value,
              `${texts.capital(texts.word("status", value))} (${texts.number(n)})`,
            ])}
          />
          <Choice
            label={texts.t("web.customers.segment")}
            value={search.get("segment") ?? ""}
            set={(segment) => set({ segment })}
            options={(groups.data?.segment ?? []).map(({ value, n }) => [value, `${value} (${texts.number(n)})`])}
          />
          <Choice
            label={texts.t("web.customers.score")}
            value={search.get("band") ? `${search.get("measure") ?? ""} ${search.get("band")}` : ""}
            set={(both) => {
              const [measure = "", band = ""] = both.split(" ");
              set({ measure, band });
            }}
            options={(groups.data?.band ?? []).map(({ measure, value, n }) => [
              `${measure} ${value}`,
              `${texts.word("measure", measure, ".short")}: ${texts.word("band", value)} (${texts.number(n)})`,
            ])}
          />
          <label>
            <span>{texts.t("web.customers.sort")}</span>
            <select value={asked.sort} onChange={({ target }) => set({ sort: target.value })}>
              {SORTS.map((sort) => (
                <option key={sort} value={sort}>
                  {texts.t(`web.customers.sort.${sort}`)}
                </option>
              ))}
            </select>
          </label>
        </search>
      )}
      <Asked query={first}>
        {({ total, currency, withheld }) =>
          total === 0 ? (
            <Empty title={texts.t("web.customers.none")} />
          ) : (
            <>
              <p className="support" role="status">
                {texts.t("web.customers.count", { n: total })}
                {withheld.includes("identity") && ` · ${texts.t("web.customers.withheld")}`}
              </p>
              <LongList<CustomerRow>
                path={PATH}
                query={asked}
                total={total}
                label={texts.t("web.nav.customers")}
                head={(["customer", "status", "score", "value", "orders", "seen"] as const).map((column) => (
                  <ColumnHead key={column} className={`cell-${column}`}>
                    {texts.t(`web.customers.column.${column}`)}
                  </ColumnHead>
                ))}
                row={(customer) => <Row customer={customer} currency={currency} />}
              />
            </>
          )
        }
      </Asked>
    </Page>
  );
}

function Row({ customer, currency }: { customer: CustomerRow; currency: string | null }) {
  const texts = useWords();
  const { id, label, name, segment, status, lastScore, margin, revenue, orders, lastSeen } = customer;
  const worth = margin ?? revenue;
  const how = { unit: "money", ...(currency ? { currency } : {}) } as const;
  return (
    <>
      <Cell className="cell-customer">
        <Link to={`/customers/${encodeURIComponent(id)}`}>{name ?? label}</Link>
        <span className="support">{[name ? label : null, segment].filter(Boolean).join(" · ")}</span>
      </Cell>
      <Cell className="cell-status">{texts.capital(texts.word("status", status))}</Cell>
      <Cell className="cell-score">{lastScore && <Score score={lastScore} />}</Cell>
      <Cell className="cell-value">
        {worth === null ? <span className="quiet">{texts.t("report.table.empty")}</span> : texts.quantity(worth, how)}
      </Cell>
      <Cell className="cell-orders">{texts.number(orders)}</Cell>
      <Cell className="cell-seen">{lastSeen && texts.day(lastSeen)}</Cell>
    </>
  );
}

/** What is typed is seen at once, and asked for when the hand rests. */
function Searching({ value, set, label }: { value: string; set(value: string): void; label: string }) {
  const [draft, setDraft] = useState(value);
  const [timer, setTimer] = useState<ReturnType<typeof setTimeout>>();
  return (
    <input
      type="search"
      className="grow"
      value={draft}
      aria-label={label}
      placeholder={label}
      onChange={({ target }) => {
        setDraft(target.value);
        clearTimeout(timer);
        setTimer(setTimeout(() => set(target.value.trim()), 250));
      }}
    />
  );
}
