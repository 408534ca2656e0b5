// One made-up company with known truth: what each step of the recommendation score is said to be worth, and what was true.
//   node company-run.mjs <dist> <variant> <seed> <customers>
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { VARIANTS } from "./company.mjs";

const [dist, variant, seed, customers] = process.argv.slice(2);
const library = (file) => import(pathToFileURL(join(dist, file)).href);
const [{ writeSample }, { askWorth }, { silent }] = await Promise.all(
  ["sample/write-sample.js", "app/ask-worth.js", "base/logger.js"].map(library),
);
const folder = await mkdtemp(join(tmpdir(), "feltworth-company-"));
try {
  await writeSample(folder, { ...VARIANTS[variant].options, seed: Number(seed), customers: Number(customers) });
  const { effects } = JSON.parse(await readFile(join(folder, "truth.json"), "utf8"));
  const { findings } = await askWorth({
    ...{ paths: [folder], files: { config: null, dates: null, money: null, ask: null }, analysis: {} },
    ...{ language: null, progress: silent, now: new Date("2027-01-01T00:00:00Z") },
    ...{ experiences: ["nps"], outcomes: ["margin"], step: null, horizon: null, gap: 0, placebo: null },
    ...{ by: null, share: null, cost: null, customers: null },
  });
  /** To a tenth of a cent: no table shows more. */
  const rounded = (value) => Number(value.toFixed(3));
  const said = (figure) =>
    figure?.state === "estimate"
      ? [...[figure.value, figure.interval.low, figure.interval.high].map(rounded), figure.grade]
      : null;
  for (const { headline, figures, verdict, notes = [] } of findings.filter(
    ({ verdict }) => verdict.values.highBand !== undefined,
  )) {
    const { lowBand, highBand, horizonDays } = verdict.values;
    const truth = effects.find(
      ({ step, outcome, horizon }) =>
        step === `${lowBand}_to_${highBand}` && outcome === "margin" && horizon === horizonDays,
    );
    const { share: robustness = null } = notes.find(({ code }) => code === "worth.hidden_cause")?.values ?? {};
    const row = {
      ...{ variant, seed: Number(seed), customers: Number(customers), step: truth.step, horizon: horizonDays },
      ...{ atu: rounded(truth.atu.value), naive: rounded(truth.naive.value), asked: rounded(truth.asked.atu.value) },
      ...{ verdict: verdict.code },
      headline: said(headline),
      ...Object.fromEntries(Object.entries(figures).map(([id, figure]) => [id, said(figure)])),
      robustness: robustness === null ? null : rounded(robustness),
    };
    console.log(JSON.stringify(row));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
