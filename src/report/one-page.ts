import type { Message } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import type { Texts } from "../texts/texts.ts";
import type { ReportInput } from "./report-input.ts";

/** Findings that the first page points at, the most important first; at most three of a kind are shown there. */
export const pointedAt = (ids: readonly string[], findings: readonly Finding[]): Finding[] =>
  ids.flatMap((id) => findings.find((finding) => finding.id === id) ?? []).slice(0, 3);

/** What the first page says of links: the worth of a step where one stands above them, then the links. */
export const linksAnswered = ({ answer, links, chapters }: ReportInput): Finding[] =>
  pointedAt(answer.links, [...links, ...chapters.flatMap(({ findings }) => findings)]);

/** The question that it answers with them. */
export const worthQuestion = ([first]: readonly Finding[]): string =>
  first?.kind === "worth" ? "report.answer.worth.found" : "report.answer.worth";

/** What a reader of the first page alone must keep in mind: cautions of the figures on it, then notes on the data. */
export function caveatsOf(input: ReportInput, texts: Texts): string[] {
  const { answer, measures, quality } = input;
  const shown = [...linksAnswered(input), ...pointedAt(answer.scores, measures)].map(({ headline }) => headline);
  const steps = (answer.steps?.steps ?? []).flatMap(({ perCustomer }) => perCustomer ?? []);
  const messages: Message[] = [...[...shown, ...steps].flatMap(({ cautions }) => cautions), ...quality.notes];
  return [...new Set(messages.map((message) => texts.say(message)))];
}

/** What the first page rests on, in a few lines. */
export function sourcesOf({ quality }: ReportInput, texts: Texts): string[] {
  const { files, identity } = quality;
  if (files.length === 0) return [texts.t("report.quality.no_files")];
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  const facts = new Map<string, number>();
  for (const { kind, n } of files.flatMap((file) => file.facts)) facts.set(kind, (facts.get(kind) ?? 0) + n);
  const kinds = [...facts].map(([kind, n]) =>
    texts.t("report.figure.exclusion", { text: texts.word("fact", kind), n }),
  );
  return [
    texts.t("report.quality.summary", { files: files.length, rows, rejected, share: rows === 0 ? 0 : rejected / rows }),
    ...(kinds.length > 0 ? [`${texts.t("report.quality.facts")}: ${texts.list(kinds)}.`] : []),
    ...(identity?.answersLinked == null
      ? []
      : [`${texts.t("report.quality.answers_linked")}: ${texts.share(identity.answersLinked)}.`]),
  ];
}
