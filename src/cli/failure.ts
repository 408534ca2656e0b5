import { AppError } from "../base/errors.ts";
import { plain } from "./output.ts";
import { streams } from "./streams.ts";

/** Says on standard error what went wrong and what to do next, and gives the exit code. A stack only for bugs, and only when asked. */
export function report(error: unknown): number {
  if (error instanceof AppError) {
    streams().errors.write(`${plain(error.message)}\n`);
    if (error.hint) streams().errors.write(`${plain(error.hint)}\n`);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  streams().errors.write(`Something went wrong that should not have: ${plain(message)}\n`);
  streams().errors.write(
    process.env.FELTWORTH_DEBUG && error instanceof Error
      ? `${error.stack}\n`
      : "This is a bug. Set FELTWORTH_DEBUG=1 to see where it happened.\n",
  );
  return 1;
}
