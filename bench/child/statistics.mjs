// Median time of every bench of a file, warm: at most 20 runs, fewer where they would take longer than 8 s.
import { performance } from "node:perf_hooks";

const RUNS = 20;
const ENOUGH_MS = 8_000;
const { benches } = await import(process.argv[2]);
const results = [];
for (const { name, prepare, run } of benches) {
  prepare?.();
  run();
  const times = [];
  for (
    const until = performance.now() + ENOUGH_MS;
    times.length < RUNS && (times.length < 3 || performance.now() < until);
  ) {
    const began = performance.now();
    run();
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  results.push({ name, runs: times.length, medianMs: times[times.length >> 1], fastestMs: times[0] });
}
process.stdout.write(JSON.stringify(results));
