import type { Command } from "commander";
import { askDoctor, type Doctored } from "../../app/ask-doctor.ts";
import { suspicionCells } from "../../report/suspicion-cells.ts";
import type { Texts } from "../../texts/texts.ts";
import { asking } from "../asking.ts";
import { type RawOptions, withFileOptions } from "../options.ts";
import { plain, print, table } from "../output.ts";

export function doctorCommand(program: Command): void {
  withFileOptions(
    program
      .command("doctor")
      .description(
        "how good the data are: what became of every row, what looks wrong, how sure that is, and what to do",
      ),
  )
    .argument("<path...>", "files or folders with exports")
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: RawOptions) =>
      asking(paths, raw, { ask: askDoctor, tell: (answer, words) => print(told(answer, words)) }),
    );
}

function told({ files, totals, rejects, suspicions }: Doctored, words: Texts): string {
  const t = (key: string) => words.t(`report.quality.${key}`);
  const of = (part: number, all: number) => (all === 0 ? "–" : words.share(part / all));
  const rows = files.map(({ name, rows: read, facts, replaced, repeated, rejected, matched, firstDay, lastDay }) => [
    name,
    words.number(read),
    words.number(facts.reduce((sum, { n }) => sum + n, 0)),
    words.number(replaced),
    words.number(repeated - replaced),
    words.number(rejected),
    matched ? of(matched.named, matched.n) : "–",
    matched ? of(matched.customers, matched.n) : "–",
    firstDay && lastDay ? `${firstDay} – ${lastDay}` : "–",
  ]);
  const columns = [
    t("file"),
    t("rows"),
    words.t("doctor.loaded"),
    words.t("doctor.replaced"),
    words.t("doctor.duplicates"),
  ];
  const parts = [
    table([...columns, t("rejected"), t("matched"), words.t("doctor.customers"), t("days")], rows),
    ...(rejects.length > 0
      ? [
          table(
            [t("reason"), t("rows"), t("file")],
            rejects.map(({ reason, rows: n, file }) => [words.t(`reject.${reason}`), words.number(n), file]),
          ),
        ]
      : []),
    ...(totals.length > 0 ? [`${words.t("doctor.totals")}\n${totalsTable(totals, words)}`] : []),
    suspicions.length === 0
      ? `${t("nothing_wrong")}\n`
      : `${t("suspicions")}\n${suspicionCells(suspicions, words)
          .map(([what, where, sure, next]) => `  ${sure}: ${plain(what)} (${plain(where)})\n    ${next}\n`)
          .join("")}`,
  ];
  return parts.join("\n");
}

const totalsTable = (totals: Doctored["totals"], words: Texts): string =>
  table(
    [
      words.t("report.quality.file"),
      ...["total", "in_file", "loaded"].map((key) => words.t(`doctor.${key}`)),
      words.t("report.quality.rejected"),
      words.t("doctor.closes"),
    ],
    totals.map(({ file, fact, field, currency, inFile, loaded, setAside, closes }) => [
      file,
      `${fact}.${field}${currency ? ` (${currency})` : ""}`,
      ...[inFile, loaded, setAside].map((value) => words.number(value, 2)),
      words.t(closes ? "doctor.yes" : "doctor.no"),
    ]),
  );
