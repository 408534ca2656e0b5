import type { OwnScore } from "../../../src/facts/own-score.ts";
import type { FactRow } from "../company.ts";
import type { Record_, Value } from "./panel.ts";

/** An answer as it was given, and as the panel has it. */
export interface Given {
  row: FactRow;
  answer: Record_;
}

const SCALES: Readonly<Record<string, string>> = { nps: "0-10", csat: "1-5", ces: "1-7" };
const TAKEN_OVER = [
  ...["party", "day", "at", "kind", "respondent", "touchpoint", "channel", "agent", "team", "topic", "case_id"],
  ...["answer_language", "survey", "asked_day", "about", "about_day", "handled_by"],
];

/** The responses to a composite, by loops over the answers: who weighs what, put onto the scale of the composite. */
export function oracleComposite(
  stated: OwnScore,
  all: readonly Given[],
  {
    scores,
    of,
    idOf,
  }: { scores: readonly OwnScore[]; of: (party: Value, column: string) => Value; idOf: (first: number) => bigint },
): Record_[] {
  const { elements = [], weights = [] } = stated;
  const elementOf = ({ answer }: Given) =>
    elements.find((e) => e.instrument === answer.instrument && (e.item === undefined || e.item === answer.item));
  const parts = all.filter((given) => elementOf(given));
  const asked = new Set(
    parts.filter(({ answer }) => answer.importance !== null).map(({ answer }) => answer.instrument),
  );
  const responses = new Map<string, Given[]>();
  for (const given of parts) {
    const { row, answer } = given;
    const isKnown = answer.party !== null && answer.day !== null;
    const key = row.response_id
      ? `response ${row.response_id}`
      : row.invitation_id
        ? `invitation ${row.invitation_id}`
        : isKnown
          ? `together ${answer.party} ${answer.day} ${row.about ?? ""} ${row.about_id ?? ""}`
          : `alone ${answer.id}`;
    responses.set(key, [...(responses.get(key) ?? []), given]);
  }
  return [...responses.values()].map((own): Record_ => {
    const least = (column: string): Value => {
      const values = own.map(({ answer }) => answer[column]!).filter((value) => value !== null);
      return values.reduce<Value>((low, value) => (low === null || value! < low ? value : low), null);
    };
    const taken = Object.fromEntries(TAKEN_OVER.map((column) => [column, least(column)]));
    const holds = (column: string): Value => (column in taken ? taken[column]! : of(taken.party!, column));
    const special = weights.find(({ where }) =>
      Object.entries(where).every(([column, groups]) => [groups].flat().includes(holds(column) as never)),
    );
    const weightOf = (id: string): number =>
      special ? (special.weights[id] ?? 0) : (elements.find((each) => each.id === id)!.weight ?? 1);
    let [good, mass, heard, count] = [0, 0, 0, 0];
    for (const { id, instrument, scale } of elements) {
      const counted = own.flatMap((given) => {
        const { answer } = given;
        const stands = scale ?? SCALES[instrument] ?? scores.find((s) => s.id === instrument)!.scale;
        const [low, high] = stands.replace(" low", "").split("-").map(Number) as [number, number];
        if (elementOf(given)!.id !== id || answer.score === null) return [];
        if (scale === undefined && answer.band === null) return [];
        const score = answer.score as number;
        const { scale_min: least, scale_max: most, scale_best: best } = given.row;
        const onScale = (least ?? low) === low && (most ?? high) === high && (best ?? "high") === "high";
        if (scale !== undefined && (score < low || score > high || !onScale)) return [];
        const share = (score - low) / (high - low);
        const importance = stated.importance && asked.has(instrument) ? (answer.importance as number | null) : 1;
        if (importance === null || importance <= 0) return [];
        return [{ goodness: stands.endsWith("low") ? 1 - share : share, importance }];
      });
      if (counted.length === 0) continue;
      const n = counted.length;
      good += (weightOf(id) * counted.reduce((sum, each) => sum + each.goodness * each.importance, 0)) / n;
      mass += (weightOf(id) * counted.reduce((sum, each) => sum + each.importance, 0)) / n;
      heard += weightOf(id);
      count += n;
    }
    const total = elements.reduce((sum, { id }) => sum + weightOf(id), 0);
    const [min, max] = stated.scale.replace(" low", "").split("-").map(Number) as [number, number];
    const score = mass === 0 ? null : Math.round((min + ((max - min) * good) / mass) * 1e6) / 1e6;
    const isStaff = own.some(({ answer }) => ["employee", "manager"].includes(String(answer.respondent)));
    const state = own.every(({ answer }) => answer.score === null)
      ? "not_answered"
      : isStaff
        ? "not_customer"
        : heard < (stated.answered ?? 0) * total - 1e-9
          ? "incomplete"
          : "valid";
    const isBanded = score !== null && (state === "valid" || state === "not_customer");
    const band = isBanded
      ? stated.bands.find(({ from, to }) => score >= from && (score < to || to === max))
      : undefined;
    return {
      ...own[0]!.answer,
      ...taken,
      id: idOf(Math.min(...own.map(({ answer }) => Number(answer.id)))),
      ...{
        instrument: stated.id,
        item: null,
        choice: null,
        importance: null,
        weight: null,
        score,
        state,
        parts: count,
      },
      band: band ? `${stated.id}.${band.id}` : null,
    };
  });
}
