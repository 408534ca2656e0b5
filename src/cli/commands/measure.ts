import type { Command } from "commander";
import { askMeasure, type MeasureAnswer } from "../../app/ask-measure.ts";
import { MEASURE_IDS } from "../../app/measure-ids.ts";
import { GRAINS, type Grain } from "../../base/calendar.ts";
import { type TextFigure, type Texts, texts } from "../../texts/texts.ts";
import { interruptible } from "../interrupt.ts";
import { LeftOut } from "../left-out.ts";
import { analysisOptions, fileOptions, languageOption, oneOf, type RawOptions, withFileOptions } from "../options.ts";
import { json, outputFormat, print, table } from "../output.ts";
import { terminalProgress } from "../progress.ts";

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
    .action(async (measure: string, paths: string[], raw: Raw) => {
      const format = outputFormat(raw.format);
      const language = languageOption(raw) ?? "en";
      const words = texts(language);
      const leftOut = new LeftOut(words, raw.strict ?? false);
      const answer = await interruptible((onRun) =>
        askMeasure(
          {
            paths,
            measure,
            by: raw.by ?? null,
            grain: grainOf(raw),
            fair: raw.fair ?? false,
            files: fileOptions(raw),
            analysis: analysisOptions(raw),
            language,
            progress: terminalProgress(words),
            now: new Date(),
            onLoaded: leftOut.tell,
          },
          onRun,
        ),
      );
      await (format === "json" ? print(json(answer)) : printTable(answer, raw, words));
      leftOut.refuse();
    });
}

const grainOf = ({ grain, monthly }: Raw): Grain | null =>
  grain === undefined ? (monthly ? "month" : null) : oneOf("--grain", grain, GRAINS);

async function printTable(answer: MeasureAnswer, raw: Raw, { language }: Texts): Promise<void> {
  const words = texts(language, { words: answer.words ?? {} });
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
