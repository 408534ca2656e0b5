import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { LiveWorkspace } from "../../src/app/live-workspace.ts";
import { Ingest } from "../../src/app/server/ingest.ts";
import { raw } from "../../src/store/sql/sql.ts";
import { onNewWorkspace } from "./live.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOW = new Date("2026-06-01T12:00:00Z");
const TOLD = {
  onStored() {},
  isLookedAt: () => true,
  onTrouble(error: unknown) {
    throw error;
  },
};
const page = (id: string) => ({
  ...{ type: "page", name: "Prices", userId: "u1" },
  ...{ messageId: id, timestamp: "2026-05-01T10:00:00Z" },
});

const workspace = <T>(name: string, use: (live: LiveWorkspace) => Promise<T>): Promise<T> =>
  onNewWorkspace(join(folder, name), NOW, use);

const touches = async (live: LiveWorkspace): Promise<number> =>
  live.still(async ({ run }) => {
    const [row] = await run.store.rows(raw("select count(*) as n from fact_touch"));
    return Number(row!.n);
  });

it("asks who sends more than the disk takes to slow down, and keeps all that it acknowledged", async () => {
  await workspace("flood", async (live) => {
    const ingest = new Ingest(live, () => NOW, TOLD, { unwritten: 20, unsettled: 1_000_000 });
    const batch = (number: number) => Array.from({ length: 8 }, (_, i) => page(`${number}-${i}`));
    const sent = await Promise.allSettled(
      Array.from({ length: 10 }, (_, number) => ingest.take(batch(number), { source: "events" })),
    );
    const refused = sent.filter((each) => each.status === "rejected");
    // Sent in one moment: the fourth finds 24 that no disk has yet.
    expect([sent.length - refused.length, refused.length]).toEqual([3, 7]);
    for (const { reason } of refused)
      expect(reason).toMatchObject({ code: "request.busy", details: { retryAfterSeconds: 1 } });
    // Once they are on the disk, there is room again.
    await ingest.take(batch(10), { source: "events" });
    await ingest.close();
    expect(await touches(live)).toBe(32);
  });
});

it("takes no more in while too much waits to become facts", async () => {
  await workspace("behind", async (live) => {
    const ingest = new Ingest(live, () => NOW, TOLD, { unwritten: 1_000, unsettled: 1 });
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    // Somebody looks at facts that stand still: nothing becomes a fact meanwhile.
    const looking = live.still(() => released);
    await ingest.take([page("a"), page("b")], { source: "events" });
    await expect(ingest.take([page("c")], { source: "events" })).rejects.toMatchObject({ code: "request.busy" });
    release();
    await looking;
    await ingest.settled();
    await ingest.take([page("c")], { source: "events" });
    await ingest.close();
    expect(await touches(live)).toBe(3);
  });
});
