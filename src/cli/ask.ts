import { createInterface } from "node:readline/promises";
import type { Question } from "../app/request.ts";
import { plain } from "./output.ts";

const WORDS: Readonly<Record<Question["code"], string>> = {
  date_order: "Does the day or the month come first?",
  money_unit: "Are the amounts in whole units (major) or in cents (minor)?",
  score_scale: "On which scale was it asked?",
  which_format: "What is this file?",
  which_column: "Which column is meant?",
  currency: "Which currency are the amounts in?",
};

/** Asks on the terminal until the answer is one of the possible ones. */
export async function askPerson(question: Question): Promise<string> {
  const { table, column, choices, examples } = question;
  const out = process.stderr;
  out.write(
    `\n${plain(table)}${column ? `, column ${plain(column)}` : ""} (${examples.slice(0, 3).map(plain).join(", ")})\n`,
  );
  const reader = createInterface({ input: process.stdin, output: out });
  try {
    for (;;) {
      const answer = (await reader.question(`${WORDS[question.code]} [${choices.join(" / ")}] `)).trim();
      if (answer === "" && choices[0]) return choices[0];
      if (choices.includes(answer) || (choices.length === 0 && answer !== "")) return answer;
      const started = choices.filter((choice) => choice.toLowerCase().startsWith(answer.toLowerCase()));
      if (started.length === 1) return started[0]!;
    }
  } finally {
    reader.close();
  }
}
