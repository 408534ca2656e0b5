import { describe, expect, it } from "vitest";
import { countChart, individualsChart, shareChart } from "./control-chart.ts";

describe("control charts", () => {
  // Ten batches of the NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2.
  it("of single values have limits from the mean moving range", () => {
    const r = individualsChart([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]);
    expect(r.centre).toBeCloseTo(50.81, 10);
    // By hand: moving ranges 2.0 2.3 1.4 3.5 3.4 1.4 0.2 1.2 1.5, mean 1.8778; 2.6587 × 1.8778 = 4.9925.
    expect(r.points[0]!.upper).toBeCloseTo(50.81 + 4.9925, 3);
    expect(r.points[0]!.lower).toBeCloseTo(50.81 - 4.9925, 3);
  });

  // By hand: p = 30/300 = 0.1, sigma at 100 = 0.03.
  it("of shares have limits by each period's own size", () => {
    const r = shareChart([
      { events: 8, size: 100 },
      { events: 20, size: 100 },
      { events: 2, size: 100 },
    ]);
    expect(r.centre).toBeCloseTo(0.1, 12);
    expect(r.points[0]).toMatchObject({
      lower: expect.closeTo(0.01, 12),
      upper: expect.closeTo(0.19, 12),
      signals: [],
    });
    expect(r.points[1]!.signals).toContain("beyondLimits");
  });

  // By hand: u = 40/10 = 4 a unit, sigma of a period of 5 units = √(4/5).
  it("of counts allow more events than units", () => {
    const r = countChart([
      { events: 18, size: 5 },
      { events: 22, size: 5 },
    ]);
    expect(r.points[0]!.upper).toBeCloseTo(4 + 3 * Math.sqrt(0.8), 12);
    expect(r.points[0]!.lower).toBeCloseTo(4 - 3 * Math.sqrt(0.8), 12);
  });

  it("mark runs: eight on a side, two of three, four of five", () => {
    const base = [0, 1, 0, -1, 0, 1, 0, -1, 0, 1, 0, -1];
    const values = [...base, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4];
    const r = individualsChart(values, base.length);
    expect(r.points[values.length - 1]!.signals).toEqual(["eightOnOneSide"]);
    expect(r.points[values.length - 2]!.signals).toEqual([]);
    // Sigma is (mean range 1)·√π/2 = 0.886.
    expect(individualsChart([...base, 2, 0, 2], 12).points[14]!.signals).toEqual(["twoOfThree"]);
    expect(individualsChart([...base, 1.2, 1.2, 0, 1.2, 1.2], 12).points[16]!.signals).toEqual(["fourOfFive"]);
  });

  it("of a constant process mark any departure, and nothing else", () => {
    const r = individualsChart([5, 5, 5, 5, 6], 4);
    expect(r.points.map((p) => p.signals.length)).toEqual([0, 0, 0, 0, 1]);
  });

  it("refuse what cannot be", () => {
    expect(() => individualsChart([1, 2])).toThrow(expect.objectContaining({ code: "input.sample_too_small" }));
    expect(() => shareChart([{ events: 2, size: 1 }])).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
    expect(() => countChart([])).toThrow(expect.objectContaining({ code: "input.sample_too_small" }));
  });
});
