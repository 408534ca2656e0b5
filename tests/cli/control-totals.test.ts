import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Totals } from "../../src/sample/totals.ts";
import { answer, readJson, sampleCompany, whole, workFolder } from "./command.ts";

const at = workFolder();
const shop = at("shop");

interface Headline {
  value: number;
  n: number;
  excluded: { reason: string; n: number }[];
}
let truth: { totals: Totals; files: { name: string; planted: Record<string, number> }[] };
let measures: Map<string, Headline>;
let reductions: Record<string, Record<string, number>[]>;

beforeAll(async () => {
  await sampleCompany(shop, 1500);
  await answer(["report", shop, "--out", at("report")]);
  truth = readJson(join(shop, "truth.json"));
  const { measures: found } = readJson<{ measures: { id: string; headline: Headline }[] }>(at("report", "report.json"));
  measures = new Map(found.map(({ id, headline }) => [id, headline]));
  reductions = readJson(at("report", "evidence", "reductions.json"));
});

const excluded = (id: string, reason: string) => measures.get(id)!.excluded.find((e) => e.reason === reason)?.n ?? 0;
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);

/** Answers of the file, read here by hand; comments stand behind the columns that are asked for. */
function answersOf(instrument: string): { customer: string; at: string; score: number }[] {
  const [, ...rows] = readFileSync(join(shop, "survey_answers.csv"), "utf8").trimEnd().split("\n");
  return rows
    .map((row) => row.split(","))
    .filter((cells) => cells[4] === instrument && Number(cells[9]) <= Number(cells[8]))
    .map((cells) => ({ customer: cells[2]!, at: cells[3]!, score: Number(cells[9]) }));
}

describe("what was written is what is measured", () => {
  it("orders and their amounts, to the cent; cancelled ones count nowhere", () => {
    const { totals } = truth;
    expect(totals.cancelledOrders).toBeGreaterThan(0);
    expect(measures.get("orders")!.value).toBe(totals.orders);
    const { value, n } = measures.get("order-value")!;
    expect(n).toBe(totals.orders);
    expect(value * n).toBeCloseTo(totals.amount, 2);
  });

  it("revenue net of refunds, and margin net of cost, to the cent", () => {
    const { amount, refunded, cost, orders, refunds } = truth.totals;
    expect(measures.get("revenue")!.n).toBe(orders + refunds);
    expect(measures.get("revenue")!.value).toBeCloseTo(amount - refunded, 2);
    expect(measures.get("margin")!.value).toBeCloseTo(amount - refunded - cost, 2);
  });

  it("points earned and redeemed", () => {
    const [points] = reductions["redemption-rate.whole"]!;
    const { earned, redeemed } = truth.totals.points;
    expect([points!.b, points!.a]).toEqual([earned, redeemed]);
    expect(measures.get("redemption-rate")!.value).toBeCloseTo(redeemed / earned, 12);
  });

  it("answers by score: satisfaction and effort as they were given", () => {
    for (const instrument of ["csat", "ces"]) {
      const counts = truth.totals.answers[instrument]!;
      const n = sum(counts);
      const total = Object.entries(counts).reduce((all, [score, times]) => all + Number(score) * times, 0);
      expect(measures.get(`${instrument}-mean`)!.n).toBe(n);
      expect(measures.get(`${instrument}-mean`)!.value).toBeCloseTo(total / n, 12);
      const top = Object.entries(counts).filter(([score]) => Number(score) >= (instrument === "csat" ? 4 : 5));
      expect(measures.get(instrument)!.value).toBeCloseTo(sum(Object.fromEntries(top)) / n, 12);
    }
  });

  it("NPS: every answer is counted or named as an earlier one of the same customer", () => {
    const answers = answersOf("nps");
    expect(answers).toHaveLength(sum(truth.totals.answers.nps!));
    const latest = new Map<string, { at: string; score: number }>();
    for (const a of answers) if ((latest.get(a.customer)?.at ?? "") < a.at) latest.set(a.customer, a);
    const scores = [...latest.values()].map(({ score }) => score);
    const [promoters, detractors] = [scores.filter((s) => s >= 9).length, scores.filter((s) => s <= 6).length];
    const { value, n } = measures.get("nps")!;
    expect(n).toBe(latest.size);
    expect(n + excluded("nps", "earlier_answer")).toBe(answers.length);
    expect(value).toBeCloseTo((100 * (promoters - detractors)) / n, 9);
    expect(reductions["nps.whole"]).toMatchObject([{ n_promoter: promoters, n_detractor: detractors }]);
  });

  it("contacts, abandoned ones and handling time", () => {
    const { contacts, abandoned, bot, handleSeconds } = truth.totals;
    expect(measures.get("abandonment-rate")!.n).toBe(contacts);
    expect(measures.get("abandonment-rate")!.value).toBeCloseTo(abandoned / contacts, 12);
    const { value, n } = measures.get("aht")!;
    expect(n).toBe(contacts - abandoned - bot);
    expect(n * value).toBeCloseTo(handleSeconds, 3);
  });

  it("a measure asked for alone says what the report says", async () => {
    for (const id of ["revenue", "nps", "clv-to-date"])
      expect(await whole(id, shop), id).toMatchObject({ value: measures.get(id)!.value, n: measures.get(id)!.n });
  });
});

describe("planted rows", () => {
  const REASONS: Record<string, string> = {
    impossible_date: "date_invalid",
    score_above_scale: "score_out_of_scale",
    customer_missing: "subject_missing",
  };

  it("are set aside with their reason, and nothing else is", () => {
    const planted = truth.files.flatMap(({ name, planted }) =>
      Object.entries(planted).map(([reason, n]) => [name, REASONS[reason], n]),
    );
    expect(planted.length).toBeGreaterThan(2);
    const found = new Map<string, number>();
    const [, ...rows] = readFileSync(at("report", "evidence", "rejects.csv"), "utf8")
      .trimEnd()
      .split("\n");
    for (const row of rows) {
      const [file, , , reason] = row.split(",");
      found.set(`${file} ${reason}`, (found.get(`${file} ${reason}`) ?? 0) + 1);
    }
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(planted.map(([file, reason, n]) => [`${file} ${reason}`, n])),
    );
  });
});
