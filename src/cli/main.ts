import { commandLine } from "./program.ts";
import { run, runElsewhere } from "./run.ts";
import { askServer } from "./served.ts";

// A reader that closes the pipe has what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
});

const args = process.argv.slice(2);
const program = commandLine(runElsewhere);
program.hook("preAction", (_, command) => askServer(command, args));
process.exitCode = await run(program, args);
