import type { Message } from "../../findings/figure.ts";
import type { Table } from "../../findings/finding.ts";
import { columnsOf, labelCell } from "../cells.ts";
import { type ContractHazards, LOST_NEEDED } from "./contract-model.ts";
import { PLANS } from "./contract-rows.ts";
import type { ValueStudy } from "./study.ts";

/** Level of the intervals of hazard ratios. */
const LEVEL = 0.95;

/** By which way contracts are followed, and why. */
export function contractNote({ choice }: ValueStudy): Message {
  if (choice === null) return { code: "clv.model.contracts.few", values: { required: LOST_NEEDED } };
  const way = choice.hazards?.way ?? "curve";
  return {
    code: "clv.model.contracts.chosen",
    values: { way: way.replace("-", "_"), day: choice.from, count: choice.lost },
  };
}

/** The ways that were compared and, where covariates count, what goes with leaving sooner. */
export function contractTables({ choice }: ValueStudy): Table[] {
  if (choice === null) return [];
  const { candidates, hazards } = choice;
  const chosen = hazards?.way ?? "curve";
  const ways: Table = {
    id: "clv.contract-ways",
    title: { code: "clv.model.contracts.ways", values: {} },
    columns: columnsOf("clv.model.column", ["model", "held_out", "chosen"]),
    rows: candidates.map(({ way, heldOut }) => ({
      model: labelCell(`clv.way.${way}`),
      held_out: { kind: "number", value: heldOut, unit: "score" },
      chosen: labelCell(way === chosen ? "clv.agrees.yes" : "clv.agrees.no"),
    })),
    note: { code: "clv.model.contracts.ways.note", values: {} },
  };
  return hazards === null || hazards.terms.length === 0 ? [ways] : [ways, driverTable(hazards)];
}

function driverTable({ terms, plans }: ContractHazards): Table {
  const label = (id: string) => {
    const plan = (PLANS as readonly string[]).indexOf(id);
    return plan < 0
      ? labelCell(`clv.contract.driver.${id}`)
      : labelCell("clv.contract.plan", { name: plans[plan + 1]!, group: plans[0]! });
  };
  return {
    id: "clv.contract-drivers",
    title: { code: "clv.model.contracts.drivers", values: {} },
    columns: columnsOf("clv.model.column", ["driver", "hazard_ratio"]),
    rows: [...terms]
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .map(({ id, weight, low, high }) => ({
        driver: label(id),
        hazard_ratio: { kind: "number", value: Math.exp(weight), unit: "ratio", interval: { low, high, level: LEVEL } },
      })),
    note: { code: "clv.model.contracts.drivers.note", values: {} },
  };
}
