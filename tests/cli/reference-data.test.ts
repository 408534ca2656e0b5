import { readFileSync } from "node:fs";
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
    // The README's 76.12 s of those who queued count the phantom calls too, which are to be ignored.
    const [head, ...lines] = readFileSync(dataSet("bank_calls_1999/data_anonymous_bank_february.txt"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.trimEnd().split("\t"));
    const [queued, outcome] = ["q_time", "outcome"].map((name) => head!.indexOf(name)) as [number, number];
    const waited = lines.filter((cells) => Number(cells[queued]) > 0);
    const mean = (rows: typeof lines) => rows.reduce((sum, cells) => sum + Number(cells[queued]), 0) / rows.length;
    expect(rounded(mean(waited), 2)).toBe(76.12);
    const real = waited.filter((cells) => cells[outcome] !== "PHANTOM");
    const waiting = await whole("waiting-time", ...calls);
    expect([waiting.n, rounded(waiting.value, 6)]).toEqual([real.length, rounded(mean(real), 6)]);
  });

  it("support tickets: no reason for satisfaction is found where the stars were drawn at random", async () => {
    const tickets = given("support-tickets", "support_tickets");
    const stars = await whole("csat-mean", ...tickets);
    expect([stars.n, rounded(stars.value, 4)]).toEqual([2769, 2.9913]);
    await answer(["report", ...tickets, "--out", at("tickets")]);
    const { chapters, links } = readJson<{ chapters: { id: string; findings: Told[] }[]; links: Told[] }>(
      at("tickets", "report.json"),
    );
    const said = chapters.flatMap(({ findings }) => findings);
    // What was looked at is there, so that nothing is not found because nobody asked.
    const ids = said.map(({ id }) => id);
    for (const id of ["fair:csat", "spread:csat", "drivers.csat"]) expect(ids).toContain(id);
    const found = [...said, ...links].map(({ id, verdict: { code } }) => `${id} ${code}`);
    const patterns =
      /^(fair:\S+ fair\.(differ|spread)|spread:\S+ spread\.separates|effort-signals effort_signals\.verdict\.worse|coaching\.tasks coaching_tasks\.some|link\S+ link\.(useful|weak)|worth\S+ worth\.(useful|weak)|drivers\S+ drivers\.(found|first)\S*)$/;
    expect(found.filter((each) => patterns.test(each))).toEqual([]);
    expect(JSON.stringify(said)).not.toContain("spread.unusual.some");
  });
});

interface Told {
  id: string;
  headline: MeasureRow;
  verdict: { code: string; values: Record<string, number> };
  tables: { id: string; rows: Record<string, { value: number; label: { data: string } }>[] }[];
}

describe.skipIf(!hasShared)("value and churn of public data can be counted by hand", () => {
  it("airline: members at both ends of each quarter, those won and lost between, and 527 cancellations in all", async () => {
    const airline = given("airline-loyalty", "airline_loyalty");
    const { findings } = await answer<{ findings: Told[] }>(["churn", ...airline]);
    const shown = findings.flatMap(({ tables }) => tables).find(({ id }) => id === "churn.flows")!.rows;
    // Months since the year 0: a membership covers the month of its cancellation, and no longer the next.
    const month = (year: string, of: string) => 12 * Number(year) + Number(of) - 1;
    const members = readFileSync(dataSet("airline_loyalty/customer_loyalty_history.csv"), "utf8").trim().split("\n");
    const spans = members.slice(1).map((line) => {
      const [fromYear, fromMonth, toYear, toMonth] = line.trimEnd().split(",").slice(-4) as string[];
      return {
        from: month(fromYear!, fromMonth!),
        to: toYear ? month(toYear, toMonth!) + 1 : Number.POSITIVE_INFINITY,
      };
    });
    expect(spans.filter(({ to }) => Number.isFinite(to))).toHaveLength(527);
    const there = (at: number) => (span: (typeof spans)[number]) => span.from <= at && span.to > at;
    for (const row of shown) {
      const [year, quarter] = row.quarter!.label.data.split("-Q").map(Number) as [number, number];
      const [start, end] = [12 * year + 3 * (quarter - 1), 12 * year + 3 * quarter];
      const [first, last] = [spans.filter(there(start)), spans.filter(there(end))];
      expect([row.start!.value, row.end!.value, row.lost!.value, row.won!.value], row.quarter!.label.data).toEqual([
        first.length,
        last.length,
        first.filter((span) => !there(end)(span)).length,
        last.filter((span) => !there(start)(span)).length,
      ]);
    }
    expect(shown).toHaveLength(7);
    // There is no income on record, and costs alone are no value.
    expect((await answer<{ findings: Told[] }>(["clv", ...airline])).findings).toEqual([]);
  });

  it("CDNOW: the log adds up to what was paid, and the model is held against the year that it had not seen", async () => {
    const { findings } = await answer<{ findings: Told[] }>(["clv", ...given("cdnow", "cdnow")]);
    const of = (id: string) => findings.find((finding) => finding.id === id)!;
    // README: 23,570 customers, 2,500,315.63 dollars, without any cost: value to date is what they paid.
    expect(of("clv").headline.n).toBe(23_570);
    expect(rounded(of("clv").verdict.values.before, 2)).toBe(2_500_315.63);
    const sums = of("clv.stages").tables.find(({ id }) => id === "clv.stages.check")!.rows;
    expect(sums.every(({ recorded, booked }) => recorded!.value === booked!.value)).toBe(true);
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
