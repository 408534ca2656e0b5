import type { Figure, FigureHeader, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { BAND_MINIMUM } from "../../links/contrast.ts";
import { ofContactCost } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { columnsOf, countCell, dataCell, labelCell } from "../cells.ts";
import { header, shell } from "../shell.ts";
import { type CostAndScore, KIND_MINIMUM, type SupportCosts, type SupportFound } from "./support-costs.ts";

const ID = "stages.support";

/** What contacts of each kind cost, and the score that followed; null where nobody answered about one. */
export function supportFinding(
  context: MeasureContext,
  found: SupportFound | null,
  dataVersion: string,
): Finding | null {
  if (found === null) return null;
  const { info } = context;
  const { instrument: experience, n } = found;
  const currency = info.currency ? { currency: info.currency } : {};
  const head: FigureHeader = {
    ...{ ...header(context, ID, ID), unit: "score", n, grade: "association", isDifference: true },
    ...{ basis: ofContactCost.basis(info), cautions: ofContactCost.cautions(info) },
  };
  const base = shell(context, ID, ID, dataVersion);
  if ("lack" in found)
    return {
      ...base,
      headline:
        found.lack === "contact_cost"
          ? { ...head, cautions: [], state: "not_measured", needs: ["contact_cost"] }
          : { ...head, state: "too_few", required: BAND_MINIMUM },
      verdict: { code: `${ID}.${found.lack}`, values: { experience, n, required: BAND_MINIMUM } },
      tables: [],
    };
  const { slope, ranks, quarters, kinds } = found;
  const headline: Figure =
    slope === null
      ? { ...head, state: "undefined", why: "no_variation" }
      : { ...head, state: "estimate", value: slope.value, interval: slope.interval };
  const isBeyond = slope !== null && (slope.interval.low > 0 || slope.interval.high < 0);
  const isGood = slope !== null && slope.value > 0 === (info.instruments[experience]?.best !== "low");
  const code = slope === null ? "alike" : !isBeyond ? "open" : isGood ? "more" : "less";
  const values: Message["values"] = {
    ...{ experience, n, ...currency },
    ...(slope ? { change: slope.value, ...slope.interval, unit: "score" } : {}),
  };
  return {
    ...base,
    headline,
    verdict: { code: `${ID}.${code}`, values },
    notes: [
      ...(ranks === null ? [] : [{ code: `${ID}.ranks`, values: { value: ranks, unit: "ratio" } }]),
      ...(found.oneIn > 1 ? [{ code: "worth.sampled", values: { n: found.oneIn } }] : []),
      { code: `${ID}.reading`, values: { experience } },
    ],
    tables: [
      ...(kinds.length === 0 ? [] : [kindTable(kinds, currency, experience)]),
      {
        id: `${ID}.quarters`,
        title: { code: `${ID}.quarters`, values: { experience } },
        columns: columnsOf(`${ID}.column`, ["quarter", ...SHOWN]),
        rows: quarters.map((each, i) => ({
          quarter: labelCell(`${ID}.quarter`, { n: i + 1 }),
          ...cells(each, currency),
        })),
      },
    ],
  };
}

const SHOWN = ["answers", "cost", "handle", "score"] as const;

function kindTable(kinds: SupportCosts["kinds"], currency: Pick<Figure, "currency">, experience: string): Table {
  return {
    id: ID,
    title: { code: `${ID}.table`, values: { experience } },
    columns: columnsOf(`${ID}.column`, ["of", "kind", ...SHOWN], 2),
    rows: kinds.map(({ of, kind, ...each }) => ({
      of: labelCell(`dimension.${of}`),
      kind: dataCell(kind),
      ...cells(each, currency),
    })),
    note: { code: `${ID}.note`, values: { required: KIND_MINIMUM } },
  };
}

const cells = (
  { n, cost, score, handle }: CostAndScore,
  currency: Pick<Figure, "currency">,
): Record<(typeof SHOWN)[number], TableCell> => ({
  answers: countCell(n),
  cost: { kind: "number", value: cost.mean, interval: cost.interval, unit: "money", ...currency },
  handle: { kind: "number", value: handle, unit: "seconds" },
  score: { kind: "number", value: score.mean, interval: score.interval, unit: "score" },
});
