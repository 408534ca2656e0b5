import { afterAll, beforeAll, describe } from "vitest";
import { type OperationsPlace, openOperations } from "../../src/store/postgres/open.ts";
import type { PostgresOperations } from "../../src/store/postgres/operations.ts";
import { postgresqlFolder, type Server, startPostgresql } from "./postgresql.ts";

/** The same tests on the PostgreSQL inside the process and on a server's. */
export function onBothStores(tests: (store: () => PostgresOperations, place: () => OperationsPlace) => void): void {
  describe("embedded", () => {
    let store: PostgresOperations;
    beforeAll(async () => {
      store = await openOperations({ folder: null });
    });
    afterAll(() => store?.close());
    tests(
      () => store,
      () => ({ folder: null }),
    );
  });
  describe.skipIf(!postgresqlFolder() && process.env.CI !== "true")("PostgreSQL", () => {
    let server: Server;
    let store: PostgresOperations;
    beforeAll(async () => {
      server = startPostgresql(postgresqlFolder()!);
      store = await openOperations({ url: server.url });
    });
    afterAll(async () => {
      await store?.close();
      server?.remove();
    });
    tests(
      () => store,
      () => ({ url: server.url }),
    );
  });
}
