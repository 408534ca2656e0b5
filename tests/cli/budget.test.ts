import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { answer, feltworth, workFolder } from "./command.ts";

const path = workFolder();

interface Told {
  findings: {
    id: string;
    figures: Record<string, { value: number; interval: { low: number; high: number } | null }>;
  }[];
}

it("divides a budget among the gaps that pay, and refuses what is no budget", async () => {
  const here = path("shop");
  expect((await feltworth(["sample", here, "--customers", "1500"])).code).toBe(0);
  writeFileSync(
    join(here, "feltworth.yaml"),
    "currency: EUR\ncosts: { closing: [{ driver: delivery, once: 600, year: 400 }, { driver: service, once: 5e8 }] }\n",
  );
  const asked = ["drivers", here, "--experience", "nps"];
  const figures = ({ findings }: Told) => findings.find(({ id }) => id === "drivers.nps.items")!.figures;
  const told = figures(await answer<Told>([...asked, "--budget", "250"]));
  // A quarter of 1,000 closes a quarter of the gap.
  const whole = told["closing-worth:delivery"]!;
  expect(told["allocation:delivery"]!.value).toBe(250);
  expect(told["allocation-brings"]!.value).toBeCloseTo(whole.value / 4, 6);
  expect(told["allocation-brings"]!.interval!.low).toBeCloseTo(whole.interval!.low / 4, 6);
  expect(told["allocation-left"]!.value).toBe(0);
  expect(figures(await answer<Told>([...asked, "--budget", "1600"]))["allocation-left"]!.value).toBe(600);
  expect(figures(await answer<Told>(asked))["allocation-left"]).toBeUndefined();

  const words = await feltworth([...asked, "--budget", "250", "--format", "table", "--language", "en"]);
  expect(words.stdout).toContain("The last of them, delivery, gets 25% of the €1,000 that it costs.");
  expect(words.stdout).toContain("How €250 would be divided");
  for (const wrong of ["-5", "0", "NaN", "much", ""]) {
    const refused = await feltworth([...asked, "--budget", wrong]);
    expect([wrong, refused.code, refused.stderr]).toEqual([
      wrong,
      2,
      expect.stringContaining(`--budget "${wrong}" is not a number from 0.01`),
    ]);
  }
  const some = await feltworth([...asked, "--budget", "250", "--where", "segment=home", "--format", "table"]);
  expect(some.stdout).toMatch(/some customers: the costs that are stated are those of the whole company/);
});
