import { expect, it } from "vitest";
import { inParallel } from "./in-parallel.ts";

const later = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

it("gives results in the order of the items, and never works on more than the limit", async () => {
  let [underWay, most] = [0, 0];
  const work = async (ms: number) => {
    most = Math.max(most, ++underWay);
    await later(ms);
    underWay--;
    return ms * 2;
  };
  const results = await inParallel([30, 1, 20, 2, 10], work, 2);
  expect(results).toEqual([60, 2, 40, 4, 20]);
  expect(most).toBe(2);
});

it("begins nothing after a failure, waits for what is under way, and throws the failure", async () => {
  const [begun, ended]: [number[], number[]] = [[], []];
  const work = async (n: number) => {
    begun.push(n);
    await later(n === 1 ? 1 : 20);
    if (n === 1) throw new Error("the first one");
    ended.push(n);
  };
  await expect(inParallel([0, 1, 2, 3], work, 2)).rejects.toThrow("the first one");
  expect([begun, ended]).toEqual([[0, 1], [0]]);
});

it("has nothing to do for no items", async () => {
  expect(await inParallel([], async () => 1)).toEqual([]);
});
