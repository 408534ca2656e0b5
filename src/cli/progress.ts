import type { Progress } from "../base/logger.ts";
import type { Texts } from "../texts/texts.ts";
import { streams } from "./streams.ts";

/** Says on standard error what is under way: one line that changes on a terminal, nothing otherwise. */
export function terminalProgress(texts: Texts): Progress {
  const { errors: stderr } = streams();
  if (!stderr.isTTY) return { step() {}, done() {} };
  // A pseudo-terminal without a size says 0.
  const width = () => (stderr.columns || 80) - 1;
  const clear = () => stderr.write(`\r${" ".repeat(width())}\r`);
  return {
    step(code, values = {}) {
      const words = texts.say({ code: `step.${code}`, values });
      clear();
      stderr.write(`${words} …`.slice(0, width()));
    },
    done: clear,
  };
}
