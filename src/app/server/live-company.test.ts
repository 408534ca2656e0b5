import { expect, it } from "vitest";
import { LiveCompany } from "./live-company.ts";

it("reads again for whoever asks after a reading began, at whatever moment of its end", async () => {
  let begun = 0;
  const live = await LiveCompany.open(
    async () => {
      begun += 1;
      return null;
    },
    () => new Date(0),
  );
  for (let turns = 0; turns < 20; turns++) {
    const first = live.refresh();
    for (let turn = 0; turn < turns; turn++) await null;
    const before = begun;
    await live.refresh();
    expect(begun, `asked ${turns} turns later`).toBeGreaterThan(before);
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
