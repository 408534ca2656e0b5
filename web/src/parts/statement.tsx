import { useState } from "react";
import { ASK_AGAIN, useAsk } from "../server/ask.ts";
import type { CustomerStatement } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { Export } from "./export.tsx";
import { Asked } from "./states.tsx";
import { Table } from "./table.tsx";

/** Quarters that are shown, the latest first; all of them stand in the file. */
const PERIODS = 8;
const GAPS = { missing: "clv.not_on_record", unallocated: "clv.stage.none" } as const;

/** Profit and loss of one customer, folded: it is asked for when somebody opens it. */
export function Statement({ path }: { path: string }) {
  const texts = useWords();
  const [isOpen, setOpen] = useState(false);
  const answer = useAsk<CustomerStatement>(`${path}/statement`, {}, isOpen, {
    ...{ after: ASK_AGAIN, while: ({ state }) => state === "computing" },
  });
  return (
    <details className="block open-figure" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h2>{texts.t("clv.statement", { grain: "quarter" })}</h2>
      </summary>
      <Asked query={answer} waiting={<p className="quiet">{texts.t("web.computing")}</p>}>
        {(told) =>
          told.total !== null ? (
            <Lines told={told} total={told.total} path={path} />
          ) : (
            <p className="quiet">{texts.t(told.state === "computing" ? "web.computing" : "web.customer.no_outlook")}</p>
          )
        }
      </Asked>
    </details>
  );
}

/** Lines one under another, ending in the result; beside them all to date, then quarter by quarter. */
function Lines({
  told,
  total,
  path,
}: {
  told: CustomerStatement;
  total: NonNullable<CustomerStatement["total"]>;
  path: string;
}) {
  const texts = useWords();
  const { currency, lines, uncosted, uncostedBefore: before, notAllocated } = told;
  const unit = { unit: "money", precision: "exact", ...(currency ? { currency } : {}) } as const;
  const shown = told.periods.slice(-PERIODS).reverse();
  const rows = [...lines, { line: "result", empty: null }];
  const amount = (of: typeof total, { line, empty }: (typeof rows)[number]) =>
    empty !== null ? null : texts.quantity(line === "result" ? of.result : (of.lines[line] ?? 0), unit);
  const title = texts.t("clv.statement", { grain: told.by });
  return (
    <div className="block">
      <Table
        title={title}
        rows={rows}
        keyOf={({ line }) => line}
        rowOf={({ line }) => ({ className: line === "result" ? "sum" : undefined })}
        columns={[
          { name: texts.t("clv.statement.line"), isHead: true, cell: ({ line }) => texts.t(`clv.statement.${line}`) },
          {
            ...{ name: texts.t("clv.statement.total"), isEnd: true },
            cell: (row) =>
              row.empty === null ? amount(total, row) : <span className="quiet">{texts.t(GAPS[row.empty])}</span>,
          },
          ...shown.map((of) => ({
            // A name of two words would be broken at its hyphen.
            ...{ name: of.period?.replace("-", "\u2011") ?? texts.t("clv.statement.undated"), isEnd: true },
            cell: (row: (typeof rows)[number]) => amount(of, row),
          })),
        ]}
      />
      <p className="note">
        {texts.t(told.agrees ? "clv.statement.note" : "clv.statement.off")}{" "}
        {told.missingCosts.map((cost) => texts.t(`clv.missing.${cost}`)).join(" ")}{" "}
        {(["orders", "contacts"] as const)
          .filter((what) => uncosted && uncosted[what] > 0)
          .map((what) => texts.t(`clv.statement.uncosted.${what}`, { n: uncosted![what] }))
          .join(" ")}{" "}
        {before && texts.t("clv.statement.before", { from: before.from, day: before.since })}{" "}
        {notAllocated ? texts.t("clv.statement.nobody", { value: notAllocated, ...unit }) : null}
      </p>
      <Export
        path={`${path}/statement`}
        query={{ by: "month" }}
        name="statement"
        as="csv"
        what={texts.t("clv.statement", { grain: "month" })}
      />
    </div>
  );
}
