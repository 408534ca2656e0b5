// Made-up companies with known truth, from their files to the answer: does what the product says of a step hold what is true?
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Companies that differ in what is true. */
export const VARIANTS = {
  usual: { name: "as it is: history moves scores and spending", options: {} },
  unconfounded: { name: "nothing but the score moves spending", options: { confounding: 0 } },
  no_effect: { name: "the score moves nothing", options: { effect: 0 } },
  hidden: { name: "a cause that no record holds", options: { hidden: true } },
};

const isKnown = (rows, variant, seed, customers) =>
  rows.some((row) => row.variant === variant && row.seed === seed && row.customers === customers);

export const readRuns = (file) =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line))
    : [];

/**
 * Runs seeds one after another, every variant of a seed before the next, each in a process of its own; what the file holds already is
 * not run again. Stops before a run that would begin after `until`.
 */
export function runCompanies({ dist, file, from, to, customers, variants, until }) {
  const known = readRuns(file);
  for (let seed = from; seed <= to; seed++) {
    for (const variant of variants) {
      if (isKnown(known, variant, seed, customers)) continue;
      if (Date.now() > until) return;
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [fileURLToPath(new URL("company-run.mjs", import.meta.url)), dist, variant, String(seed), String(customers)],
        { encoding: "utf8", maxBuffer: 1e8 },
      );
      if (status !== 0) throw new Error(`${variant}, seed ${seed}: ${stderr}`);
      appendFileSync(file, stdout);
    }
  }
}

const share = (part, whole) => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`);
const isSaid = ({ verdict }) => /\.(useful|weak)$/.test(verdict);
const holds = (figure, truth) => figure !== null && figure !== undefined && figure[1] <= truth && truth <= figure[2];
const STEPS = { detractor_to_passive: "detractor → passive", passive_to_promoter: "passive → promoter" };
/** Ways beside each other, with what each is to find. */
const WAYS = [
  ["association", "the bands as they are", "atu"],
  ["adjusted", "at equal history", "atu"],
  ["balanced", "like with like", "atu"],
  ["headline", "doubly robust, the headline", "atu"],
  ["customer_base", "weighted to all who could have answered", "asked"],
];

/** Intervals that hold the truth, money claimed, and how far off a careless reader is; one table a variant. */
export function companyPage(rows, { date }) {
  const tables = Object.entries(VARIANTS).flatMap(([variant, { name }]) => {
    const ofVariant = rows.filter((row) => row.variant === variant);
    if (ofVariant.length === 0) return [];
    const lines = Object.entries(STEPS).flatMap(([step, words]) => {
      const runs = ofVariant.filter((row) => row.step === step);
      const told = runs.filter(({ headline }) => headline !== null);
      const mean = (of) => (runs.length === 0 ? Number.NaN : runs.reduce((sum, row) => sum + of(row), 0) / runs.length);
      const covered = WAYS.map(([id, way, truth]) => {
        const shown = runs.filter((row) => row[id]);
        const bias = shown.reduce((sum, row) => sum + row[id][0] - row[truth], 0) / shown.length;
        const inside = shown.filter((row) => holds(row[id], row[truth])).length;
        return `| ${words} | ${way} | ${share(inside, shown.length)} | ${shown.length === 0 ? "–" : bias.toFixed(1)} |`;
      });
      const claimed = runs.filter(isSaid).length;
      return [
        ...covered,
        `| ${words} | *truth* ${mean(({ atu }) => atu).toFixed(1)} €, *careless difference* ${mean(({ naive }) => naive).toFixed(1)} €; headline given in ${share(told.length, runs.length)} | money claimed in ${share(claimed, runs.length)} | |`,
      ];
    });
    const seeds = new Set(ofVariant.map(({ seed }) => seed));
    const said = (is) =>
      new Set(ofVariant.filter((row) => isSaid(row) && is(row.headline[0])).map(({ seed }) => seed)).size;
    return [
      `## ${name[0].toUpperCase()}${name.slice(1)}`,
      "",
      `${seeds.size} companies of ${ofVariant[0].customers.toLocaleString("en")} customers, seeds ${Math.min(...seeds)} to ${Math.max(...seeds)}.`,
      "",
      "| step | way | interval (95 %) holds the truth | mean distance from it, € |",
      "| --- | --- | --- | --- |",
      ...lines,
      "",
      `Some step is said to bring money in ${share(
        said((value) => value > 0),
        seeds.size,
      )} of these companies, and to cost money in ${share(
        said((value) => value < 0),
        seeds.size,
      )}; nothing is said in ${share(seeds.size - said(() => true), seeds.size)}.`,
      "",
    ];
  });
  return [
    "# Companies with known truth",
    "",
    "Whole companies are made up, written as files, read, and asked what a step of the recommendation score is worth in margin. `truth.json` of",
    "each holds what would have followed in either band, of the same customers: the effect on those who would move.",
    "",
    `Run on ${date} by \`npm run verify:simulation -- --date ${date} --companies 200\`. The truth of a company is its own, not that of all companies that could have been`,
    "made; the headline's interval is made for the latter, which makes it hold the former a little more often.",
    "",
    ...tables,
  ].join("\n");
}
