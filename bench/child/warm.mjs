// The same report several times in one process, as a server makes it: seconds of each, the first one cold.
import { join } from "node:path";
import { silent } from "../../dist/base/logger.js";
import { makeReport } from "../../dist/index.js";

const [folder, out, times] = process.argv.slice(2);
const request = {
  ...{ paths: [folder], files: { config: null, dates: null, money: null, ask: null }, analysis: {}, language: null },
  ...{ progress: silent, now: new Date(), evidence: "reductions", strict: false, company: null, with: [] },
};
const seconds = [];
for (let i = 0; i < Number(times); i += 1) {
  const began = performance.now();
  await makeReport({ ...request, out: join(out, `warm-${i}`) });
  seconds.push((performance.now() - began) / 1000);
}
process.stdout.write(JSON.stringify({ seconds }));
