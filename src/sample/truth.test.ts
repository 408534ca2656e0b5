import { describe, expect, it } from "vitest";
import { companyOf, type SampleOptions } from "./options.ts";
import { cellOf, HORIZONS, OUTCOMES } from "./outcomes.ts";
import { Simulation } from "./simulate.ts";
import { regressionAdjusted, type Unit } from "./testing/least-squares.ts";
import type { TrueEffect } from "./truth.ts";

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const STEPS = ["detractor_to_passive", "passive_to_promoter"] as const;

interface Study {
  effects: TrueEffect[];
  /** Answers with a complete year, by band: recorded history and margin of the year after. */
  units: Unit[][];
}

/** Lives a company without writing it, and keeps what an analyst would have. */
function study(options: SampleOptions): Study {
  const company = companyOf(options);
  const simulation = new Simulation(company);
  const units: Unit[][] = [[], [], []];
  const year = HORIZONS.indexOf(365);
  simulation.onScored = (moment, outcomes) => {
    if (!moment.answered || moment.day + 365 >= company.days) return;
    const { margin, orders, tenure, contacts, segment } = moment.history;
    const y = outcomes[moment.band]![cellOf(OUTCOMES.indexOf("margin"), year)]!;
    units[moment.band]!.push({ x: [1, margin, orders, tenure, contacts, segment], y });
  };
  for (let customer = 1; customer <= company.customers; customer++) simulation.live(customer);
  return { effects: simulation.truth.effects(), units };
}

const find = (effects: TrueEffect[], step: string, outcome = "margin", horizon = 365) =>
  effects.find((effect) => effect.step === step && effect.outcome === outcome && effect.horizon === horizon)!;
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("the truth about the sample company", () => {
  const defaults = SEEDS.map((seed) => study({ seed }));
  const hidden = SEEDS.map((seed) => study({ seed, hidden: true }));

  it.each(STEPS)("%s: the naive gap is too large by more than 30 percent, over ten seeds", (step) => {
    const naive = mean(defaults.map(({ effects }) => find(effects, step).naive.value));
    const atu = mean(defaults.map(({ effects }) => find(effects, step).atu.value));
    expect(naive / atu).toBeGreaterThan(1.3);
  });

  it("a promoter is worth about 40 to 60 euro a year more than a passive customer, of about 250", () => {
    const step = defaults.map(({ effects }) => find(effects, "passive_to_promoter"));
    expect(mean(step.map(({ atu }) => atu.value))).toBeGreaterThan(38);
    expect(mean(step.map(({ atu }) => atu.value))).toBeLessThan(60);
    expect(mean(step.map(({ means }) => means.passive))).toBeGreaterThan(190);
    expect(mean(step.map(({ means }) => means.promoter))).toBeLessThan(350);
  });

  it("gives every band of a year's link enough answers, and a year to at least half of the answers", () => {
    for (const { effects } of defaults) {
      const year = Object.values(find(effects, STEPS[0]).n);
      expect(Math.min(...year)).toBeGreaterThan(300);
      const all = Object.values(find(effects, STEPS[0], "margin", 90).n);
      expect(mean(year) / mean(all)).toBeGreaterThan(0.55);
    }
  });

  it.each(STEPS)(
    "%s: least squares on recorded history finds the effect in most of ten seeds, and on average",
    (step) => {
      const lower = STEPS.indexOf(step);
      const z = defaults.map(({ effects, units }) => {
        const estimate = regressionAdjusted(units[lower]!, units[lower + 1]!);
        return (estimate.value - find(effects, step).atu.value) / estimate.se;
      });
      expect(z.filter((value) => Math.abs(value) < 3).length).toBeGreaterThanOrEqual(9);
      expect(Math.abs(mean(z))).toBeLessThan(3 / Math.sqrt(SEEDS.length));
    },
  );

  it.each(STEPS)("%s: with a hidden cause least squares misses it", (step) => {
    const lower = STEPS.indexOf(step);
    const z = hidden.map(({ effects, units }) => {
      const estimate = regressionAdjusted(units[lower]!, units[lower + 1]!);
      return (estimate.value - find(effects, step).atu.value) / estimate.se;
    });
    expect(mean(z)).toBeGreaterThan(3 / Math.sqrt(SEEDS.length));
  });

  it("without confounding the naive gap is the average effect, up to chance", () => {
    const studies = SEEDS.map((seed) => study({ seed, confounding: 0 }));
    for (const step of STEPS) {
      for (const outcome of OUTCOMES) {
        const z = studies.map(({ effects }) => {
          const { naive, ate } = find(effects, step, outcome);
          return (naive.value - ate.value) / naive.se;
        });
        expect(Math.abs(mean(z)), `${step} ${outcome}`).toBeLessThan(3.5 / Math.sqrt(SEEDS.length));
      }
    }
  });

  it("without an effect every true effect is exactly zero, while the naive gap is not", () => {
    const { effects } = study({ effect: 0 });
    for (const { atu, ate, asked } of effects) expect([atu.value, ate.value, asked.atu.value]).toEqual([0, 0, 0]);
    expect(find(effects, "passive_to_promoter").naive.value).toBeGreaterThan(0);
  });

  it("answering that depends on the score lifts the scores that are seen", () => {
    const share = ({ effects }: Study) => {
      const { detractor, passive, promoter } = find(effects, STEPS[0], "margin", 90).n;
      return promoter / (detractor + passive + promoter);
    };
    expect(share(study({ nonresponseOnScore: true }))).toBeGreaterThan(share(defaults[0]!) + 0.08);
  });

  it("a customer's life does not depend on who else there is", () => {
    const life = (customers: number) => {
      const simulation = new Simulation(companyOf({ customers }));
      simulation.live(77);
      const { history } = simulation.world;
      return { days: history.orderDay.slice(0, history.orders), moments: [...simulation.moments] };
    };
    expect(life(100)).toEqual(life(900));
  });
});
