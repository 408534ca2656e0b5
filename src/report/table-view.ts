import type { Table, TableCell } from "../findings/finding.ts";
import { type Html, html } from "./html.ts";
import type { Look } from "./view.ts";

/**
 * A table of a finding: numbers with their intervals, and words where there is no number.
 * @param of name of the finding, which tells its table from the same table of another
 */
export function tableView(table: Table, view: Look, of = ""): Html {
  const { texts } = view;
  const title = texts.capital(texts.say(table.title));
  return html`<figure class="table"><figcaption>${title}</figcaption>${scrolling(
    of === "" ? title : `${title} – ${of}`,
    view,
    html`<table><thead><tr>${table.columns.map(
      (column) => html`<th scope="col" class="${column.align}">${texts.say(column.title)}</th>`,
    )}</tr></thead><tbody>${table.rows.map(
      (row) =>
        html`<tr>${table.columns.map((column, index) => {
          const content = cell(row[column.id], view);
          return index === 0
            ? html`<th scope="row" class="${column.align}">${content}</th>`
            : html`<td class="${column.align}">${content}</td>`;
        })}</tr>`,
    )}</tbody></table>`,
  )}${table.note && html`<p class="note">${texts.say(table.note)}</p>`}</figure>`;
}

/** Wide tables scroll inside their own frame, which the keyboard can reach. */
export const scrolling = (title: string, { texts }: Look, content: Html): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${texts.t("report.table.region", { text: title })}">${content}</div>`;

function cell(value: TableCell | undefined, { texts }: Look): Html | string {
  if (value === undefined) return texts.t("report.table.empty");
  switch (value.kind) {
    case "label":
      return texts.capital(texts.label(value.label));
    case "message":
      return html`<span class="quiet">${texts.capital(texts.say(value.message))}</span>`;
    case "number": {
      if (value.value === null) return html`<span class="quiet">${texts.t("report.table.empty")}</span>`;
      const { unit, currency, interval } = value;
      const magnitude = Math.max(Math.abs(value.value), Math.abs(interval?.low ?? 0), Math.abs(interval?.high ?? 0));
      // A recorded total is shown to the cent; what is estimated, as exactly as its interval deserves.
      const precision = interval ? "headline" : unit === "money" ? "exact" : "headline";
      const how = { unit, precision, magnitude, ...(currency === undefined ? {} : { currency }) } as const;
      const [said, bounds] = value.signed
        ? [texts.signed(value.value, how), interval && texts.signedRange(interval, how)]
        : [texts.quantity(value.value, how), interval && texts.interval(interval, how)];
      return html`${said}${bounds && html` <span class="range">${bounds}</span>`}`;
    }
    default:
      return value satisfies never;
  }
}
