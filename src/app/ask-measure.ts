import { type Grain, nameOfStretch } from "../base/calendar.ts";
import type { Condition } from "../base/condition.ts";
import type { Day } from "../base/day.ts";
import { InputError } from "../base/errors.ts";
import type { Period } from "../base/period.ts";
import { scoreMeasureIds } from "../facts/own-score.ts";
import type { Figure, Message } from "../findings/figure.ts";
import { isEstimate } from "../findings/figure.ts";
import { definitionName, type MeasureDefinition } from "../measures/definition.ts";
import { type Dimension, dimension, PERSONAL } from "../measures/dimension.ts";
import { compareFairly, type FairAnswer } from "../measures/fair/ask.ts";
import type { Comparison } from "../measures/fair/compare.ts";
import { figureOf } from "../measures/fair/finding.ts";
import {
  defaultWindow,
  figureHeader,
  type MeasureContext,
  type MeasureRow,
  measureByCut,
  measureByGrain,
  measureWhole,
  PRIVATE_BELOW,
} from "../measures/measure.ts";
import { measureBook, measureDefinition, type OwnStated } from "../measures/registry.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import { ownWords } from "./own-words.ts";
import { settingsOf } from "./recognise-files.ts";
import type { CompanyRequest } from "./request.ts";

export interface MeasureRequest extends CompanyRequest {
  measure: string;
  by: string | null;
  /** By stretches of the company's calendar instead of in all. */
  grain: Grain | null;
  /** Groups at equal case mix. */
  fair: boolean;
}

interface MeasureQuestion extends Pick<MeasureRequest, "grain" | "fair"> {
  cut: Dimension | null;
  words?: Record<string, string>;
}

/** The JSON of `feltworth measure`: one row a group or period. */
export interface MeasureAnswer {
  schema: 1;
  measure: string;
  definition: string;
  asOf: Day | null;
  window: Period;
  /** Only customers of whom all of this holds. */
  where?: readonly Condition[];
  currency?: string;
  /** Attributes of the cases that were made equal, and how far groups truly differ. */
  fair?: FairSummary;
  /** Words of the company's own, in its language. */
  words?: Record<string, string>;
  /** What has to be kept in mind of the figures, each said once. */
  cautions: Message[];
  rows: Record<string, unknown>[];
}

export async function askMeasure(request: MeasureRequest, onRun?: (run: Run) => void): Promise<MeasureAnswer> {
  // What cannot be is told before any file is read.
  const settings = await settingsOf(request.paths, request.files);
  const measure = measureDefinition(request.measure, measureBook(settings));
  const cut = request.by === null ? null : dimension(request.by, measure.population.dimensions);
  if (request.fair && cut === null)
    throw new InputError("input.option_invalid", "--fair compares groups: say which.", {
      hint: `Add --by with one of ${measure.population.dimensions.join(", ")}.`,
    });
  return withCompany(
    request,
    async ({ analysis: { context }, language }) => {
      const words = ownWords(statedOf(measure, settings), language);
      return answerMeasure(measure, context, {
        ...request,
        cut,
        ...(Object.keys(words).length > 0 ? { words } : {}),
      });
    },
    onRun,
  );
}

/** What `measure` says of a company whose analysis tables are built. */
export async function answerMeasure(
  measure: MeasureDefinition,
  context: MeasureContext,
  { cut, grain, fair, words }: MeasureQuestion,
): Promise<MeasureAnswer> {
  const { info, firstMonth = 1 } = context;
  const isMoney = measure.unit === "money" || measure.unit === "money_per_customer";
  const head = {
    schema: 1 as const,
    measure: measure.id,
    definition: definitionName(measure),
    asOf: info.asOf,
    window: defaultWindow(measure, context),
    ...(info.only ? { where: info.only } : {}),
    ...(isMoney && info.currency ? { currency: info.currency } : {}),
    ...(words ? { words } : {}),
  };
  if (cut && fair)
    return {
      ...head,
      cautions: figureHeader(measure, context, head.window).cautions,
      ...(await fairRows(measure, context, cut)),
    };
  const rows = cut
    ? (await measureByCut(measure, context, cut)).rows
    : grain
      ? await measureByGrain(measure, context, grain)
      : [await measureWhole(measure, context)];
  return {
    ...head,
    cautions: [
      ...new Map(
        rows.flatMap(({ figure }) => (isEstimate(figure) ? figure.cautions : [])).map((c) => [JSON.stringify(c), c]),
      ).values(),
    ],
    rows: rows.map((row) => rowOf(row, cut?.id ?? null, { grain: grain ?? "month", firstMonth })),
  };
}

/** What of the settings makes a measure, if anything of them does. */
const statedOf = ({ id }: MeasureDefinition, { measures = [], scores = [] }: OwnStated): OwnStated => ({
  measures: measures.filter((stated) => stated.id === id),
  scores: scores.filter((stated) => scoreMeasureIds(stated).includes(id)),
});

interface FairSummary {
  overall: number | null;
  factors: string[];
  spread: Comparison["spread"];
}

/** One row a group, in the order of their names: recorded, expected, at equal case mix, and what chance allows. */
async function fairRows(
  measure: MeasureDefinition,
  context: MeasureContext,
  cut: Dimension,
): Promise<Pick<MeasureAnswer, "fair" | "rows">> {
  const [answer] = (await compareFairly(measure, context, { by: [cut], named: true })) as [FairAnswer];
  const { comparison, factors } = answer;
  const groups = (comparison?.groups ?? []).filter(({ n }) => !PERSONAL.has(cut.id) || n >= PRIVATE_BELOW);
  return {
    fair: { overall: comparison?.overall ?? null, factors, spread: comparison?.spread ?? null },
    rows: groups.map((group) => {
      const { raw, expected, shrunken, limits95, limits998, comparable, verdict } = group;
      const figure = figureOf(measure, context, { answer }, group);
      const known = isEstimate(figure) ? { raw, expected, shrunken, limits95, limits998 } : {};
      return { [cut.id]: group.group, ...rowOfFigure(figure), ...known, comparable, verdict };
    }),
  };
}

function rowOf(
  { cut, period, figure }: MeasureRow,
  by: string | null,
  { grain, firstMonth }: { grain: Grain; firstMonth: number },
): Record<string, unknown> {
  return {
    ...(by === null ? {} : { [by]: cut === "" ? null : cut }),
    ...(period === null ? {} : { period: nameOfStretch(period as Day, grain, firstMonth) }),
    ...rowOfFigure(figure),
  };
}

/** A figure as a flat row: value and interval are null where there is no estimate, and `state` says why. */
export function rowOfFigure(figure: Figure): Record<string, unknown> {
  return {
    state: figure.state,
    value: isEstimate(figure) ? figure.value : null,
    interval: isEstimate(figure) ? figure.interval : null,
    n: figure.n,
    unit: figure.unit,
    grade: figure.grade,
    basis: figure.basis,
    excluded: figure.excluded,
    ...(figure.cautions.length > 0 ? { cautions: figure.cautions.map(({ code }) => code) } : {}),
    ...(figure.state === "too_few" ? { required: figure.required } : {}),
    ...(figure.state === "too_early" ? { readyOn: figure.readyOn } : {}),
    ...(figure.state === "not_measured" ? { needs: figure.needs } : {}),
    ...(figure.state === "undefined" ? { why: figure.why } : {}),
  };
}
