import { CommanderError } from "commander";
import { report } from "./failure.ts";
import { commandLine } from "./program.ts";

// A reader that closes the pipe has what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
});

try {
  await commandLine().parseAsync(process.argv);
} catch (error) {
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : report(error);
}
