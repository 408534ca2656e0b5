import type { Format, FormatContext } from "../../../sources/format.ts";
import { PLAINLY_WRITTEN, type TableSample } from "../../../sources/table.ts";
import type { HookSettings, Told } from "./hook-source.ts";

/** A question as its survey states it, with the answer that was given. */
export interface Answered {
  title: string;
  answer: string | null;
  /** What it asks for, where the survey itself says so. */
  column?: string;
  /** Its ends, such as `0-10`, where the survey itself says so. */
  scale?: string;
}

/**
 * One response, read as a file of responses is: questions are known by their words, in any of the five languages.
 * @param frame cells of the response that are no questions, by the headers of the format
 */
export function surveyRecord(
  format: Format,
  { frame, questions }: { frame: Readonly<Record<string, string | null>>; questions: readonly Answered[] },
  settings: HookSettings,
): Pick<Told, "records" | "faults"> {
  const cells = new Map(Object.entries(frame));
  for (const { title, answer } of questions) cells.set(title, answer);
  const sample: TableSample = {
    ...{ path: "", name: format.name, container: "json", compressed: false, bytes: 0 },
    columns: [...cells.keys()],
    rows: [[...cells.values()]],
    read: {
      ...PLAINLY_WRITTEN,
      ...{ decimal: ".", dates: "iso", zone: "UTC" as TableSample["read"]["zone"], missing: [], money: "major" },
    },
  };
  const open = new Set<string>();
  const context: FormatContext = {
    columns: { ...stated(questions, "column"), ...settings.columns },
    scales: { ...stated(questions, "scale"), ...settings.scales },
    currency: undefined,
    scores: [],
    asked: [],
    lack: () => {},
    ask: ({ column }) => void open.add(column ?? ""),
  };
  const facts = typeof format.facts === "function" ? format.facts(sample, context) : format.facts;
  // A score whose ends nobody knows says nothing.
  const mappings = facts.filter(({ fields }) => !/-scale-unknown$/.test(nameOf(fields.instrument)));
  return { records: [{ mappings, cells }], faults: [...open].map((title) => `the scale of "${title}" is not known`) };
}

const stated = (questions: readonly Answered[], key: "column" | "scale"): Record<string, string> =>
  Object.fromEntries(questions.flatMap(({ title, [key]: said }) => (said === undefined ? [] : [[title, said]])));

const nameOf = (value: unknown): string => String((value as { value?: unknown } | undefined)?.value ?? "");
