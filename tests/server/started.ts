import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { type OpenServer, openServer, type ServerRequest } from "../../src/app/server/open-server.ts";
import { silent } from "../../src/base/logger.ts";
import { buildServer, type ServerOptions } from "../../src/http/server.ts";
import { heldToDescription } from "./described.ts";

export interface Started {
  server: OpenServer;
  app: FastifyInstance;
  address: string;
  close(): Promise<void>;
}

/** A real server on files or a workspace, listening on a port of its own; its own folder lies in `folder`. Each answer in JSON is held against the description of the interface. */
export async function started(
  path: string,
  folder: string,
  {
    onTrouble,
    outgoing,
    openId = null,
    database = null,
    ...options
  }: Partial<ServerOptions> &
    Pick<ServerRequest, "outgoing" | "openId"> & {
      onTrouble?: (error: unknown) => void;
      database?: string | null;
    } = {},
): Promise<Started> {
  const files = { config: null, dates: null, money: null, ask: null };
  const server = await openServer({
    company: { paths: [path], files, analysis: {}, language: null, progress: silent },
    ...{ ...(outgoing ? { outgoing } : {}), openId },
    ...{ folder: join(folder, "server"), database, now: () => new Date() },
    onTrouble:
      onTrouble ??
      ((error) => {
        throw error;
      }),
  });
  const app = await buildServer(server, { version: "0.0.0", behindProxy: false, logger: false, ...options });
  const address = await app.listen({ port: 0, host: "127.0.0.1" });
  const free = await heldToDescription(address);
  const close = async () => {
    free();
    await app.close();
    await server.close();
  };
  return { server, app, address, close };
}
