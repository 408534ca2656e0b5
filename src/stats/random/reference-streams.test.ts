import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { pcg32 } from "./pcg32.ts";
import { splitmix64 } from "./splitmix64.ts";
import { xoshiro256StarStar } from "./xoshiro256.ts";

const take = <T>(n: number, next: () => T): T[] => Array.from({ length: n }, next);

describe("reference streams", () => {
  it("gives the published SplitMix64 outputs for seed 1234567", () => {
    expect(take(5, splitmix64(1234567n)).map(String)).toEqual([
      "6457827717110365317",
      "3203168211198807973",
      "9817491932198370423",
      "4593380528125082431",
      "16408922859458223821",
    ]);
  });

  // The demo output of the PCG reference code (O'Neill 2014), seed 42, stream 54.
  it("gives the published PCG32 demo outputs", () => {
    expect(take(6, pcg32(42n, 54n)).map((x) => x.toString(16))).toEqual([
      "a15c02b7",
      "7b47f409",
      "ba1d3330",
      "83d2f293",
      "bfa4784b",
      "cbed606e",
    ]);
  });
});

describe.skipIf(!hasShared)("golden random", () => {
  for (const c of goldenCases("random")) {
    it(c.id, () => {
      const inputs = c.inputs as { seed: string; state: string; stream: string };
      expect(goldenDifferences(actual(c.method, inputs), c)).toEqual([]);
    });
  }
});

function actual(method: string, inputs: { seed: string; state: string; stream: string }): unknown {
  if (method === "rng.pcg32") return { outputs: take(6, pcg32(BigInt(inputs.state), BigInt(inputs.stream))) };
  if (method === "rng.splitmix64") return { outputs: take(5, splitmix64(BigInt(inputs.seed))).map(String) };
  const words = take(8, xoshiro256StarStar(BigInt(inputs.seed)));
  return { outputs: words.map(String), doubles: words.map((w) => Number(w >> 11n) / 2 ** 53) };
}
