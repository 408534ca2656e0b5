import type { Command } from "commander";
import { askForCommand } from "../app/server/control.ts";
import { servedAt } from "../app/workspace.ts";
import { StoreError } from "../base/errors.ts";
import { placesOf } from "./paths.ts";
import { streams } from "./streams.ts";

/** A command that was done elsewhere, with its exit code. */
export class DoneElsewhere extends Error {
  constructor(readonly exitCode: number) {
    super(`Done elsewhere: ${exitCode}.`);
  }
}

/** These make or take a folder of their own, or ask a server in their own way. */
const BY_ITSELF = new Set(["serve", "init", "sample", "backup", "restore", "upgrade"]);

const ERASE = {
  because: "keeps more of people than the workspace does",
  hint: () =>
    "Erase on the customer’s page, or by POST /api/v1/people/{id}/erase, which reaches all of it; or stop the server and name its folder with --data.",
};

/** What a server does not do for a command, and what to do instead. */
const INSTEAD: Readonly<Record<string, { because: string; hint(place: string): string }>> = {
  watch: {
    because: "watches no folder",
    hint: (place) =>
      `Call \`feltworth import <folder> --workspace ${place}\` again and again (cron, a systemd timer): the server takes in what is new.`,
  },
  erase: ERASE,
  "erase-again": ERASE,
};

/**
 * Has a command on a workspace that a server holds done by that server, because no second process can open it.
 * @throws DoneElsewhere where it was
 */
export async function askServer(command: Command, args: readonly string[]): Promise<void> {
  if (BY_ITSELF.has(command.name())) return;
  const place = placesOf(command).find((path) => servedAt(path) !== null);
  if (place === undefined) return;
  const { output, errors } = streams();
  const columns = ({ isTTY, columns: width }: typeof output) => (isTTY ? (width ?? 80) : null);
  const instead = INSTEAD[command.name()];
  if (instead !== undefined)
    throw new StoreError("store.locked", `A server holds the workspace "${place}", and ${instead.because}.`, {
      hint: instead.hint(place),
    });
  const called = {
    args: [...args],
    folder: process.cwd(),
    columns: { output: columns(output), errors: columns(errors) },
  };
  const exitCode = await askForCommand(servedAt(place)!, called, streams());
  // A server that was killed left its name behind.
  if (exitCode !== null) throw new DoneElsewhere(exitCode);
}
