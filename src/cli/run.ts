import { type Command, CommanderError } from "commander";
import type { RunCommand } from "../app/server/control.ts";
import { report } from "./failure.ts";
import { calledIn } from "./paths.ts";
import { commandLine, everyCommand } from "./program.ts";
import { DoneElsewhere } from "./served.ts";
import { streams, withStreams } from "./streams.ts";

/** Does what a command line says. @returns the exit code; what went wrong was told */
export async function run(program: Command, args: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof DoneElsewhere) return error.exitCode;
    return error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : report(error);
  }
}

/** Does a command for whoever called it elsewhere on this machine. */
export const runElsewhere: RunCommand = ({ args, folder }, given) =>
  withStreams(given, () => {
    const program = commandLine();
    for (const command of [program, ...everyCommand(program)]) {
      calledIn(folder, command);
      command.configureOutput({
        writeOut: (text) => void streams().output.write(text),
        writeErr: (text) => void streams().errors.write(text),
      });
    }
    return run(program, args);
  });
