import type { Figure, FigureHeader, Message } from "../../findings/figure.ts";
import type { Finding, TableCell } from "../../findings/finding.ts";
import { BAND_MINIMUM } from "../../links/contrast.ts";
import { ofMargin, ofRevenue } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { columnsOf, countCell, labelCell, moneyCell } from "../cells.ts";
import { header, shell } from "../shell.ts";
import { type Chain, type LinkOfChain, LOYAL_FROM } from "./chain.ts";

/** Whether the chain from experience over loyalty to value holds, link by link; where one does not, it is named. */
export function chainFinding(context: MeasureContext, chain: Chain | null, dataVersion: string): Finding | null {
  if (chain === null) return null;
  const { experience, days, worth, links } = chain;
  const currency = context.info.currency ? { currency: context.info.currency } : {};
  // Both links make the chain; its ends stand beside them.
  const parts = links.filter(({ link }) => link !== "ends");
  const few = parts.find(({ state }) => state === "too_few");
  const broken = parts.find(({ state }) => state !== "holds");
  const figures = Object.fromEntries(links.map((link) => [link.link, figureOf(context, chain, link)]));
  const values: Message["values"] = { experience, days, ...(broken ? { link: broken.link } : {}) };
  return {
    ...shell(context, "stages.chain", "stages.chain.experience", dataVersion),
    headline: figures.ends!,
    verdict: { code: `stages.chain.${few ? "too_few" : broken ? "broken" : "holds"}`, values },
    notes: [
      { code: "stages.chain.design", values: { days, share: LOYAL_FROM, experience } },
      { code: "stages.chain.reading", values: {} },
    ],
    figures,
    tables: [
      {
        id: "stages.chain",
        title: { code: "stages.chain.table", values: {} },
        columns: columnsOf("stages.chain.column", [
          ...["link", "better", "other", "mean_better", "mean_other", "difference", "state"],
        ]),
        rows: links.map((each) => {
          const { link, groups, adjusted, state } = each;
          const cell = (value: number | null): TableCell =>
            link === "experience" ? { kind: "number", value, unit: "ratio" } : moneyCell(value, currency);
          return {
            link: labelCell(`stages.chain.link.${link}`, { outcome: worth }),
            ...{ better: countCell(groups[0].n), other: countCell(groups[1].n) },
            ...{ mean_better: cell(groups[0].mean), mean_other: cell(groups[1].mean) },
            difference: {
              ...cell(adjusted?.value ?? null),
              ...(adjusted ? { interval: adjusted.interval, signed: true } : {}),
            } as TableCell,
            state: labelCell(`stages.chain.state.${state}`, { required: BAND_MINIMUM }),
          };
        }),
        note: { code: "stages.chain.note", values: {} },
      },
    ],
  };
}

function figureOf(
  context: MeasureContext,
  { worth, tooEarly }: Chain,
  { link, groups, adjusted }: LinkOfChain,
): Figure {
  const { info } = context;
  const head: FigureHeader = {
    ...header(context, `stages.chain:${link}`, `stages.chain.${link}`),
    excluded: tooEarly > 0 ? [{ reason: "too_early", n: tooEarly }] : [],
    ...{ definition: "stages-chain@1", n: groups[0].n + groups[1].n, grade: "adjusted", isDifference: true },
    ...(link === "experience"
      ? { unit: "ratio" as const }
      : { unit: "money_per_customer" as const, ...(info.currency ? { currency: info.currency } : {}) }),
    ...(worth === "margin"
      ? { basis: ofMargin.basis(info), cautions: ofMargin.cautions(info) }
      : { cautions: ofRevenue.cautions(info) }),
  };
  return adjusted === null
    ? { ...head, state: "too_few", required: BAND_MINIMUM }
    : { ...head, state: "estimate", value: adjusted.value, interval: adjusted.interval };
}
