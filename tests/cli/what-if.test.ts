import { expect, it } from "vitest";
import { answer, feltworth, files, workFolder } from "./command.ts";

const path = workFolder();

interface Told {
  design: { stated: Record<string, number>; points: number };
  findings: { headline: { value: number; n: number }; verdict: { values: Record<string, number> } }[];
}

/** Forty customers of the year before, of whom every second comes again in the next. */
const shop = () =>
  files(path("shop"), {
    "orders.csv": `order_id,customer_id,order_date,amount,cost,currency\n${Array.from({ length: 40 }, (_, i) => [
      `a${i},c${i},2023-0${1 + (i % 9)}-15,100,60,EUR`,
      ...(i % 2 === 0 ? [`b${i},c${i},2024-0${1 + (i % 9)}-20,100,60,EUR`] : []),
    ])
      .flat()
      .join("\n")}\n`,
    "feltworth.yaml": "currency: EUR\nvalue: { year: { costs: 8000, profit: 1000 } }\n",
  });

it("tells which cut of costs does as much as points of retention, with figures of the settings file and of the command", async () => {
  const here = shop();
  const given = ["--customers", "1000", "--retention", "80", "--per-customer", "50"];
  const told = await answer<Told>(["what-if", here, ...given]);
  expect(told.design).toEqual({
    stated: { customers: 1_000, retention: 0.8, perCustomer: 50, costs: 8_000, profit: 1_000 },
    points: 2,
  });
  // Twenty customers at 50 are an eighth of 8,000.
  expect(told.findings[0]).toMatchObject({
    headline: { value: expect.closeTo(1_000, 6), n: 1_000 },
    verdict: { values: { coverage: expect.closeTo(0.125, 9) } },
  });
  // What the command says wins.
  const dearer = await answer<Told>(["what-if", here, ...given, "--costs", "40000", "--points", "4"]);
  expect(dearer.findings[0]).toMatchObject({ verdict: { values: { points: 4, coverage: expect.closeTo(0.05, 9) } } });
  const words = await feltworth(["what-if", here, ...given, "--format", "table", "--language", "pl"]);
  expect(words.stdout).toContain("Utrzymanie wyższe o 2 p.p.");
  expect((await feltworth(["what-if", here, "--retention", "120"])).code).toBe(2);
});
