// Loaded before a program: writes what the process used to the file that FELTWORTH_BENCH_USAGE names, when it ends.
const { writeFileSync } = require("node:fs");

const began = process.hrtime.bigint();
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const processor = (userCPUTime + systemCPUTime) / 1e6;
  writeFileSync(process.env.FELTWORTH_BENCH_USAGE, JSON.stringify({ seconds, processor, memoryMb: maxRSS / 1024 }));
});
