import type { BandsChart, ChainChart } from "../findings/chart-spec.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";

/** Behaviour between experience and money, and the money: the first of the latter that the records hold. */
const BEHAVIOUR = ["orders", "churn"];
const MONEY = ["margin", "spend"];

/**
 * Experience, what customers did after it, and the money that came with it, of the first score of which all three were compared over the same
 * days: as one picture, and as the table of its figures. Null where the links hold no such chain.
 */
export function chainOf(links: readonly Finding[]): { chart: ChainChart; table: Table } | null {
  const experiences = [...new Set(links.flatMap(({ design }) => design?.experience ?? []))];
  for (const experience of experiences) {
    const told = (outcome: string) =>
      links.find(
        ({ design, charts }) => design?.experience === experience && design.outcome === outcome && charts.length > 0,
      );
    const money = MONEY.flatMap((outcome) => told(outcome) ?? [])[0];
    if (!money) continue;
    const behaviour = BEHAVIOUR.flatMap((outcome) => told(outcome) ?? []).filter(
      ({ design }) => design!.horizonDays === money.design!.horizonDays,
    );
    if (behaviour.length > 0) return chainAlong(experience, [...behaviour, money]);
  }
  return null;
}

function chainAlong(experience: string, links: readonly Finding[]): { chart: ChainChart; table: Table } {
  const money = links.at(-1)!;
  const { headline, design } = money;
  const values = { experience, outcome: design!.outcome, horizonDays: design!.horizonDays ?? 0 };
  const bands = design!.bands.map((code) => ({
    code,
    label: { code: `band.${code}`, values: {} },
    tone: bandIn(money, code)?.tone ?? "neutral",
  }));
  const steps = links.map((link) => ({
    id: link.design!.outcome,
    label: { code: `outcome.${link.design!.outcome}`, values: {} },
    unit: link.headline.unit,
    ...(link.headline.currency ? { currency: link.headline.currency } : {}),
    found: { code: `${link.verdict.code}.short`, values: {} },
    cells: bands.map(({ code }) => {
      const { value, interval, n } = bandIn(link, code) ?? { value: null, interval: null, n: 0 };
      return value === null ? null : { value, interval, n };
    }),
  }));
  const summary = { code: "chart.chain.summary", values };
  return {
    chart: {
      ...{ type: "chain", id: `chain.${experience}`, title: { code: "chart.chain.title", values }, summary },
      unit: headline.unit,
      ...(headline.currency ? { currency: headline.currency } : {}),
      from: { code: "chart.chain.from", values },
      bands: bands.map(({ label, tone }) => ({ label, tone })),
      steps: steps.map(({ id: _, ...step }) => step),
    },
    table: {
      id: `chain.${experience}`,
      title: { code: "chart.chain.table", values },
      columns: [
        { id: "band", title: { code: "link.column.band", values: {} }, align: "start" },
        ...steps.flatMap(({ id, label }) => [
          { id, title: label, align: "end" as const },
          { id: `${id}_n`, title: { code: "table.column.n", values: {} }, align: "end" as const },
        ]),
      ],
      rows: bands.map(({ label }, i) => ({
        band: { kind: "label", label },
        ...Object.fromEntries(
          steps.flatMap(({ id, unit, currency, cells }): [string, TableCell][] => {
            const cell = cells[i] ?? null;
            return [
              [
                id,
                {
                  ...{ kind: "number", value: cell?.value ?? null, interval: cell?.interval ?? null, unit },
                  ...(currency ? { currency } : {}),
                },
              ],
              [`${id}_n`, { kind: "number", value: cell?.n ?? null, unit: "count" }],
            ];
          }),
        ),
      })),
      note: summary,
    },
  };
}

/** A band as the chart of a link has it; undefined where nobody stands in it. */
const bandIn = ({ charts }: Finding, code: string): BandsChart["bands"][number] | undefined =>
  charts
    .flatMap((chart) => (chart.type === "bands" ? chart.bands : []))
    .find(({ label }) => "code" in label && label.code === `band.${code}`);
