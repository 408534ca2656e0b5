// Imports a file of orders twice into one store: recognised, judged, keyed, settled, and who is who. Tells the seconds of each import and what is there after it.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openRun } from "../../dist/app/compose.js";
import { finish } from "../../dist/ingest/finish.js";
import { load } from "../../dist/ingest/load.js";
import { resolveIdentity } from "../../dist/people/identity.js";
import { discover } from "../../dist/sources/read/discover.js";
import { probe } from "../../dist/sources/read/probe.js";
import { recognise } from "../../dist/sources/recognise.js";
import { raw } from "../../dist/store/sql/sql.js";

const [path, times] = process.argv.slice(2);
const run = await openRun();
const imports = [];
try {
  for (let i = 0; i < Number(times); i += 1) {
    const began = performance.now();
    const used = process.cpuUsage();
    const [file] = await discover([path]);
    await run.expect(file.bytes);
    const [sample] = await probe(file, {}, run.looking);
    const { winner } = recognise(sample);
    const folder = mkdtempSync(join(run.folder, "load-"));
    const { rowsRead, rowsSetAside } = await load(run.store, sample, winner.mapping, {
      now: new Date().toISOString(),
      folder,
    });
    rmSync(folder, { recursive: true, force: true });
    await finish(run.store);
    const { identifiers, parties } = await resolveIdentity(run.store);
    const { user, system } = process.cpuUsage(used);
    const seconds = (performance.now() - began) / 1000;
    const [facts] = await run.store.rows(
      raw("select count(*) as n, cast(sum(hash(id)) as varchar) as sum from fact_purchase"),
    );
    imports.push({
      ...{ seconds, processor: (user + system) / 1e6 },
      ...{ format: winner.format, rowsRead, rowsSetAside, facts: facts.n, identifiers, parties, sum: facts.sum },
    });
  }
} finally {
  await run.close();
}
process.stdout.write(JSON.stringify(imports));
