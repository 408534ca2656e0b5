import cliProgress from "cli-progress";
import type { Command } from "commander";
import { makeSample, type SampleOptions } from "../../app/make-sample.ts";
import { realNumber, wholeNumber } from "../options.ts";
import { json, outputFormat, print, table } from "../output.ts";

interface Raw {
  customers?: string;
  months?: string;
  seed?: string;
  effect?: string;
  confounding?: string;
  hidden?: boolean;
  nonresponseOnScore?: boolean;
  lean?: boolean;
  format?: string;
}

export function sampleCommand(program: Command): void {
  program
    .command("sample")
    .description("write the exports of a made-up company whose truth is known")
    .argument("<dir>", "folder for the files")
    .option("--customers <n>", "customers, prospects included (default: 5000)")
    .option("--months <n>", "months of data (default: 36)")
    .option("--seed <n>", "same seed, same bytes (default: 1)")
    .option("--effect <x>", "strength of the effect of experience on later behaviour; 0 is none (default: 1)")
    .option("--confounding <x>", "strength of what recorded history does to the score; 0 is none (default: 1)")
    .option("--hidden", "add a cause of both that no record holds")
    .option("--nonresponse-on-score", "let answering depend on the score itself")
    .option("--lean", "mostly passers-by: about ten facts a customer")
    .option("--format <format>", "summary as table or json")
    .action(async (dir: string, raw: Raw) => {
      const bar = new cliProgress.SingleBar({
        stream: process.stderr,
        clearOnComplete: true,
        format: "{bar} {value}/{total}",
      });
      const summary = await makeSample({
        dir,
        options: sampleOptions(raw),
        progress({ customers, of }) {
          if (!process.stderr.isTTY) return;
          if (!bar.isActive) bar.start(of, 0);
          bar.update(customers);
        },
      });
      bar.stop();
      if (outputFormat(raw.format) === "json") return print(json(summary));
      await print(
        table(
          ["file", "rows"],
          summary.files.map(({ name, rows }) => [name, String(rows)]),
        ),
      );
      await print(`\n${summary.rows} rows in ${dir}; the truth is in truth.json.\n`);
    });
}

function sampleOptions(raw: Raw): SampleOptions {
  const whole = (option: string, text: string | undefined, max: number) =>
    text === undefined ? undefined : wholeNumber(option, text, { min: 0, max });
  const real = (option: string, text: string | undefined) =>
    text === undefined ? undefined : realNumber(option, text, { min: 0, max: 10 });
  return Object.fromEntries(
    Object.entries({
      customers: whole("--customers", raw.customers, 50_000_000),
      months: whole("--months", raw.months, 120),
      seed: whole("--seed", raw.seed, Number.MAX_SAFE_INTEGER),
      effect: real("--effect", raw.effect),
      confounding: real("--confounding", raw.confounding),
      hidden: raw.hidden,
      nonresponseOnScore: raw.nonresponseOnScore,
      lean: raw.lean,
    }).filter(([, value]) => value !== undefined),
  );
}
