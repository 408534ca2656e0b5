import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import type { JobKind, Jobs } from "../../src/store/ports/jobs.ts";
import { jobsOn } from "../../src/store/postgres/open.ts";
import { onBothStores } from "./both-stores.ts";

const KIND: JobKind = { name: "work", retries: 3, delaySeconds: 1, longestSeconds: 60, atATime: 2 };

async function becomes(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const until = performance.now() + 150_000; !(await isSo()); await wait(20))
    if (performance.now() > until) throw new Error("it did not come to pass");
}

onBothStores((store) => {
  const opened: Jobs[] = [];
  const open = async () => {
    const jobs = await jobsOn(store(), () => {});
    opened.push(jobs);
    return jobs;
  };
  afterAll(() => Promise.all(opened.map((jobs) => jobs.close())));

  it("are done once a key, never twice at once, and tried again with longer and longer waits", async () => {
    const jobs = await open();
    const begun: string[] = [];
    const underWay = new Map<string, number>();
    let [most, fails] = [0, 2];
    await jobs.handle(KIND, async (key) => {
      begun.push(key);
      underWay.set(key, (underWay.get(key) ?? 0) + 1);
      most = Math.max(most, underWay.get(key)!);
      await wait(50);
      underWay.set(key, underWay.get(key)! - 1);
      if (key === "fails" && fails-- > 0) throw new Error("not yet");
    });
    // Two that wait under one key are one; one that comes while another is under way is a second.
    await jobs.send("work", "later", new Date(Date.now() + 3_600_000));
    await jobs.send("work", "later", new Date(Date.now() + 7_200_000));
    for (let i = 0; i < 5; i++) await jobs.send("work", "many");
    await jobs.send("work", "fails");
    await becomes(async () => (await jobs.jobs(10)).some(({ key, state }) => key === "fails" && state === "done"));
    expect(most).toBe(1);
    const all = await jobs.jobs(50);
    expect(all.filter(({ key }) => key === "later")).toMatchObject([{ kind: "work", state: "waiting", attempts: 0 }]);
    const failing = all.find(({ key }) => key === "fails")!;
    expect(failing.attempts).toBe(3);
    expect(begun.filter((key) => key === "fails")).toHaveLength(3);
    expect(begun.filter((key) => key === "many").length).toBeLessThanOrEqual(5);
    // At least one second, then two, each less a part by chance.
    expect(failing.endedAt!.getTime() - failing.createdAt.getTime()).toBeGreaterThan(1_400);
    // What waits is brought forward.
    await jobs.send("work", "later");
    await becomes(() => begun.includes("later"));
    expect(begun.filter((key) => key === "later")).toHaveLength(1);
  });

  it("that a process had begun when it ended are begun again by the next one", async () => {
    const first = await open();
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    let isHeld = false;
    const kind = { ...KIND, name: "long", atATime: 1, delaySeconds: 0 };
    await first.handle(kind, () => {
      isHeld = true;
      return held;
    });
    await first.send("long", "k");
    await becomes(() => isHeld);
    const second = await open();
    const done: string[] = [];
    await second.handle(kind, async (key) => void done.push(key));
    await becomes(() => done.includes("k"));
    expect((await second.jobs(50)).find(({ kind }) => kind === "long")).toMatchObject({ attempts: 2 });
    release();
  });

  it("are repeated by the clocks of a zone", async () => {
    const jobs = await open();
    const kind = { ...KIND, name: "nightly" };
    await jobs.handle(kind, async () => {});
    await jobs.schedule({ kind: "nightly", cron: "0 3 * * *", zone: "Europe/Warsaw" });
    await jobs.schedule({ kind: "nightly", cron: "0 3 * * *", zone: "Europe/Bucharest" });
    expect((await jobs.schedules()).filter(({ kind }) => kind === "nightly")).toEqual([
      { kind: "nightly", cron: "0 3 * * *", zone: "Europe/Bucharest" },
    ]);
    await expect(jobs.schedule({ kind: "nightly", cron: "at three", zone: "UTC" })).rejects.toThrow();
  });
});
