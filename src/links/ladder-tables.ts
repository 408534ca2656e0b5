import type { Currency } from "../base/currency.ts";
import type { Unit } from "../findings/figure.ts";
import type { Table, TableCell } from "../findings/finding.ts";
import { balance } from "../stats/causal/balance.ts";
import type { WeightedEffect } from "../stats/causal/inverse-probability.ts";
import type { Study } from "../stats/causal/study.ts";
import type { Rung } from "./climb.ts";
import type { Covariate } from "./covariates.ts";

/** Covariates that the table of balance shows, the most different ones first. */
const BALANCE_SHOWN = 8;

const column = (id: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
  id,
  title: { code: `worth.column.${id}`, values: {} },
  align,
});

/** The ways beside each other, with the objection that each meets. */
export function ladderTable(id: string, rungs: readonly Rung[], unit: { unit: Unit; currency?: Currency }): Table {
  const word = (code: string, days = 0): TableCell => ({ kind: "label", label: { code, values: { days } } });
  return {
    id: `${id}.ladder`,
    title: { code: "worth.ladder", values: {} },
    columns: [column("way", "start"), column("difference"), column("grade", "start"), column("answers", "start")],
    rows: rungs.map((rung) => ({
      way: word(`worth.way.${rung.id}`, rung.days),
      difference: { kind: "number", value: rung.estimate, interval: rung.interval, ...unit, signed: true },
      grade: word(`grade.${rung.grade}`),
      answers: word(`worth.way.${rung.id}.answers`),
    })),
  };
}

/** How far apart the two steps were before the answer, as they are and once weighted. */
export function balanceTable(
  id: string,
  covariates: readonly Covariate[],
  study: Study,
  weighted: WeightedEffect,
): Table {
  const plain = balance(study).covariates;
  const cell = (value: number | null): TableCell => ({ kind: "number", value, unit: "ratio", signed: true });
  const rows = covariates
    .map((covariate, i) => ({
      covariate,
      before: plain[i]!.standardisedDifference,
      after: weighted.balance.covariates[i]!.standardisedDifference,
    }))
    .sort((a, b) => Math.abs(b.before ?? 0) - Math.abs(a.before ?? 0));
  return {
    id: `${id}.balance`,
    title: { code: "worth.balance", values: {} },
    columns: [column("covariate", "start"), column("before"), column("after")],
    rows: rows.slice(0, BALANCE_SHOWN).map(({ covariate, before, after }) => ({
      covariate: {
        kind: "label",
        label: {
          code: `covariate.${covariate.id}`,
          values: { text: covariate.value ?? "", band: covariate.value ?? "" },
        },
      },
      before: cell(before),
      after: cell(after),
    })),
    note: { code: "worth.balance.note", values: { n: covariates.length } },
  };
}
