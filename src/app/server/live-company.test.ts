import { expect, it } from "vitest";
import { LiveCompany } from "./live-company.ts";

/** A company without data yet, and how often it was read. */
async function counted(): Promise<{ live: LiveCompany; readings: () => number }> {
  let begun = 0;
  const read = async () => {
    begun += 1;
    return null;
  };
  return { live: await LiveCompany.open(read, () => new Date(0)), readings: () => begun };
}

it("reads again for whoever asks after a reading began, at whatever moment of its end", async () => {
  const { live, readings } = await counted();
  for (let turns = 0; turns < 20; turns++) {
    const first = live.refresh();
    for (let turn = 0; turn < turns; turn++) await null;
    const before = readings();
    await live.refresh();
    expect(readings(), `asked ${turns} turns later`).toBeGreaterThan(before);
    await first;
  }
  await live.close();
});

it("begins anew after a reading that failed", async () => {
  let fails = false;
  const live = await LiveCompany.open(
    async () => {
      if (fails) throw new Error("unreadable");
      return null;
    },
    () => new Date(0),
  );
  fails = true;
  await expect(live.refresh()).rejects.toThrow("unreadable");
  fails = false;
  await live.refresh();
  await live.close();
});

it("reads records at once while somebody looks, and for whoever looks after a while", async () => {
  const { live, readings } = await counted();
  const trouble = (error: unknown) => {
    throw error;
  };
  expect(live.isLookedAt).toBe(false);
  live.recordsCame(trouble);
  live.recordsCame(trouble);
  expect(readings()).toBe(1);
  await live.lookedAt();
  expect(readings()).toBe(2);
  await live.lookedAt();
  expect(readings(), "nothing came meanwhile").toBe(2);
  live.recordsCame(trouble);
  await live.refresh();
  expect(readings()).toBeGreaterThan(2);
  await live.close();
});

it("counts as looked at while somebody watches", async () => {
  const { live } = await counted();
  const ends = [live.watch(), live.watch()];
  expect(live.isLookedAt).toBe(true);
  for (const end of ends) end();
  expect(live.isLookedAt).toBe(false);
  await live.close();
});

it("tells when somebody begins to look, and not of every look", async () => {
  const { live } = await counted();
  let looked = 0;
  live.on("looked", () => (looked += 1));
  const end = live.watch();
  live.watch();
  expect(looked).toBe(1);
  end();
  for (let i = 0; i < 3; i++) await live.lookedAt();
  expect(looked).toBe(1);
  await live.close();
});
