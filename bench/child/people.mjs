// Who is who among ten million identifiers: customer numbers with addresses and telephone numbers, a tenth of them of another customer, so that chains arise.
import { openRun } from "../../dist/app/compose.js";
import { prepareStore } from "../../dist/ingest/tables.js";
import { resolveIdentity } from "../../dist/people/identity.js";
import { raw, sql } from "../../dist/store/sql/sql.js";

const customers = Number(process.argv[2]);
const run = await openRun();
try {
  const { store } = run;
  const hash = (kind, value) => store.dialect.hash(raw(`'${kind}'`), raw(value));
  await prepareStore(store);
  await store.run(sql`
    insert into identifier select ${hash("customer", "'C' || i")}, 'customer', 'C' || i from range(${raw(String(customers))}) r(i)`);
  for (const [kind, value, there] of [
    ["email", "'u' || (case when i % 10 = 0 then i // 10 else i end) || '@example.com'", "i % 20 <> 3"],
    ["phone", "'48' || (case when i % 7 = 0 then i // 7 else i end)", "i % 5 <> 1"],
  ]) {
    await store.run(sql`
      insert into fact_alias
      select ${hash(kind, "cast(i as varchar)")}, 'bench', ${hash("customer", "'C' || i")}, null, 'unknown', 1, i, null,
        ${raw(`'${kind}'`)}, ${raw(value)}
      from range(${raw(String(customers))}) r(i) where ${raw(there)}`);
    await store.run(sql`
      insert into identifier
      select distinct ${hash(kind, "other_value")}, ${raw(`'${kind}'`)}, other_value from fact_alias where other_kind = ${raw(`'${kind}'`)}`);
  }
  const began = performance.now();
  const used = process.cpuUsage();
  const { identifiers, parties } = await resolveIdentity(store);
  const { user, system } = process.cpuUsage(used);
  process.stdout.write(
    JSON.stringify({
      seconds: (performance.now() - began) / 1000,
      processor: (user + system) / 1e6,
      identifiers,
      parties,
    }),
  );
} finally {
  await run.close();
}
