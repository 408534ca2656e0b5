import type { Command } from "commander";
import { askMeasure, type MeasureAnswer } from "../../app/ask-measure.ts";
import { MEASURE_IDS } from "../../app/measure-ids.ts";
import { GRAINS, type Grain } from "../../base/calendar.ts";
import type { TextFigure, Texts } from "../../texts/texts.ts";
import { asking } from "../asking.ts";
import { oneOf, type RawOptions, withFileOptions } from "../options.ts";
import { print, table } from "../output.ts";

interface Raw extends RawOptions {
  by?: string;
  monthly?: boolean;
  grain?: string;
  fair?: boolean;
}

export function measureCommand(program: Command): void {
  withFileOptions(program.command("measure").description("one measure with its interval: in all, by group or by month"))
    .argument("<measure>", `one of ${MEASURE_IDS.join(", ")}`)
    .argument("<path...>", "files or folders with exports")
    .option("--by <dimension>", "cut by segment, country, channel, topic, team …")
    .option("--grain <grain>", "by month, quarter or year of your calendar instead of in all")
    .option("--monthly", "the same as --grain month")
    .option("--fair", "with --by: groups at equal case mix, with the limits of chance and a verdict for each")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((measure: string, paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) =>
          askMeasure({ ...request, measure, by: raw.by ?? null, grain: grainOf(raw), fair: raw.fair ?? false }, onRun),
        tell: (answer, words) => printTable(answer, raw, words),
      }),
    );
}

const grainOf = ({ grain, monthly }: Raw): Grain | null =>
  grain === undefined ? (monthly ? "month" : null) : oneOf("--grain", grain, GRAINS);

async function printTable(answer: MeasureAnswer, raw: Raw, words: Texts): Promise<void> {
  const head = raw.by ?? (grainOf(raw) ? "period" : "");
  await print(
    table(
      [head, words.t(`measure.${answer.measure}.short`), "n", ...(answer.fair ? [words.t("fair.column.verdict")] : [])],
      answer.rows.map((row) => [
        head === "period" ? words.periodName(String(row[head])) : String(row[head] ?? ""),
        words.figure({
          ...row,
          definition: answer.definition,
          ...(answer.currency ? { currency: answer.currency } : {}),
        } as unknown as TextFigure),
        String(row.n),
        ...(answer.fair ? [words.t(`fair.verdict.${String(row.verdict)}`)] : []),
      ]),
    ),
  );
  for (const caution of answer.cautions) await print(`${words.say(caution)}\n`);
}
