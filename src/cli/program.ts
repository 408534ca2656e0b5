import { Command } from "commander";
import { VERSION } from "../app/make-report.ts";
import type { RunCommand } from "../app/server/control.ts";
import { backupCommands } from "./commands/backup.ts";
import { churnCommand } from "./commands/churn.ts";
import { claimsCommand } from "./commands/claims.ts";
import { clvCommand } from "./commands/clv.ts";
import { contestCommand } from "./commands/contest.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { driversCommand } from "./commands/drivers.ts";
import { forecastCommand } from "./commands/forecast.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { lagCommand } from "./commands/lag.ts";
import { linkCommand } from "./commands/link.ts";
import { measureCommand } from "./commands/measure.ts";
import { peopleCommand } from "./commands/people.ts";
import { reportCommand } from "./commands/report.ts";
import { riskCommand } from "./commands/risk.ts";
import { sampleCommand } from "./commands/sample.ts";
import { serveCommand } from "./commands/serve.ts";
import { stagesCommand } from "./commands/stages.ts";
import { startCommand } from "./commands/start.ts";
import { studyCommand } from "./commands/study.ts";
import { whatIfCommand } from "./commands/what-if.ts";
import { workspaceCommands } from "./commands/workspace.ts";
import { worthCommand } from "./commands/worth.ts";

/**
 * Every command with its arguments and options, before anything runs: for the process itself, and for its documentation.
 * @param run does what a server is asked for by commands beside it
 */
export function commandLine(run?: RunCommand): Command {
  const program = new Command("feltworth")
    .description("Finds out what customers' experience is worth in money, and what to do about it.")
    .version(VERSION)
    .showHelpAfterError("(feltworth help <command> says more)")
    .exitOverride();
  reportCommand(program);
  inspectCommand(program);
  measureCommand(program);
  linkCommand(program);
  worthCommand(program);
  clvCommand(program);
  whatIfCommand(program);
  churnCommand(program);
  riskCommand(program);
  stagesCommand(program);
  doctorCommand(program);
  forecastCommand(program);
  driversCommand(program);
  lagCommand(program);
  contestCommand(program);
  claimsCommand(program);
  studyCommand(program);
  peopleCommand(program);
  workspaceCommands(program);
  sampleCommand(program);
  serveCommand(program, run);
  backupCommands(program);
  startCommand(program);
  for (const command of everyCommand(program)) command.exitOverride();
  return program;
}

/** Every command with those below it. */
export const everyCommand = (above: Command): Command[] =>
  above.commands.flatMap((command) => [command as Command, ...everyCommand(command as Command)]);
