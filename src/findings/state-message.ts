import type { Figure, Message } from "./figure.ts";

/** Why there is no number, in short. */
export function stateMessage(figure: Figure): Message {
  const values: Message["values"] = { n: figure.n };
  if (figure.state === "too_few") values.required = figure.required;
  if (figure.state === "too_early") values.readyOn = figure.readyOn;
  if (figure.state === "not_measured") values.needs = figure.needs.join(",");
  return { code: `figure.state.${figure.state}.short`, values };
}
