import { z } from "zod";
import { type CompositeElement, groupsNamed, SITUATIONS, type Situation, type WeightsFor } from "../facts/composite.ts";
import { INSTRUMENTS } from "../facts/instruments.ts";
import type { OwnScore } from "../facts/own-score.ts";
import { parseScale, SCALE } from "../facts/scale.ts";
import { isRecord, oneOf, refuse, strict } from "../sources/strict.ts";
import { name, ownId } from "./own-name.ts";

const optional = z.exactOptional;
const FEWEST_ELEMENTS = 2;
const MOST_ELEMENTS = 20;
const MOST_WEIGHT = 1_000;

/** Keys of a score that is computed from other answers. @param languages in which a name may be given */
export const compositeKeys = (languages: readonly string[]) => ({
  version: optional(version()),
  elements: optional(
    z
      .array(element(languages), { error: "expects a list of elements such as [{ id: ease, instrument: ces }, …]" })
      .min(FEWEST_ELEMENTS, { error: `expects at least ${FEWEST_ELEMENTS} elements` })
      .max(MOST_ELEMENTS, { error: `expects at most ${MOST_ELEMENTS} elements` }),
  ),
  weights: optional(z.array(weightsFor(), { error: "expects a list such as [{ where: …, weights: … }]" })),
  importance: optional(z.boolean({ error: "expects true or false" })),
  answered: optional(answered()),
});

function version() {
  const message = { error: "expects a version such as 1, a whole number that grows when weights change" };
  return z.number(message).int(message).gte(1, message);
}

function answered() {
  const message = { error: "expects a share of the weight above 0 and at most 1, such as 0.5" };
  return z.number(message).gt(0, message).lte(1, message);
}

const weight = () =>
  z
    .number({ error: "expects a weight such as 2" })
    .gt(0, { error: "expects a weight above 0" })
    .lte(MOST_WEIGHT, { error: `expects a weight of at most ${MOST_WEIGHT}` });

function element(languages: readonly string[]) {
  const SCALE_EXPECTED = { error: 'expects a scale such as "1-10", or "1-6 low" where the low end is the good one' };
  const text = (example: string) => z.string({ error: `expects a text such as ${example}` }).min(1);
  return strict({
    id: ownId("ease"),
    name: optional(name(languages)),
    instrument: text("ces"),
    item: optional(text("speed")),
    scale: optional(
      z
        .string(SCALE_EXPECTED)
        .regex(SCALE, SCALE_EXPECTED)
        .refine((scale) => isAscending(scale), { error: "ends before it begins" }),
    ),
    weight: optional(weight()),
  });
}

function isAscending(scale: string): boolean {
  const parsed = parseScale(scale);
  return parsed === undefined || parsed.min < parsed.max;
}

function weightsFor() {
  const groups = { error: "expects a group such as Business, or a list of them" };
  return strict({
    where: z
      .unknown()
      .superRefine((value, ctx) => {
        if (!isRecord(value) || Object.keys(value).length === 0)
          return refuse(ctx, {
            message: "expects whom or what it is about, such as { segment: Business }",
            allowed: SITUATIONS,
          });
        for (const key of Object.keys(value)) {
          const known = oneOf(SITUATIONS, "segment or situation").safeParse(key);
          if (!known.success)
            refuse(ctx, {
              ...{ path: [key], message: `"${key}" is nothing that weights can depend on` },
              ...{ word: key, allowed: SITUATIONS, aboutKey: true },
            });
        }
      })
      .pipe(z.record(z.string(), z.union([z.string(), z.array(z.string()).min(1)], groups))),
    weights: z
      .record(z.string(), weight(), { error: "expects weights by element, such as { ease: 2, speed: 1 }" })
      .refine((weights) => Object.keys(weights).length > 0, { error: "expects a weight for one element or more" }),
  });
}

/** What the keys of one score say together; what has been refused already is not looked at further. */
export function composed(stated: OwnScore, ctx: z.RefinementCtx): void {
  const { elements, version, whole, weights = [] } = stated;
  if (!elements) {
    for (const key of ["weights", "importance", "answered"] as const)
      if (stated[key] !== undefined)
        refuse(ctx, { path: [key], message: "is for a score that is made of elements", aboutKey: true });
    return;
  }
  if (version === undefined)
    refuse(ctx, { path: ["version"], message: "is missing: a score that is made of elements states its version" });
  if (whole === true) refuse(ctx, { path: ["whole"], message: "cannot be true: a mean of elements has fractions" });
  elements.forEach((each, i) => {
    eachOnce(each, i, elements, ctx);
  });
  weights.forEach((each, i) => {
    for (const id of Object.keys(each.weights))
      if (!elements.some((element) => element.id === id))
        refuse(ctx, {
          ...{ path: ["weights", i, "weights", id], message: `"${id}" is not an element` },
          ...{ word: id, allowed: elements.map((element) => element.id), aboutKey: true },
        });
    const before = weights.findIndex((other, k) => k < i && overlap(each, other) !== null);
    if (before < 0) return;
    const [key, group] = overlap(each, weights[before]!)!;
    refuse(ctx, {
      path: ["weights", i, "where", key],
      message: `"${group}" has its weights from weights[${before}] already`,
    });
  });
}

/** An element has an id of its own and answers of its own. */
function eachOnce(
  element: CompositeElement,
  i: number,
  elements: readonly CompositeElement[],
  ctx: z.RefinementCtx,
): void {
  const { id, instrument, item } = element;
  elements.slice(0, i).forEach((other, k) => {
    const path = (key: string) => ["elements", i, key];
    if (other.id === id) refuse(ctx, { path: path("id"), message: `"${id}" is the id of elements[${k}] already` });
    else if (other.instrument === instrument && (other.item === item || !other.item || !item))
      refuse(ctx, { path: path("instrument"), message: `holds answers that elements[${k}] holds already` });
  });
}

/** The first group that two conditions of one kind have in common, where they meet in all they name. */
function overlap({ where: a }: WeightsFor, { where: b }: WeightsFor): [key: string, group: string] | null {
  const keys = Object.keys(a) as Situation[];
  if (keys.length !== Object.keys(b).length || keys.some((key) => b[key] === undefined)) return null;
  const common = keys.map((key) => groupsNamed(a[key]!).find((group) => groupsNamed(b[key]!).includes(group)));
  return common.some((group) => group === undefined) ? null : [keys[0]!, common[0]!];
}

/** An element is a score with a scale: a standard one, a stated one that is asked, or any other with its scale. */
export function elementsKnown(all: readonly OwnScore[], ctx: z.RefinementCtx): void {
  const asked = [...Object.keys(INSTRUMENTS), ...all.flatMap(({ id, elements }) => (elements ? [] : [id]))];
  all.forEach(({ elements = [] }, i) => {
    elements.forEach(({ instrument, scale }, k) => {
      const path = (key: string) => [i, "elements", k, key];
      const isComposite = all.some(({ id, elements: own }) => id === instrument && own);
      if (isComposite) refuse(ctx, { path: path("instrument"), message: `"${instrument}" is made of elements itself` });
      else if (asked.includes(instrument)) {
        if (scale !== undefined)
          refuse(ctx, {
            path: path("scale"),
            message: `is not for "${instrument}", whose scale is known`,
            aboutKey: true,
          });
      } else if (scale === undefined)
        refuse(ctx, {
          ...{ path: path("instrument"), word: instrument, allowed: asked },
          message: `"${instrument}" is no score whose scale is known; state its scale beside it if it is one`,
        });
    });
  });
}
