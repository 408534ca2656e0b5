import type { Currency } from "../../base/currency.ts";
import type { OwnScore } from "../../facts/own-score.ts";
import type { FileSettings } from "../file-settings.ts";
import { type Column, columnsOf } from "../looks.ts";
import type { Candidate, Question } from "../mapping.ts";
import { holdsAnswers, ownScoreOf } from "../own-scores.ts";
import type { TableSample } from "../table.ts";
import { type Reading, readings, TERMS, type TermName } from "../terms.ts";
import { type Found, type FoundColumn, factFrom, type GenericTable, IDENTIFIER_TERMS } from "./generic-table.ts";

/** What a generic table makes of a sample: how sure, why, and what it must ask. */
export interface GenericCandidate extends Candidate {
  questions: Question[];
  found: Found;
}

/** What the user states that matters here. */
export interface Stated {
  currency: Currency | undefined;
  file: FileSettings | undefined;
  scores: readonly OwnScore[];
  moneyIsStated: boolean;
}

/** A table needs this many columns that it understands. */
const FEWEST_COLUMNS = 3;
/** No candidate below its needs is ever taken as sure. */
const INCOMPLETE = 0.4;
const STRONG = 0.6;
/** A column whose header says something else besides is left alone: the date of an order is not the date of an answer. */
const WEAKEST_CLAIM = 0.45;

/** Every generic table's claim on a sample, the best first. */
export function genericCandidates(
  tables: readonly GenericTable[],
  sample: TableSample,
  stated: Stated,
): GenericCandidate[] {
  const columns = columnsOf(sample);
  const own = ownScores(columns, stated);
  const read = new Map(columns.map((column) => [column, columnReadings(column, stated.file, own)]));
  return tables
    .map((table) => candidate(table, { sample, columns, read, own, stated }))
    .filter((c) => c !== null)
    .sort((a, b) => b.score - a.score);
}

/** Columns that hold a score of the company's own; one that only bears its name has to hold answers. */
function ownScores(columns: readonly Column[], { file, scores }: Stated): Map<Column, OwnScore> {
  const own = new Map<Column, OwnScore>();
  for (const column of columns) {
    const said = file?.columns?.[column.name];
    const score = ownScoreOf(column.name, said, scores);
    if (score && (said !== undefined || holdsAnswers(column, score)) && ![...own.values()].includes(score))
      own.set(column, score);
  }
  return own;
}

function columnReadings(column: Column, file: FileSettings | undefined, own: ReadonlyMap<Column, OwnScore>): Reading[] {
  if (own.has(column)) return [{ term: "own_score", header: 1, values: 1 }];
  const said = file?.columns?.[column.name];
  if (said === undefined) return readings(column);
  return said in TERMS ? [{ term: said as TermName, header: 1, values: 1 }] : [];
}

interface Seen {
  sample: TableSample;
  columns: readonly Column[];
  read: ReadonlyMap<Column, readonly Reading[]>;
  own: ReadonlyMap<Column, OwnScore>;
  stated: Stated;
}

function candidate(table: GenericTable, { sample, columns, read, own, stated }: Seen): GenericCandidate | null {
  const { slots, identifiers } = claim(table, read);
  if (slots.size + identifiers.length === 0) return null;
  const questions: Question[] = [];
  const found: Found = {
    table,
    sample,
    columns,
    readings: read,
    slots,
    identifiers,
    currency: stated.currency,
    scales: stated.file?.scales ?? {},
    scores: stated.scores,
    own,
    moneyIsStated: stated.moneyIsStated,
    ask: (question) => questions.push({ ...question, table: sample.name }),
  };
  const { score, reasons, isKnown } = judge(found, stated.file?.format === table.format);
  const isComplete = isKnown && (score > INCOMPLETE || stated.file?.format === table.format);
  const facts = isComplete ? (table.facts?.(found) ?? (table.facts ? null : [factFrom(found)])) : [];
  return {
    format: table.format,
    score: facts === null || (isComplete && facts.length === 0) ? Math.min(score, INCOMPLETE) : score,
    reasons,
    mapping: { format: table.format, facts: facts ?? [] },
    questions,
    found,
  };
}

/** Gives each slot the column that fits it best, no column twice. Identifiers are claimed last: what a table needs goes first. */
function claim(
  table: GenericTable,
  read: ReadonlyMap<Column, readonly Reading[]>,
): { slots: Map<string, FoundColumn>; identifiers: FoundColumn[] } {
  const claims: (FoundColumn & { slot: string })[] = [];
  const own = new Set<string>([...IDENTIFIER_TERMS]);
  const slotsOf = slotsByTerm(table);
  for (const [column, meanings] of read)
    for (const { term, header, values } of meanings) {
      for (const { slot, weight } of slotsOf.get(term) ?? []) {
        const quality = header * values * weight;
        if (quality >= WEAKEST_CLAIM) claims.push({ slot, column, term, quality });
      }
      if (own.has(term) && table.subject !== "none" && header * values >= 0.5)
        claims.push({ slot: `whom:${term}`, column, term, quality: header * values * 0.999 });
    }
  claims.sort((a, b) => b.quality - a.quality || a.column.index - b.column.index);
  const slots = new Map<string, FoundColumn>();
  const taken = new Set<Column>();
  for (const { slot, ...claimed } of claims) {
    if (slots.has(slot) || taken.has(claimed.column)) continue;
    slots.set(slot, claimed);
    taken.add(claimed.column);
  }
  const identifiers = IDENTIFIER_TERMS.map((term) => slots.get(`whom:${term}`)).filter((c) => c !== undefined);
  for (const term of IDENTIFIER_TERMS) slots.delete(`whom:${term}`);
  const ownId = slots.get("own_id");
  if (ownId) {
    slots.delete("own_id");
    if (identifiers[0]?.term !== "customer") identifiers.unshift(ownId);
  }
  return { slots, identifiers };
}

type SlotOf = { slot: string; weight: number };
const slotsKnown = new WeakMap<GenericTable, ReadonlyMap<string, readonly SlotOf[]>>();

/** The slots that a meaning may take, in the order of the table. */
function slotsByTerm(table: GenericTable): ReadonlyMap<string, readonly SlotOf[]> {
  const known = slotsKnown.get(table);
  if (known) return known;
  const found = new Map<string, SlotOf[]>();
  for (const [slot, { terms }] of Object.entries(table.slots))
    for (const [term, weight] of Object.entries(terms)) found.set(term, [...(found.get(term) ?? []), { slot, weight }]);
  slotsKnown.set(table, found);
  return found;
}

function judge(found: Found, isDemanded: boolean): { score: number; reasons: Candidate["reasons"]; isKnown: boolean } {
  const { table, slots, identifiers, readings: read } = found;
  const reasons: Candidate["reasons"] = [];
  for (const { column, term, quality } of [...slots.values(), ...identifiers])
    reasons.push({
      code: "column_speaks_for",
      values: { column: column.name, meaning: term, strength: round(quality) },
    });

  const needed = Object.entries(table.slots).filter(([, slot]) => slot.needed);
  const missing = needed.filter(([name]) => !slots.has(name)).map(([name]) => name);
  if (table.subject === "needed" && identifiers.length === 0) missing.push("subject");
  for (const name of missing) reasons.push({ code: "needed_is_missing", values: { meaning: name } });

  const hallmarks = table.hallmarks.terms.filter((term) => strongest(read, term).strength >= STRONG);
  if (hallmarks.length < table.hallmarks.least)
    reasons.push({ code: "hallmark_is_missing", values: { meanings: table.hallmarks.terms.join(", ") } });

  let contradiction = 0;
  for (const term of table.against ?? []) {
    const { strength, column } = strongest(read, term);
    if (
      strength < STRONG ||
      !column ||
      [...slots.values(), ...identifiers].some((f) => f.column === column && f.term === term)
    )
      continue;
    contradiction = 1 - (1 - contradiction) * (1 - 0.5 * strength);
    reasons.push({
      code: "column_speaks_against",
      values: { column: column.name, meaning: term, strength: round(strength) },
    });
  }

  const understood = new Set([...slots.values(), ...identifiers].map(({ column }) => column)).size;
  if (understood < FEWEST_COLUMNS) reasons.push({ code: "too_few_columns", values: { columns: understood } });
  const fit = missing.length === 0 ? (table.fit?.(found) ?? 1) : 1;
  if (fit < 1) reasons.push({ code: "values_speak_against", values: { strength: round(1 - fit) } });

  const neededQualities = needed.map(([name]) => slots.get(name)?.quality ?? 0);
  if (table.subject === "needed") neededQualities.push(identifiers[0]?.quality ?? 0);
  const base = neededQualities.length === 0 ? 0.8 : mean(neededQualities);
  const others = [...slots].filter(([name]) => !table.slots[name]?.needed).map(([, f]) => f.quality);
  const evidence =
    sum(others) + sum((table.subject === "needed" ? identifiers.slice(1) : identifiers).map((f) => f.quality));
  // Several needed columns that are all there are evidence beyond the first.
  const together = 0.4 * sum(neededQualities.slice(1));
  const isTypical = hallmarks.length >= table.hallmarks.least && understood >= FEWEST_COLUMNS;
  const isKnown = missing.length === 0 && (isTypical || isDemanded);
  const score = (0.62 * base + 0.38 * (1 - Math.exp(-(evidence + together) / 1.5))) * (1 - contradiction) * fit;
  return { score: round(isKnown ? score : Math.min(INCOMPLETE, 0.6 * score)), reasons, isKnown };
}

function strongest(
  read: ReadonlyMap<Column, readonly Reading[]>,
  term: TermName,
): { strength: number; column?: Column } {
  let best: { strength: number; column?: Column } = { strength: 0 };
  for (const [column, meanings] of read)
    for (const reading of meanings)
      if (reading.term === term && reading.header * reading.values > best.strength)
        best = { strength: reading.header * reading.values, column };
  return best;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const round = (value: number): number => Math.round(value * 1000) / 1000;
