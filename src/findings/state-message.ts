import type { Figure, Message } from "./figure.ts";

/** Why there is no number, in short. */
export const stateMessage = (figure: Figure): Message => ({
  code: `figure.state.${figure.state}.short`,
  values: valuesOf(figure),
});

/** The same as a sentence, with what would make it possible. */
export const reasonMessage = (figure: Figure): Message => ({
  code: figure.state === "undefined" ? `why.${figure.why}` : `figure.state.${figure.state}.long`,
  values: valuesOf(figure),
});

function valuesOf(figure: Figure): Message["values"] {
  const values: Message["values"] = { n: figure.n };
  if (figure.state === "too_few") values.required = figure.required;
  if (figure.state === "too_early") values.readyOn = figure.readyOn;
  if (figure.state === "not_measured") values.needs = figure.needs.join(",");
  return values;
}
