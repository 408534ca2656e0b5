import { InputError } from "../../base/errors.ts";

/** How far one input moves the result. */
export interface TornadoBar<Name extends string> {
  input: Name;
  /** Result with the input at its low value. */
  low: number;
  /** Result with the input at its high value. */
  high: number;
  /** |high − low|. */
  swing: number;
}

/**
 * One-at-a-time sensitivity: each uncertain input at its low and high value, the others at base, widest swing first.
 *
 * Shows which input is worth measuring better. It leaves out that inputs can move together: see `simulate`.
 * @param model the figure as a function of its inputs
 * @param base the inputs' base values
 * @param ranges low and high value of the inputs that are uncertain
 * @returns the base value and the bars; ties keep the order of `ranges`
 * @throws InputError `input.out_of_range` when the model gives something that is not a finite number
 * @see Howard (1988), Management Science 34, 679–695
 * @example
 * tornado({ model: (x) => x.n * x.value, base: { n: 10, value: 5 }, ranges: { value: [4, 7] } }).bars[0]?.swing; // 30
 */
export function tornado<Name extends string>(question: {
  model: (inputs: Record<Name, number>) => number;
  base: Record<Name, number>;
  ranges: Partial<Record<Name, readonly [low: number, high: number]>>;
}): { baseValue: number; bars: TornadoBar<Name>[] } {
  const { model, base, ranges } = question;
  const at = (change: object): number => {
    const value = model({ ...base, ...change });
    if (!Number.isFinite(value))
      throw new InputError("input.out_of_range", "The model gives no finite result for these inputs.", {
        details: { ...change },
      });
    return value;
  };
  const names = Object.keys(ranges) as Name[];
  const bars = names.map((input) => {
    const [low, high] = [at({ [input]: ranges[input]![0] }), at({ [input]: ranges[input]![1] })];
    return { input, low, high, swing: Math.abs(high - low) };
  });
  return { baseValue: at({}), bars: bars.sort((a, b) => b.swing - a.swing) };
}
