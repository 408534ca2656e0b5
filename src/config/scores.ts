import { z } from "zod";
import { INSTRUMENTS } from "../facts/instruments.ts";
import { isWhole, type OwnBand, type OwnScore, worstFirst } from "../facts/own-score.ts";
import { parseScale, SCALE } from "../facts/scale.ts";
import { oneOf, refuse, strict } from "../sources/strict.ts";
import { composed, compositeKeys, elementsKnown } from "./composites.ts";
import { name, ownId } from "./own-name.ts";

const optional = z.exactOptional;
const TONES = ["bad", "middle", "good"] as const;
const FEWEST_BANDS = 2;
const MOST_BANDS = 10;

/** Scores of a company's own, each with bands that cover its scale. @param languages in which a name may be given */
export const scores = (languages: readonly string[]) =>
  z.array(score(languages), { error: "expects a list of scores" }).superRefine((all, ctx) => {
    all.forEach(({ id }, i) => {
      const first = all.findIndex((other) => other.id === id);
      if (first < i) refuse(ctx, { path: [i, "id"], message: `"${id}" is the id of scores[${first}] already` });
      if (Object.hasOwn(INSTRUMENTS, id))
        refuse(ctx, { path: [i, "id"], message: `"${id}" is a standard score, whose bands are fixed` });
    });
    elementsKnown(all, ctx);
  });

function score(languages: readonly string[]) {
  const SCALE_EXPECTED = { error: 'expects a scale such as "1-7", or "1-6 low" where the low end is the good one' };
  return strict({
    id: ownId("delight"),
    name: optional(name(languages)),
    scale: z.string(SCALE_EXPECTED).regex(SCALE, SCALE_EXPECTED),
    whole: optional(z.boolean({ error: "expects true or false" })),
    bands: z
      .array(band(languages), { error: "expects a list of bands such as [{ id: low, from: 1, to: 3 }, …]" })
      .min(FEWEST_BANDS, { error: `expects at least ${FEWEST_BANDS} bands` })
      .max(MOST_BANDS, { error: `expects at most ${MOST_BANDS} bands` }),
    ...compositeKeys(languages),
  }).superRefine((stated, ctx) => {
    const known = stated as unknown as OwnScore;
    composed(known, ctx);
    const scale = parseScale(known.scale);
    // What has been refused already is not looked at further.
    if (!scale || known.bands.length < FEWEST_BANDS) return;
    if (scale.min >= scale.max) return void refuse(ctx, { path: ["scale"], message: "ends before it begins" });
    if (covered(known, scale, ctx)) toned(known, ctx);
  }) as unknown as z.ZodType<OwnScore>;
}

const band = (languages: readonly string[]) => {
  const bound = () => z.number({ error: "expects a score such as 4" });
  return strict({
    id: ownId("high"),
    name: optional(name(languages)),
    from: bound(),
    to: bound(),
    is: optional(oneOf(TONES, "kind of band")),
  });
};

/** Whether each score of the scale lies in one band, and in one alone. */
function covered(stated: OwnScore, { min, max }: { min: number; max: number }, ctx: z.RefinementCtx) {
  const { bands } = stated;
  const whole = isWhole(stated);
  const refused = (i: number, key: keyof OwnBand, message: string): false => {
    refuse(ctx, { path: ["bands", i, key], message });
    return false;
  };
  for (const [i, { id, from, to }] of bands.entries()) {
    const before = bands[i - 1];
    const first = bands.findIndex((other) => other.id === id);
    if (first < i) return refused(i, "id", `"${id}" is the id of bands[${first}] already`);
    if (whole && !Number.isInteger(from)) return refused(i, "from", "is no whole number, and whole is not false");
    if (whole && !Number.isInteger(to)) return refused(i, "to", "is no whole number, and whole is not false");
    if (whole ? to < from : to <= from) return refused(i, "to", "lies before from");
    const begins = before === undefined ? min : whole ? before.to + 1 : before.to;
    if (from !== begins)
      return refused(
        i,
        "from",
        before === undefined
          ? `has to be ${min}, where the scale begins: bands stand from the low end to the high one`
          : `has to be ${begins}, so that each score lies in one band`,
      );
  }
  if (bands.at(-1)!.to !== max) return refused(bands.length - 1, "to", `has to be ${max}, where the scale ends`);
  return true;
}

/** Bad, then middle, then good, from the bad end of the scale to the good one. */
function toned(stated: OwnScore, ctx: z.RefinementCtx): void {
  const ordered = worstFirst(stated);
  const place = (id: string) => stated.bands.findIndex((each) => each.id === id);
  ordered.forEach(({ id, is }, i) => {
    const before = ordered[i - 1];
    if (before && TONES.indexOf(is) < TONES.indexOf(before.is))
      refuse(ctx, {
        path: ["bands", place(id), "is"],
        message: `is ${is}, though "${before.id}", the band before it from the bad end, is ${before.is}`,
      });
  });
  for (const [tone, i] of [
    ["bad", 0],
    ["good", ordered.length - 1],
  ] as const)
    if (ordered[i]!.is !== tone)
      refuse(ctx, {
        path: ["bands", place(ordered[i]!.id), "is"],
        message: `has to be ${tone}: the ${tone} end of the scale lies in it`,
      });
}
