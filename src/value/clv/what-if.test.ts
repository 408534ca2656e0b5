import { expect, it } from "vitest";
import { changes } from "./what-if.ts";

it("counts a customer more who stays at what is to come from one who is there, and a cost at itself", () => {
  const tried = changes({ start: 1_000, kept: 400, perCustomer: 50, acquire: 10_000, serve: 2_000, cost: 15_000 });
  // Two points of 1,000 customers are 20, at 50 each; ten percent of 10,000 and of 2,000 are saved by spending less.
  expect(tried.find(({ lever, by }) => lever === "retention" && by === 2)?.money).toBe(1_000);
  expect(tried.find(({ lever, by }) => lever === "retention" && by === -5)?.money).toBe(-2_500);
  expect(tried.find(({ lever, by }) => lever === "acquire" && by === -10)?.money).toBe(1_000);
  expect(tried.find(({ lever, by }) => lever === "serve" && by === 20)?.money).toBe(-400);
});
