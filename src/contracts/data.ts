import { z } from "zod";
import { FACT_KINDS } from "../facts/facts.ts";
import { Freshness } from "./findings.ts";

const Text = z.string();
const Count = z.int();
const Day = z.iso.date();

const Reason = z.object({ reason: Text, n: Count });

export const DataSources = z
  .object({
    isWorkspace: z.boolean().meta({ description: "Whether records can be added: files change only where they lie." }),
    version: Count.nullable().meta({
      description: "Number of the last import that changed something; null where files are read.",
    }),
    importedAt: Text.nullable(),
    sources: z.array(
      z.object({
        source: Text,
        facts: z.record(z.string(), Count),
        firstDay: Day.nullable(),
        lastDay: Day.nullable(),
        daysBehind: Count.nullable().meta({ description: "Whole days from its last dated record to now." }),
        importedAt: Text.nullable(),
      }),
    ),
    files: z.array(
      z.object({ name: Text, importedAt: Text.nullable(), rows: Count, setAside: Count, formats: z.array(Text) }),
    ),
    rejects: z.array(Reason),
    freshness: Freshness,
  })
  .meta({ id: "DataSources" });

export const RejectQuery = z.object({
  file: z.string().max(1_000).optional(),
  reason: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
});

export const RejectPage = z
  .object({
    items: z.array(
      z.object({
        file: Text.nullable(),
        part: Text.nullable(),
        line: Count,
        column: Text.nullable(),
        reason: Text,
        fact: Text.nullable(),
        text: Text.nullable().meta({ description: "What stands in the cell." }),
      }),
    ),
    total: Count,
    withheld: z.array(Text),
    freshness: Freshness,
  })
  .meta({ id: "RejectPage" });

const Field = z.union([z.string(), z.number(), z.boolean()]);

export const FactPage = z
  .object({
    items: z.array(
      z.object({
        kind: z.enum(FACT_KINDS),
        id: Text.meta({ description: "Key of the fact." }),
        customer: Text.nullable().meta({
          description: "Names the customer in addresses; null where the fact names nobody.",
        }),
        at: Text.nullable(),
        precision: Text,
        source: Text,
        file: Text.nullable(),
        line: Count,
        fields: z.record(z.string(), Field).meta({
          description: "As docs/reference/facts.md has them; what is not on record is left out.",
        }),
        properties: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
    next: Text.nullable(),
    withheld: z.array(Text),
    freshness: Freshness,
  })
  .meta({ id: "FactPage", description: "Facts of one kind, in the order of their keys." });

export const FactQuery = z.object({
  since: z.iso.date().optional().meta({ description: "First day." }),
  until: z.iso.date().optional().meta({ description: "Day after the last." }),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  after: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional()
    .meta({ description: "`next` of the page before." }),
});
export const FactKindParam = z.object({ kind: z.enum(FACT_KINDS) });

export const DataHealth = z.looseObject({ freshness: Freshness }).meta({
  id: "DataHealth",
  description: "As `feltworth doctor` tells it: files, rows, what was matched to people, totals, and what looks wrong.",
});

export const PeopleSuggestions = z
  .object({
    items: z.array(
      z.object({
        score: z.number().meta({ description: "In [0, 1]: a judgement, no probability." }),
        a: z.array(Text),
        b: z.array(Text),
        clues: z.array(z.object({ clue: Text, of: z.tuple([Text, Text]) })),
      }),
    ),
    freshness: Freshness,
  })
  .meta({ id: "PeopleSuggestions" });

const Written = z.string().trim().min(3).max(500).meta({ example: "email:anna@example.com" });

export const PeopleDecision = z
  .object({
    identifiers: z
      .array(Written)
      .min(1)
      .max(50)
      .meta({ description: "Each with its kind: `email:anna@example.com`, `customer:C17`." }),
    reason: z.string().trim().min(1).max(500),
  })
  .meta({ id: "PeopleDecision" });

export const Decided = z
  .object({ decided: z.literal(true) })
  .meta({ id: "Decided", description: "Figures follow as soon as the data are read anew." });

export const PersonExport = z
  .looseObject({ schema: z.literal(1), identifiers: z.array(Text), names: z.array(Text) })
  .meta({
    id: "PersonExport",
    description: "Everything that is held about one person, each record with its source, file and line.",
  });

export const ErasePerson = z
  .object({
    reason: z.string().trim().min(1).max(500).meta({ description: "Noted with the day; do not name the person." }),
    everything: z
      .boolean()
      .default(false)
      .meta({ description: "Leaves no record at all, not even without the person." }),
    dryRun: z.boolean().default(false).meta({ description: "Says what would be erased, and changes nothing." }),
  })
  .meta({ id: "ErasePerson" });

export const ErasedPerson = z
  .object({
    erased: z.boolean(),
    identifiers: Count,
    facts: z.record(z.string(), Count).meta({ description: "Records of the person by kind." }),
    notes: Count,
    removed: Count.optional().meta({ description: "Records that are gone." }),
    kept: Count.optional().meta({ description: "Records that stay without the person." }),
    setAside: Count.optional().meta({ description: "Rows that were set aside and lost their text." }),
    mentions: Count.optional().meta({ description: "Words of others that named the person." }),
    unreached: z
      .array(z.string())
      .optional()
      .meta({ description: "Folders of backups in which the ledger of erasures could not be written." }),
  })
  .meta({ id: "ErasedPerson" });
