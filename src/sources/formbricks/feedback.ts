import { columnNamed, type Format, type FormatContext } from "../format.ts";
import { decideScale } from "../generic/scales.ts";
import type { FactMapping } from "../mapping.ts";
import { by, constant, scored, where } from "../parts.ts";
import { scoreRange, shapeOf } from "../read/value-shapes.ts";
import type { TableSample } from "../table.ts";

const VALUE = ["value", "response_value", "value_number"];

const answer = (type: string, fields: FactMapping["fields"]): FactMapping => ({
  fact: "answer",
  id: { join: ["submission_id", "field_id"], with: "/" },
  subject: by("customer", "user_id"),
  at: { value: "collected_at" },
  fields: { ...fields, response_id: "submission_id", item: "field_id", language: "language" },
  where: where("field_type", type),
});

/** Satisfaction and effort are asked on scales that the file does not name: what was given tells, or it is asked. */
function scoresOf(sample: TableSample, family: "csat" | "ces", { scales, ask }: FormatContext): FactMapping[] {
  const [type, value] = ["field_type", VALUE].map((header) =>
    sample.columns.indexOf(columnNamed(sample, header) ?? ""),
  );
  const values = sample.rows.filter((row) => row[type!]?.toLowerCase() === family).map((row) => row[value!] ?? null);
  if (values.length === 0) return [];
  const decided = decideScale(
    { name: family, values, shape: shapeOf(values), range: scoreRange(values) },
    family,
    scales[family],
  );
  if ("instrument" in decided) {
    const { instrument, scale } = decided;
    return [answer(family, scored(instrument, [scale.min, scale.max], { first: VALUE }))];
  }
  const examples = [...new Set(values.filter((v) => v !== null))].slice(0, 5);
  ask({ code: "score_scale", column: family, choices: decided.possible, option: `files[].scales.${family}`, examples });
  return [answer(family, { instrument: constant(`${family}-scale-unknown`), score: { first: VALUE } })];
}

export const feedback: Format = {
  name: "formbricks.feedback",
  system: "formbricks",
  doc: "Feedback records of Formbricks as CSV, one row a question.",
  notes: ["The rows of one `submission_id` are one response.", "Choices are not read."],
  evidence: "seen",
  required: ["submission_id", "collected_at", "field_id", "field_type", VALUE],
  usual: ["user_id", "language"],
  facts: (sample, context) => [
    answer("nps", scored("nps", [0, 10], { first: VALUE })),
    ...scoresOf(sample, "csat", context),
    ...scoresOf(sample, "ces", context),
    answer("text", { instrument: "field_id", comment: { first: VALUE } }),
  ],
};
