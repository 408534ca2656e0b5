import { chmodSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import { join, relative } from "node:path";
import { AppError, type ErrorCode, StoreError } from "../../../base/errors.ts";
import type { BackedUp } from "./back-up.ts";

/** A socket in the server's own folder: whoever may read the folder may have it backed up. */
const socketIn = (folder: string): string => {
  const path = join(folder, "control.sock");
  // The system takes only short names.
  const near = relative(process.cwd(), path);
  return near.length < path.length ? near : path;
};

/** Does what commands on this machine ask of a server that runs. */
export async function listenToCommands(
  folder: string,
  backUp: (out: string) => Promise<BackedUp>,
): Promise<{ close(): Promise<void> }> {
  const path = socketIn(folder);
  rmSync(path, { force: true });
  const server = createServer((asked, reply) => {
    let body = "";
    asked.on("data", (part: Buffer) => (body += part.toString()));
    asked.on("end", () => {
      void Promise.resolve()
        .then(() => backUp((JSON.parse(body) as { out: string }).out))
        .then(
          (done) => reply.writeHead(200).end(JSON.stringify(done)),
          (error: unknown) => {
            const told = error instanceof AppError ? error : new StoreError("store.query_failed", String(error));
            reply.writeHead(500).end(JSON.stringify({ code: told.code, message: told.message, hint: told.hint }));
          },
        );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Asks the server that works in a folder for a backup; null where none runs there. @throws AppError what the server says */
export function askForBackup(folder: string, out: string): Promise<BackedUp | null> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: socketIn(folder), method: "POST", path: "/backup" }, (answer) => {
      let body = "";
      answer.on("data", (part: Buffer) => (body += part.toString()));
      answer.on("end", () => {
        const said = JSON.parse(body) as BackedUp & { code: ErrorCode; message: string; hint?: string };
        if (answer.statusCode === 200) return resolve(said);
        reject(new AppError(said.code, said.message, said.hint === undefined ? {} : { hint: said.hint }));
      });
    });
    asked.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ENOENT" || error.code === "ECONNREFUSED" ? resolve(null) : reject(error),
    );
    asked.end(JSON.stringify({ out }));
  });
}
