import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { dataSet, hasShared } from "../shared.ts";
import { answer, type MeasureRow, measured, readJson, slow, whole, workFolder } from "./command.ts";

const at = workFolder();

/** A public data set with the settings that the documentation gives for it. */
const given = (example: string, folder: string): string[] => [
  dataSet(folder),
  "--config",
  fileURLToPath(new URL(`../../docs/examples/${example}.yaml`, import.meta.url)),
];

const rounded = (value: number | null | undefined, places: number) => Number(value!.toFixed(places));

interface Link {
  id: string;
  verdict: { code: string };
  headline: MeasureRow;
  figures: Record<string, MeasureRow>;
}
const links = async (...args: string[]): Promise<Link[]> =>
  (await answer<{ findings: Link[] }>(["link", ...args])).findings;

// Reference values come from the description of the data sets, shared/data/README.md.
describe.skipIf(!hasShared)("public data give their reference figures", () => {
  it("garden retail: NPS 52.75 of 6,806, worth withheld because nothing is dated", async () => {
    const garden = given("garden-retail", "nps_garden_retail");
    const nps = await whole("nps", ...garden);
    expect(rounded(nps.value, 2)).toBe(52.75);
    expect(nps.n).toBe(6806);
    // The README multiplies visits by the receipt, negative receipts as 0, for each customer and takes the mean of a group.
    const [spend] = await links(...garden, "--experience", "nps", "--outcome", "snapshot:spend_floored");
    const means = ["detractor", "passive", "promoter"].map((band) => {
      const { value, n } = spend!.figures[band]!;
      return [n, rounded(value, 2)];
    });
    expect(means).toEqual([
      [606, 421.08],
      [2004, 444.91],
      [4196, 534.87],
    ]);
    expect(spend!.headline.grade).toBe("association");
    const [dated] = await links(...garden, "--experience", "nps", "--outcome", "spend");
    expect(dated!.headline.value ?? null).toBeNull();
  });

  it("technical support: 4.0022 stars, 38.283 minutes a case", async () => {
    const support = given("tech-support", "tech_support_chat");
    const stars = await whole("csat-mean", ...support);
    expect([stars.n, rounded(stars.value, 4)]).toEqual([5413, 4.0022]);
    const aht = await whole("aht", ...support);
    expect([aht.n, rounded(aht.value! / 60, 3)]).toEqual([5413, 38.283]);
  });

  it("airline: 25.59 % of the points of 2017 were redeemed, 24.69 % of those of 2018", async () => {
    const airline = given("airline-loyalty", "airline_loyalty");
    for (const [from, to, share] of [
      ["2017-01-01", "2018-01-01", 25.59],
      ["2018-01-01", "2019-01-01", 24.69],
    ] as const) {
      const { value } = await whole("redemption-rate", ...airline, "--from", from, "--to", to);
      expect(rounded(100 * value!, 2), from).toBe(share);
    }
  });

  it("marketplace: mean score 4.0803 of 3,986 reviews", async () => {
    const score = await whole("csat-mean", ...given("olist", "olist_sample"));
    expect([score.n, rounded(score.value, 4)]).toEqual([3986, 4.0803]);
  });

  it("CD shop: 69,659 orders of 2,500,315.63 dollars, and the sample of them adds nothing", async () => {
    const cdnow = given("cdnow", "cdnow");
    expect(await measured("revenue", ...cdnow)).toMatchObject({
      currency: "USD",
      rows: [{ value: 2_500_315.63, n: 69_659 }],
    });
  });

  it("bank calls: 17.86 % gave up; 176.35 s on average, 107 s in the middle", async () => {
    const calls = given("bank-calls", "bank_calls_1999");
    const abandoned = await whole("abandonment-rate", ...calls);
    expect([abandoned.n, rounded(100 * abandoned.value!, 2)]).toEqual([33_066, 17.86]);
    const aht = await whole("aht", ...calls);
    expect([aht.n, rounded(aht.value, 2)]).toEqual([27_162, 176.35]);
    expect((await whole("aht-median", ...calls)).value).toBe(107);
  });
});

describe.skipIf(!hasShared || !slow)("a report of public data", () => {
  it.each([
    ["garden-retail", "nps_garden_retail"],
    ["tech-support", "tech_support_chat"],
    ["airline-loyalty", "airline_loyalty"],
    ["olist", "olist_sample"],
    ["cdnow", "cdnow"],
    ["bank-calls", "bank_calls_1999"],
    ["complete-journey", "complete_journey"],
  ])("%s: every measure has a value or says why not", async (example, folder) => {
    await answer(["report", ...given(example, folder), "--out", at(example)]);
    const { measures } = readJson<{ measures: { id: string; headline: MeasureRow }[] }>(at(example, "report.json"));
    for (const { id, headline } of measures)
      if (headline.state !== "estimate")
        expect(["too_few", "too_early", "undefined", "not_measured"], id).toContain(headline.state);
  });
});
