import { z } from "zod";
import { parseDay } from "../base/day.ts";
import { COUNTABLE, type CountableColumn, type CountableRows, columnsOf, cutsOf } from "../facts/countable.ts";
import { OWN_UNITS, type OwnMeasure } from "../facts/own-measure.ts";
import { describe, isRecord, oneOf, refuse, strict } from "../sources/strict.ts";
import { ownId, ownName } from "./own-name.ts";

const optional = z.exactOptional;
const ROWS = Object.keys(COUNTABLE) as CountableRows[];
const FAMILIES = ["share", "mean", "total", "ratio", "quantile"] as const;
const BOUNDS = ["gt", "gte", "lt", "lte", "not", "known"] as const;
/** The rows themselves, where a column could be named. */
const THEMSELVES = "rows";

/** Measures of a company's own. Each is looked at as a whole, because its columns follow from its rows. */
export const measures = () =>
  z.array(measure(), { error: "expects a list of measures" }).superRefine((all, ctx) => {
    all.forEach(({ id }, i) => {
      const first = all.findIndex((other) => other.id === id);
      if (first < i) refuse(ctx, { path: [i, "id"], message: `"${id}" is the id of measures[${first}] already` });
    });
  });

function measure() {
  return strict({
    id: ownId("coupon-share"),
    name: ownName(),
    rows: oneOf(ROWS, "kind of rows"),
    where: optional(z.unknown()),
    value: z.unknown(),
    unit: optional(oneOf(OWN_UNITS, "unit")),
    better: oneOf(["up", "down", "neither"] as const, "direction").default("neither"),
    minimum: optional(
      z
        .number({ error: "expects a number of rows such as 30" })
        .int({ error: "expects a whole number of rows" })
        .min(1, { error: "expects a number of rows of 1 or more" }),
    ),
    cuts: z.array(z.string({ error: "expects a dimension" }), { error: "expects a list of dimensions" }).default([]),
    cluster: optional(oneOf(["customer", "agent", "none"] as const, "kind of cluster")),
  }).superRefine((stated, ctx) => {
    const columns = columnsOf(stated.rows);
    if (stated.where !== undefined) conditions(ctx, ["where"], stated.where, columns);
    value(ctx, stated.value, columns);
    const cuts = cutsOf(stated.rows);
    stated.cuts.forEach((cut, i) => {
      if (!cuts.includes(cut))
        refuse(ctx, {
          path: ["cuts", i],
          message: `${stated.rows} cannot be cut by "${cut}"`,
          word: cut,
          allowed: cuts,
        });
    });
    if (stated.cluster === "agent" && !("agent" in columns))
      refuse(ctx, { path: ["cluster"], message: `${stated.rows} have no agent`, allowed: ["customer", "none"] });
    const isShare = isRecord(stated.value) && "share" in stated.value;
    if (isShare && stated.unit !== undefined && stated.unit !== "share")
      refuse(ctx, { path: ["unit"], message: "a share has no other unit", allowed: ["share"] });
  }) as unknown as z.ZodType<OwnMeasure>;
}

type Context = z.RefinementCtx;
type Columns = Readonly<Record<string, CountableColumn>>;
type Path = (string | number)[];

function value(ctx: Context, stated: unknown, columns: Columns): void {
  const path: Path = ["value"];
  if (!isRecord(stated))
    return void refuse(ctx, {
      path,
      message: `expects what is measured, such as { mean: amount }, not ${describe(stated)}`,
      allowed: FAMILIES,
    });
  const [family, ...others] = FAMILIES.filter((each) => each in stated);
  const keys: string[] = family === "quantile" ? [family, "at"] : family ? [family] : [...FAMILIES];
  for (const key of Object.keys(stated))
    if (!keys.includes(key) || others.includes(key as never))
      refuse(ctx, {
        path: [...path, key],
        message: others.includes(key as never)
          ? `"${key}" stands beside "${family}"; a measure is one of them`
          : `"${key}" is not a key here`,
        word: key,
        allowed: keys,
        aboutKey: true,
      });
  if (family === undefined) {
    if (Object.keys(stated).length === 0) refuse(ctx, { path, message: "expects what is measured", allowed: FAMILIES });
    return;
  }
  const of = [...path, family];
  if (family === "share") return void conditions(ctx, of, stated.share, columns);
  if (family === "total") return void quantity(ctx, of, stated.total, columns);
  if (family === "ratio") {
    const { ratio } = stated;
    if (!isRecord(ratio) || !("of" in ratio) || !("per" in ratio))
      return void refuse(ctx, {
        path: of,
        message: "expects of and per, such as { of: amount, per: rows }",
        allowed: ["of", "per"],
      });
    unknownKeys(ctx, of, ratio, ["of", "per"]);
    quantity(ctx, [...of, "of"], ratio.of, columns);
    return void quantity(ctx, [...of, "per"], ratio.per, columns);
  }
  numberColumn(ctx, of, stated[family], columns);
  if (family === "quantile" && !(typeof stated.at === "number" && stated.at > 0 && stated.at < 1))
    refuse(ctx, {
      path: "at" in stated ? [...path, "at"] : path,
      message: 'expects "at", a share between 0 and 1 such as 0.5 for the median',
    });
}

function quantity(ctx: Context, path: Path, stated: unknown, columns: Columns): void {
  if (!isRecord(stated)) {
    if (stated !== THEMSELVES) numberColumn(ctx, path, stated, columns, true);
    return;
  }
  unknownKeys(ctx, path, stated, ["column", "where"]);
  if (stated.column !== undefined && stated.column !== THEMSELVES)
    numberColumn(ctx, [...path, "column"], stated.column, columns, true);
  if (stated.where !== undefined) conditions(ctx, [...path, "where"], stated.where, columns);
}

function numberColumn(ctx: Context, path: Path, stated: unknown, columns: Columns, orRows = false): void {
  const numbers = Object.keys(columns).filter((name) => columns[name]!.kind === "number");
  const allowed = orRows ? [THEMSELVES, ...numbers] : numbers;
  if (typeof stated === "string" && numbers.includes(stated)) return;
  const known = typeof stated === "string" && stated in columns;
  refuse(ctx, {
    path,
    message: known ? `"${stated}" is no number` : `${describe(stated)} is not a column with numbers here`,
    ...(known ? {} : { word: String(stated) }),
    allowed,
  });
}

function conditions(ctx: Context, path: Path, stated: unknown, columns: Columns): void {
  if (!isRecord(stated) || Object.keys(stated).length === 0)
    return void refuse(ctx, {
      path,
      message: `expects columns and what they have to be, such as { channel: web }, not ${describe(stated)}`,
    });
  for (const [name, condition] of Object.entries(stated)) {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    const at = [...path, name];
    if (!column) {
      refuse(ctx, {
        path: at,
        message: `"${name}" is not a column here`,
        word: name,
        allowed: Object.keys(columns),
        aboutKey: true,
      });
      continue;
    }
    if (isRecord(condition)) {
      unknownKeys(ctx, at, condition, BOUNDS);
      if (Object.keys(condition).length === 0) refuse(ctx, { path: at, message: "expects a bound", allowed: BOUNDS });
      for (const [bound, limit] of Object.entries(condition)) {
        if (bound === "known") {
          if (typeof limit !== "boolean") refuse(ctx, { path: [...at, bound], message: "expects true or false" });
        } else if (bound === "not") plain(ctx, [...at, bound], limit, column);
        else if (column.kind === "text" || column.kind === "flag")
          refuse(ctx, {
            path: [...at, bound],
            message: `"${name}" has no order`,
            allowed: ["not", "known"],
            aboutKey: true,
          });
        else if (Array.isArray(limit)) refuse(ctx, { path: [...at, bound], message: "expects one value" });
        else plain(ctx, [...at, bound], limit, column);
      }
    } else plain(ctx, at, condition, column);
  }
}

const EXPECTED = {
  text: ["string", "a text"],
  number: ["number", "a number"],
  flag: ["boolean", "true or false"],
  day: ["string", "a day, written as YYYY-MM-DD"],
} as const;

/** A value of the column's kind, or a list of them. */
function plain(ctx: Context, path: Path, stated: unknown, { kind }: CountableColumn): void {
  const [type, words] = EXPECTED[kind];
  const list = Array.isArray(stated) ? stated : [stated];
  if (list.length === 0) refuse(ctx, { path, message: "expects at least one value" });
  list.forEach((each: unknown, i) => {
    const fits =
      typeof each === type &&
      (kind !== "day" || parseDay(each as string) !== undefined) &&
      (kind !== "number" || Number.isFinite(each));
    if (!fits)
      refuse(ctx, {
        path: Array.isArray(stated) ? [...path, i] : path,
        message: `expects ${words}, not ${describe(each)}`,
      });
  });
}

function unknownKeys(ctx: Context, path: Path, stated: Record<string, unknown>, allowed: readonly string[]): void {
  for (const key of Object.keys(stated))
    if (!allowed.includes(key))
      refuse(ctx, { path: [...path, key], message: `"${key}" is not a key here`, word: key, allowed, aboutKey: true });
}
