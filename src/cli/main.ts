import { Command, CommanderError } from "commander";
import { VERSION } from "../app/make-report.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { linkCommand } from "./commands/link.ts";
import { measureCommand } from "./commands/measure.ts";
import { reportCommand } from "./commands/report.ts";
import { sampleCommand } from "./commands/sample.ts";
import { startCommand } from "./commands/start.ts";
import { report } from "./failure.ts";

const program = new Command("feltworth")
  .description("Finds out what customers' experience is worth in money, and what to do about it.")
  .version(VERSION)
  .showHelpAfterError("(feltworth help <command> says more)")
  .exitOverride();
reportCommand(program);
inspectCommand(program);
measureCommand(program);
linkCommand(program);
sampleCommand(program);
startCommand(program);
for (const command of program.commands) command.exitOverride();

// A reader that closes the pipe has what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
});

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : report(error);
}
