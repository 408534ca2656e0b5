import type { Run } from "../app/compose.ts";
import { AppError } from "../base/errors.ts";
import { isOwn } from "./streams.ts";

/**
 * Lets Ctrl-C stop a run: the query under way fails, everything is closed and removed, and the exit code is 130.
 * A second Ctrl-C ends the process at once.
 */
export async function interruptible<T>(work: (onRun: (run: Run) => void) => Promise<T>): Promise<T> {
  // Whoever calls from elsewhere goes away at most: what a server does for them is brought to its end.
  if (!isOwn()) return work(() => {});
  let run: Run | undefined;
  let interrupted = false;
  const stop = () => {
    if (interrupted) process.exit(130);
    interrupted = true;
    run?.interrupt();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    // An interrupt that comes after the last query comes too late: what was made is whole.
    return await work((opened) => {
      run = opened;
      if (interrupted) run.interrupt();
    });
  } catch (error) {
    throw interrupted ? stopped() : error;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

const stopped = () => new AppError("run.interrupted", "Interrupted; nothing was left behind.");
