// Values every customer of a folder of files: loading them, and apart from it fitting the models and scoring all in the engine, up to the stages.

import { withCompany } from "../../dist/app/company.js";
import { silent } from "../../dist/base/logger.js";
import { USUAL_TERMS, valueStudy } from "../../dist/value/clv/study.js";
import { buildStages } from "../../dist/value/ledger/finding.js";

const [folder] = process.argv.slice(2);
const request = {
  ...{ paths: [folder], files: { config: null, dates: null, money: null, ask: null }, analysis: {}, language: null },
  ...{ progress: silent, now: new Date(), strict: false, company: null },
};
const now = () => {
  const { user, system } = process.cpuUsage();
  return { seconds: performance.now() / 1000, processor: (user + system) / 1e6 };
};
const since = (begun) => {
  const { seconds, processor } = now();
  return { seconds: seconds - begun.seconds, processor: processor - begun.processor };
};
const begun = now();
await withCompany(request, async ({ analysis: { context } }) => {
  const loading = since(begun);
  const fitting = now();
  const { customers } = await valueStudy(context, USUAL_TERMS);
  await buildStages(context);
  process.stdout.write(JSON.stringify({ loading, study: since(fitting), customers: customers.customers }));
});
