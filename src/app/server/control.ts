import { chmodSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { relative, resolve } from "node:path";
import { Readable, Writable } from "node:stream";
import { AppError, type ErrorCode, StoreError } from "../../base/errors.ts";
import type { BackedUp } from "./backup/back-up.ts";

/** A command as somebody called it on this machine, beside the server. */
export interface CalledCommand {
  /** What stands behind the name of the program. */
  args: string[];
  /** Folder in which it was called. */
  folder: string;
  /** Width of the terminal; null where its output goes elsewhere. */
  columns: { output: number | null; errors: number | null };
}

/** Where a command reads and writes. */
export interface CommandStreams {
  input: Readable;
  output: Writable & { isTTY?: boolean; columns?: number };
  errors: Writable & { isTTY?: boolean; columns?: number };
}

/** Does a command inside of the server. @returns its exit code */
export type RunCommand = (called: CalledCommand, streams: CommandStreams) => Promise<number>;

/** Parts of what a command writes, in their order, and its end; `input`: it reads. */
type Told = { output: string } | { errors: string } | { input: true } | { exit: number };

/** Bytes of a call with all the files that it names; the system itself takes no longer ones. */
const LONGEST_CALL = 4 << 20;

/** Where a server listens to commands of this machine. */
export const controlPath = (folder: string): string => resolve(folder, "control.sock");

/** The system takes only short names. */
function near(path: string): string {
  const short = relative(process.cwd(), path);
  return short.length < path.length ? short : path;
}

/**
 * Does what commands on this machine ask of a server that runs, by a socket in its own folder that its owner alone may open.
 * @param does.run null: a server that holds no workspace, whose files every command reads by itself
 */
export async function listenToCommands(
  folder: string,
  does: { backUp: (out: string) => Promise<BackedUp>; run: RunCommand | null },
): Promise<{ close(): Promise<void> }> {
  const path = near(controlPath(folder));
  rmSync(path, { force: true });
  const under = new Set<Promise<void>>();
  const server = createServer({ maxHeaderSize: LONGEST_CALL }, (asked, reply) => {
    const work =
      asked.url === "/command" && does.run ? doCommand(does.run, asked, reply) : doBackup(does, asked, reply);
    // Whoever asked is not left waiting for an answer that does not come.
    const done = work.catch((error) => void reply.destroy(error)).finally(() => under.delete(done));
    under.add(done);
  });
  // What a command reads may take its time.
  server.requestTimeout = 0;
  // From its first moment it is its owner's alone.
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((listening, failed) => {
      server.once("error", failed);
      server.listen(path, listening);
    });
  } finally {
    process.umask(mask);
  }
  chmodSync(path, 0o600);
  return {
    async close() {
      const closed = new Promise<void>((ended) => server.close(() => ended()));
      server.closeIdleConnections();
      await Promise.all(under);
      server.closeAllConnections();
      await closed;
    },
  };
}

async function doBackup(
  { backUp }: { backUp: (out: string) => Promise<BackedUp> },
  asked: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  try {
    const { out } = JSON.parse(await textOf(asked)) as { out: string };
    const done = await backUp(out);
    reply.writeHead(200).end(JSON.stringify(done));
  } catch (error) {
    const told = error instanceof AppError ? error : new StoreError("store.query_failed", String(error));
    reply.writeHead(500).end(JSON.stringify({ code: told.code, message: told.message, hint: told.hint }));
  }
}

async function textOf(stream: Readable): Promise<string> {
  let text = "";
  for await (const part of stream) text += String(part);
  return text;
}

const CALLED = "feltworth-command";

async function doCommand(run: RunCommand, asked: IncomingMessage, reply: ServerResponse): Promise<void> {
  const called = JSON.parse(Buffer.from(String(asked.headers[CALLED]), "base64url").toString()) as CalledCommand;
  reply.writeHead(200, { "content-type": "application/x-ndjson" }).flushHeaders();
  reply.on("error", () => {});
  const tell = (told: Told, written: (error?: Error | null) => void = () => {}) => {
    // Whoever asked has gone: what is under way is brought to its end all the same.
    if (reply.destroyed) written();
    else reply.write(`${JSON.stringify(told)}\n`, () => written());
  };
  const writing = (name: "output" | "errors") => {
    const to = new Writable({
      decodeStrings: false,
      write: (part: string | Buffer, _, written) => tell({ [name]: String(part) } as Told, written),
    });
    const columns = called.columns[name];
    return Object.assign(to, columns === null ? {} : { isTTY: true, columns });
  };
  let isRead = false;
  const input = new Readable({
    read() {
      if (!isRead) tell({ input: true });
      isRead = true;
      asked.resume();
    },
  });
  asked.on("data", (part: Buffer) => input.push(part) || asked.pause());
  asked.on("end", () => input.push(null));
  asked.on("error", (error) => input.destroy(error));
  asked.pause();
  tell({ exit: await run(called, { input, output: writing("output"), errors: writing("errors") }) });
  reply.end();
}

/** Whether nobody listens there. */
const isNobody = ({ code }: NodeJS.ErrnoException): boolean => code === "ENOENT" || code === "ECONNREFUSED";

/** Asks the server that works in a folder for a backup; null where none runs there. @throws AppError what the server says */
export function askForBackup(folder: string, out: string): Promise<BackedUp | null> {
  return new Promise((done, failed) => {
    const asked = request(
      { socketPath: near(controlPath(folder)), agent: false, method: "POST", path: "/backup" },
      (answer) => {
        textOf(answer).then((body) => {
          const said = JSON.parse(body) as BackedUp & { code: ErrorCode; message: string; hint?: string };
          if (answer.statusCode === 200) return done(said);
          failed(new AppError(said.code, said.message, said.hint === undefined ? {} : { hint: said.hint }));
        }, failed);
      },
    );
    asked.on("error", (error: NodeJS.ErrnoException) => (isNobody(error) ? done(null) : failed(error)));
    asked.end(JSON.stringify({ out }));
  });
}

/**
 * Has a command done by the server that listens at a socket.
 * @returns its exit code; null where nobody listens there
 */
export function askForCommand(path: string, called: CalledCommand, streams: CommandStreams): Promise<number | null> {
  return new Promise((done, failed) => {
    const headers = { [CALLED]: Buffer.from(JSON.stringify(called)).toString("base64url") };
    const asked = request(
      { socketPath: near(path), agent: false, method: "POST", path: "/command", headers },
      (answer) => {
        hear(answer, streams, () => streams.input.pipe(asked)).then((exit) => {
          streams.input.unpipe(asked);
          streams.input.destroy();
          asked.destroy();
          done(exit);
        }, failed);
      },
    );
    asked.on("error", (error: NodeJS.ErrnoException) => {
      if (isNobody(error)) done(null);
      else failed(stopped(error));
    });
    asked.flushHeaders();
  });
}

/** Writes what a command tells, no faster than it is read here. */
async function hear(answer: IncomingMessage, streams: CommandStreams, read: () => void): Promise<number> {
  let rest = "";
  const write = (to: Writable, text: string) => new Promise<void>((written) => to.write(text, () => written()));
  try {
    answer.setEncoding("utf8");
    for await (const part of answer) {
      const lines = (rest + String(part)).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        const told = JSON.parse(line) as Told;
        if ("exit" in told) return told.exit;
        if ("input" in told) read();
        else if ("output" in told) await write(streams.output, told.output);
        else await write(streams.errors, told.errors);
      }
    }
  } catch (error) {
    throw stopped(error);
  }
  throw stopped(undefined);
}

const stopped = (cause: unknown): StoreError =>
  new StoreError("store.unavailable", "The server that holds the workspace stopped before the command was done.", {
    hint: "Look at what the server said, start it again, and call the command once more.",
    cause,
  });
