import { z } from "zod";

const Text = z.string();
const Count = z.int();
const Values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const Coded = z.object({ code: Text, values: Values });

const QuestionCode = z.enum(["date_order", "money_unit", "score_scale", "which_format", "which_column", "currency"]);

const Question = z
  .object({
    code: QuestionCode,
    table: Text,
    column: Text.optional(),
    choices: z.array(Text).meta({ description: "The answers that are possible, the likeliest first." }),
    examples: z.array(Text),
  })
  .meta({ id: "ImportQuestion" });

const Table = z
  .object({
    table: Text,
    part: Text.nullable(),
    bytes: z.number(),
    read: Values.meta({ description: "How the file was read: delimiter, encoding, order of dates …" }),
    state: z.enum(["sure", "asks", "unsure", "ignored"]),
    by: Text,
    format: Text.nullable(),
    score: z.number().nullable().meta({ description: "How sure, in [0, 1]." }),
    reasons: z.array(Coded),
    runnerUp: z.object({ format: Text, score: z.number(), reasons: z.array(Coded) }).nullable(),
    facts: z.array(
      z.object({
        fact: Text,
        onlyWhere: z.array(Text),
        fields: z.array(z.object({ field: Text, columns: z.array(Text), steps: z.array(Coded) })),
      }),
    ),
    unusedColumns: z.array(Text),
    questions: z.array(Question),
    decisions: Count.meta({ description: "How many decisions a person has to take before the table can be used." }),
    columns: z.array(Text),
    rows: z.array(z.array(Text.nullable())).meta({ description: "The first rows, as text." }),
    loaded: z
      .object({ rows: Count, setAside: Count, leftOut: Count, rejects: z.array(z.object({ reason: Text, n: Count })) })
      .nullable()
      .meta({ description: "What importing it would come to; null where it was not understood." }),
  })
  .meta({ id: "ImportTable", description: "What a table was taken for, why, and what becomes of its columns." });

export const Import = z
  .object({
    id: Text,
    at: z.iso.datetime(),
    state: z.enum(["uploading", "looking", "open", "importing", "imported", "failed"]),
    files: z.array(z.object({ name: Text, bytes: z.number() })),
    tables: z.array(Table),
    unreadable: z.array(z.object({ name: Text, code: Text, message: Text })),
    step: Coded.nullable().meta({ description: "What is being done now." }),
    result: z
      .object({
        imported: Count.nullable().meta({ description: "Number of the import; null where nothing was new." }),
        files: z.array(z.object({ name: Text, state: Text, rows: Count, setAside: Count })),
        gained: z.record(z.string(), Count),
      })
      .nullable(),
    problem: z.object({ code: Text, title: Text, detail: Text.nullable() }).nullable(),
  })
  .meta({ id: "Import" });

export const ImportList = z.object({ items: z.array(Import) }).meta({ id: "ImportList" });

const Files = z
  .array(z.looseObject({ match: Text }))
  .max(100)
  .default([])
  .meta({
    description: "How files are to be read, as in the `files` of the settings file; before those of the workspace.",
  });

export const ReviewImport = z.object({ files: Files }).meta({ id: "ReviewImport" });

export const ConfirmImport = z
  .object({
    answers: z
      .array(z.object({ table: Text, code: QuestionCode, column: Text.optional(), answer: z.string().max(200) }))
      .max(1_000)
      .default([]),
    files: Files,
    keep: z
      .boolean()
      .default(false)
      .meta({ description: "Write `files` into the settings of the workspace: such files are read so from now on." }),
  })
  .meta({ id: "ConfirmImport" });

export const Vocabulary = z
  .object({
    facts: z.array(
      z.object({
        fact: Text,
        subject: z.enum(["required", "optional", "none"]),
        at: z.enum(["required", "optional", "none"]),
        fields: z.array(z.object({ field: Text, type: Text, required: z.boolean() })),
      }),
    ),
  })
  .meta({ id: "Vocabulary", description: "What a row of a table can be, and what its columns can say." });
