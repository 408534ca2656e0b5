import { AsyncLocalStorage } from "node:async_hooks";
import type { CommandStreams } from "../app/server/control.ts";

/** A command that a server does for somebody who called it elsewhere on this machine. */
interface Elsewhere {
  streams: CommandStreams;
}

const elsewhere = new AsyncLocalStorage<Elsewhere>();
let under = 0;

const own: CommandStreams = { input: process.stdin, output: process.stdout, errors: process.stderr };

/** Where the command under way reads and writes: the streams of this process, or those of whoever called it elsewhere. */
export const streams = (): CommandStreams => elsewhere.getStore()?.streams ?? own;

/** Whether the command under way is this process's own, which its signals stop. */
export const isOwn = (): boolean => elsewhere.getStore() === undefined;

/** Does a command with other streams than those of the process, beside others. */
export async function withStreams<T>(given: CommandStreams, command: () => Promise<T>): Promise<T> {
  under += 1;
  try {
    return await elsewhere.run({ streams: given }, command);
  } finally {
    under -= 1;
    // To follow every step of a process costs something, which nobody needs to pay while no command is under way.
    if (under === 0) elsewhere.disable();
  }
}
