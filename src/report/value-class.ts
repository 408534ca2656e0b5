/** From so many characters on, a value with its unit in words would take two lines of large type. */
const LONG = 16;

/** The type that a figure's value is set in: a long one is set smaller, so that it keeps to one line. */
export const valueClass = (value: string, size: "hero" | "large" | "medium"): string =>
  `value value-${size}${value.length > LONG ? " value-long" : ""}`;
