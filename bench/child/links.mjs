// Relates every score of a folder of files to every outcome, and climbs the ladder of evidence for ten pairs, then for one more.
import { withCompany } from "../../dist/app/company.js";
import { silent } from "../../dist/base/logger.js";
import { bandsApart } from "../../dist/links/bands-apart.js";
import { experiencesOf, linkTable } from "../../dist/links/link.js";
import { OUTCOMES } from "../../dist/links/outcome.js";
import { askedWorth } from "../../dist/links/worth.js";

/** Pairs whose whole ladder is climbed: money and customers kept of the leading scores. */
const [LADDERS, PAIRS] = [["margin", "churn"], 5];

const request = {
  ...{ paths: process.argv.slice(2), files: { config: null, dates: null, money: null, ask: null }, analysis: {} },
  ...{ language: null, progress: silent, now: new Date(), strict: false, company: null },
};
const now = () => {
  const { user, system } = process.cpuUsage();
  return { seconds: performance.now() / 1000, processor: (user + system) / 1e6 };
};
const timed = async (task) => {
  const begun = now();
  const result = await task();
  const { seconds, processor } = now();
  return { seconds: seconds - begun.seconds, processor: processor - begun.processor, result };
};
const began = now();
await withCompany(request, async ({ analysis: { context } }) => {
  const { seconds, processor } = now();
  const loading = { seconds: seconds - began.seconds, processor: processor - began.processor };
  const experiences = await experiencesOf(context);
  const outcomes = [...OUTCOMES.keys()];
  const ask = { step: null, horizon: null, placebo: null, by: null };
  const table = await timed(() => linkTable(context, { experiences, outcomes, horizon: null }, "bench"));
  const history = await timed(() => bandsApart(context, table.result));
  const ladders = await timed(() =>
    askedWorth(context, { ...ask, experiences: experiences.slice(0, PAIRS), outcomes: LADDERS }, "bench"),
  );
  const other = await timed(() =>
    askedWorth(context, { ...ask, experiences: [experiences[0]], outcomes: ["orders"] }, "bench"),
  );
  const steps = (findings) => findings.filter(({ headline }) => headline.state === "estimate").length;
  process.stdout.write(
    JSON.stringify({
      loading,
      cells: table.result.length,
      compared: table.result.filter(({ headline }) => headline.state === "estimate").length,
      table: { seconds: table.seconds, processor: table.processor },
      adjusted: history.result.filter(({ figures }) => figures.adjusted).length,
      history: { seconds: history.seconds, processor: history.processor },
      pairs: Math.min(PAIRS, experiences.length) * LADDERS.length,
      steps: steps(ladders.result),
      ladders: { seconds: ladders.seconds, processor: ladders.processor },
      other: { seconds: other.seconds, processor: other.processor },
    }),
  );
});
