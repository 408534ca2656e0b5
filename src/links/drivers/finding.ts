import type { Currency } from "../../base/currency.ts";
import type { Figure, FigureHeader, Message, Unit } from "../../findings/figure.ts";
import type { Finding, StudyDesign } from "../../findings/finding.ts";
import type { Dimension } from "../../measures/dimension.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { attempt } from "../climb.ts";
import { BAND_MINIMUM } from "../contrast.ts";
import { OUTCOMES } from "../outcome.ts";
import { type ByGroup, driversByGroup } from "./by-group.ts";
import {
  activeCustomers,
  closingFigures,
  closingInWords,
  closingTable,
  closingUnknown,
  prioritiesOf,
} from "./closing.ts";
import { SCORE, SIGNAL_DAYS } from "./driver.ts";
import { clipped, explain, type Found } from "./explain.ts";
import { type Expected, itemRows } from "./items.ts";
import { type Known, type Lever, type Levers, leversOf } from "./levers.ts";
import { type DriverRows, type DriverValues, driverRows, type Groups } from "./rows.ts";
import { driverTable, expectationTable, groupTable, leverTable, quadrantChart } from "./tables.ts";

/** Answers that each driver needs. */
const ROWS_A_DRIVER = 30;

/** A link that says which horizon a score and an outcome have behind them. */
type Linked = Finding & { design: StudyDesign };

/**
 * What moves a score, and what moves money afterwards: the share of the variance that goes along with each driver (LMG), and what
 * one more of it goes with at equal others. Of what a company can move: how well it goes, what would be gained if it always went well,
 * and whether it matters more to some customers. Drivers that are not beyond chance stand there too, and are called so.
 * @param link of the score and money; null where there is none, then only the score is asked about
 * @param by groups of customers that drivers are compared between; null: none
 */
export async function driverFindings(
  context: MeasureContext,
  experience: string,
  link: Linked | null,
  dataVersion: string,
  by: Dimension | null = null,
): Promise<Finding[]> {
  const outcome = link ? OUTCOMES.get(link.design.outcome) : undefined;
  const horizon = link?.design.horizonDays ?? null;
  const rows = await driverRows(context, experience, outcome && horizon !== null ? { outcome, horizon } : null, by);
  const items = await itemRows(context, experience);
  const { info } = context;
  const asked = { experience, unit: "score" as const, horizonDays: horizon ?? 0 };
  const later = rows.after && outcome && horizon !== null ? afterwards(rows, rows.after) : null;
  const money = outcome?.unit === "money_per_customer" && info.currency ? { currency: info.currency } : {};
  const followed =
    later && outcome
      ? study(context, { ...asked, ...later, about: "after", outcome: outcome.id, unit: outcome.unit, ...money })
      : null;
  const active = await activeCustomers(context);
  const perPoint = outcome?.unit === "money_per_customer" ? worthOfPoint(followed) : null;
  const scored = { ...asked, rows, y: rows.score, about: "score", perPoint } as const;
  const sides = items && { ...items, oneIn: 1, groups: null };
  const studies = [
    study(context, scored),
    ...(sides ? [study(context, { ...asked, rows: sides, y: sides.score, about: "items", perPoint })] : []),
    ...(followed ? [followed] : []),
  ];
  const looked = studies.flatMap(({ levers }) => levers?.levers ?? []);
  return studies.map((each) => findingOf(context, each, { active, looked, dataVersion }));
}

/** Answers whose horizon is complete, with the score among what goes before. */
function afterwards(rows: DriverRows, after: Float64Array): Pick<Asked, "rows" | "y"> {
  const known = Array.from(rows.after!.keys()).filter((i) => !Number.isNaN(after[i]));
  const pick = (values: Float64Array) => Float64Array.from(known, (i) => values[i]!);
  const drivers = [
    { driver: SCORE, values: pick(rows.score) },
    ...rows.drivers.map(({ driver, values }) => ({ driver, values: pick(values) })),
  ].filter(({ values }) => values.some((value) => value !== values[0]));
  return { rows: { ...rows, customers: pick(rows.customers), drivers, groups: null }, y: pick(after) };
}

interface Asked {
  about: "score" | "items" | "after";
  rows: {
    customers: Float64Array;
    drivers: readonly DriverValues[];
    groups: Groups | null;
    oneIn: number;
    query: string;
    stated?: ReadonlyMap<string, { mean: number; n: number }>;
    expected?: readonly Expected[];
  };
  y: Float64Array;
  experience: string;
  /** What followed; without it the score itself is asked about. */
  outcome?: string;
  horizonDays: number;
  unit: Unit;
  currency?: Currency;
  perPoint?: Known | null;
}

interface Study extends Asked {
  id: string;
  /** Null where there are too few answers. */
  found: Found | null;
  required: number;
  levers: Levers | null;
  byGroup: ByGroup | null;
}

function study({ info }: MeasureContext, asked: Asked): Study {
  const { about, rows, y, experience, outcome } = asked;
  const id = `drivers.${experience}${about === "items" ? ".items" : about === "after" ? `.${outcome}` : ""}`;
  const required = Math.max(BAND_MINIMUM, ROWS_A_DRIVER * rows.drivers.length);
  const found = rows.drivers.length > 0 && y.length >= required ? attempt(() => explain(rows, y, id)) : null;
  const direction = info.instruments[experience]?.best === "low" ? -1 : 1;
  const levers =
    found && about !== "after"
      ? leversOf(found.drivers, {
          ...{ customers: rows.customers, direction, perPoint: asked.perPoint ?? null },
          expected: rows.expected ?? [],
        })
      : null;
  const byGroup = found && rows.groups && about === "score" ? driversByGroup(rows, y, rows.groups) : null;
  return { ...asked, id, found, required, levers, byGroup };
}

/** What a point of the score goes with afterwards, at equal history and signals. */
function worthOfPoint(followed: Study | null): Known | null {
  const point = followed?.found?.drivers.find(({ driver }) => driver === SCORE);
  return point ? { value: point.effect, standardError: point.standardError, interval: point.interval } : null;
}

function findingOf(
  { info }: MeasureContext,
  asked: Study,
  { active, looked, dataVersion }: { active: number; looked: readonly Lever[]; dataVersion: string },
): Finding {
  const { id, about, rows, y, experience, outcome, found, required } = asked;
  const values: Message["values"] = {
    ...{ experience, outcome: outcome ?? "", about, n: y.length },
    ...{ days: SIGNAL_DAYS, horizonDays: asked.horizonDays, level: CONFIDENCE },
  };
  const header: FigureHeader = {
    ...{ id, definition: "drivers@1", unit: "share", grade: "association", basis: "observed", n: y.length },
    window: { from: info.firstDay, to: info.asOf, zone: info.zone },
    ...{ excluded: [], query: { id: rows.query } },
    cautions: [
      { code: "caution.drivers", values: {} },
      ...(about === "items" ? [{ code: "caution.same_survey", values: {} }] : []),
    ],
  };
  const base: Omit<Finding, "headline" | "verdict"> = {
    ...{ schema: 1, kind: "driver", id, asOf: info.asOf, dataVersion },
    title: { code: "drivers.title", values },
    ...{ figures: {}, tables: [], charts: [] },
    evidence: [{ file: `queries/${rows.query}.sql`, what: "evidence.query" }],
  };
  const expected = rows.expected ?? [];
  const expectations = expected.length > 0 ? [expectationTable(id, expected, values)] : [];
  if (!found) {
    const headline: Figure = { ...header, state: "too_few", required };
    return {
      ...base,
      headline,
      verdict: { code: "drivers.too_few", values: { ...values, required } },
      tables: expectations,
    };
  }
  const [first] = found.drivers.filter(({ isBeyond }) => isBeyond);
  const money = info.currency ? { currency: info.currency } : {};
  const levers = asked.levers && asked.levers.levers.length > 1 ? asked.levers : null;
  const { byGroup } = asked;
  const priorities = levers && prioritiesOf(levers, info, { customers: active, days: asked.horizonDays });
  return {
    ...base,
    headline: { ...header, state: "estimate", value: found.rSquared, interval: clipped(found.rSquaredInterval) },
    verdict: {
      code: first ? "drivers.found" : "drivers.none",
      values: { ...values, share: found.rSquared, driver: first?.driver.id ?? "", coverage: first?.share ?? 0 },
    },
    notes: [
      ...(levers ? priorityInWords(levers, values, money) : []),
      ...(priorities ? closingInWords(priorities, values, money) : []),
      ...(about === "score" ? closingUnknown(info, looked, values) : []),
      ...(byGroup ? [groupsInWords(byGroup, values)] : []),
      { code: "drivers.reading", values },
      ...(rows.oneIn > 1 ? [{ code: "worth.sampled", values: { n: rows.oneIn } }] : []),
    ],
    figures: {
      ...(levers ? leverFigures(levers, header, money) : {}),
      ...(priorities ? closingFigures(priorities, header, money) : {}),
    },
    tables: [
      driverTable(id, found, { ...asked, money }, values),
      ...(levers ? [leverTable(id, levers, { money, stated: rows.stated ?? new Map() }, values)] : []),
      ...(priorities ? [closingTable(id, priorities, money, values)] : []),
      ...(byGroup && byGroup.apart.length > 0 ? [groupTable(id, byGroup, values)] : []),
      ...expectations,
    ],
    charts: levers ? [quadrantChart(id, levers, y.length, values)] : [],
  };
}

/** What would bring most if it always went well, where that is beyond chance. */
function priorityInWords({ levers }: Levers, values: Message["values"], money: { currency?: Currency }): Message[] {
  const [first] = levers;
  const best = first && (first.worth ?? first.gain);
  if (!first || !best || best.interval.low <= 0) return [{ code: "drivers.no_priority", values }];
  const unit = first.worth ? { unit: "money_per_customer", ...money } : { unit: "score" };
  const { low, high } = best.interval;
  return [
    {
      code: first.worth ? "drivers.priority" : "drivers.priority_points",
      values: { ...values, ...unit, driver: first.driver.id, value: best.value, low, high },
    },
  ];
}

const groupsInWords = ({ apart, compared, dimension }: ByGroup, values: Message["values"]): Message => ({
  code: apart.length > 0 ? "drivers.groups_differ" : "drivers.groups_alike",
  values: { ...values, dimension, n: apart.length > 0 ? apart.length : compared },
});

/** What the table of levers holds, as figures for programs. */
function leverFigures(
  { levers }: Levers,
  header: FigureHeader,
  money: { currency?: Currency },
): Record<string, Figure> {
  const figures: Record<string, Figure> = {};
  for (const { driver, performance, share, shareInterval, gain, worth } of levers) {
    const about = { ...header, state: "estimate" as const };
    const of = (what: string, value: Known | null, more: Partial<FigureHeader>) => {
      if (value === null) return;
      const { value: is, interval } = value;
      figures[`${what}:${driver.id}`] = {
        ...about,
        ...more,
        id: `${header.id}:${what}:${driver.id}`,
        value: is,
        interval,
      };
    };
    of("importance", { value: share, standardError: 0, interval: shareInterval }, { basis: "model" });
    of("performance", performance, { grade: "recorded" });
    of("gain", gain, { unit: "score", basis: "model", isDifference: true });
    of("worth", worth, { unit: "money_per_customer", ...money, basis: "model", isDifference: true });
  }
  return figures;
}
