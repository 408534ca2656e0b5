/** A question in the words of the survey, where its answers are kept apart from them and hold numbers only. */
export interface AskedQuestion {
  id: string;
  /** The survey that it belongs to. */
  survey: string;
  title: string;
  /** What could be chosen, in order; without what stands for "not applicable". */
  choices: readonly { id: string; text: string; weight: number | null }[];
  /** Parts that are answered one by one. */
  rows: readonly { id: string; text: string }[];
  /** The page that it stands on. */
  page?: string;
  /** Several of its choices may be taken at once. */
  isSeveral?: boolean;
  /** What may be written beside the choices: one more choice in words of one's own, or a remark. */
  other?: { id: string; text: string; isChoice: boolean };
}

/** One part of a question, or all of it: what stands in one column of a table of answers. */
export interface AskedPart {
  question: AskedQuestion;
  row: AskedQuestion["rows"][number] | null;
}

/** What is answered by itself: the rows of a question that has several, otherwise the question. */
export const partsOf = (question: AskedQuestion): AskedPart[] =>
  question.rows.length > 1 ? question.rows.map((row) => ({ question, row })) : [{ question, row: null }];

/** Names of parts as a table of answers would write them, `Question [part]`; each is there once. */
export function questionNames(asked: readonly AskedQuestion[]): Map<AskedPart, string> {
  const names = new Map<AskedPart, string>();
  const taken = new Set<string>();
  for (const part of asked.flatMap(partsOf)) {
    const { question, row } = part;
    const title = row ? `${question.title} [${row.text || row.id}]` : question.title;
    // The same question in two surveys is one to whoever names it.
    const name = taken.has(`${question.survey} ${title}`) ? `${title} (${row?.id ?? question.id})` : title;
    taken.add(`${question.survey} ${title}`);
    names.set(part, name);
  }
  return names;
}
