import { addDays, type Day, dayFromEpoch, epochDay } from "../../../src/base/day.ts";
import type { AskBasis } from "../../../src/panel/asks.ts";
import type { OraclePanel, Record_ } from "./panel.ts";

// Who was asked and who is heard, once more by loops over the panel's rows.

interface Window {
  from: Day;
  to: Day;
}

const inside = (day: unknown, { from, to }: { from: Day | null; to: Day | null }): boolean =>
  (from === null || (day !== null && String(day) >= from)) && (to === null || (day !== null && String(day) < to));
const total = (rows: readonly Record_[], of: (row: Record_) => number) => rows.reduce((sum, row) => sum + of(row), 0);
const num = (row: Record_, name: string) => Number(row[name] ?? 0);

/** One row a party that could have answered the instrument. */
export function oracleAsks(panel: OraclePanel, instrument: string, basis: AskBasis, window: Window): Record_[] {
  const surveys = new Set(panel.answer.filter((a) => a.instrument === instrument).map((a) => a.survey));
  const asked = new Map<bigint, string>();
  if (basis === "active") {
    for (const s of panel.spell)
      if ((s.from_day as string) <= window.from && (s.to_day as string) > window.from)
        asked.set(s.party as bigint, window.from);
  } else {
    for (const i of panel.invitation) {
      const asks =
        i.instrument === instrument ||
        (i.survey !== null && surveys.has(i.survey!)) ||
        (i.instrument === null && i.survey === null);
      if (i.asked !== 1 || i.party === null || !asks) continue;
      if (!inside(i.day, { from: window.from, to: addDays(window.to, -14) })) continue;
      const party = i.party as bigint;
      if (!asked.has(party) || asked.get(party)! < String(i.day)) asked.set(party, String(i.day));
    }
  }
  return [...asked].map(([party, day]): Record_ => {
    const [reply] = panel.answer
      .filter(
        (a) =>
          a.party === party &&
          a.instrument === instrument &&
          a.state === "valid" &&
          a.band !== null &&
          inside(a.day, { from: day as Day, to: window.to }),
      )
      .sort((a, b) => {
        const rank = (r: Record_) => `${r.day} ${r.at} ${String(r.id).padStart(9, "0")}`;
        return rank(a) < rank(b) ? 1 : -1;
      });
    const year = { from: dayFromEpoch(epochDay(day as Day) - 365), to: day as Day };
    const before = panel.customerDay.filter((d) => d.party === party && inside(d.day, year));
    const since = panel.spell
      .filter((s) => s.party === party)
      .map((s) => String(s.from_day))
      .sort()[0];
    const who = panel.party.find((p) => p.party === party)!;
    return {
      id: party,
      party,
      day,
      answered: reply ? 1 : 0,
      band: reply?.band ?? null,
      tenure: since !== undefined && since < day ? epochDay(day as Day) - epochDay(since as Day) : 0,
      orders: total(before, (d) => num(d, "orders")),
      revenue: total(before, (d) => num(d, "revenue") - num(d, "refunded")),
      margin: total(before, (d) => num(d, "revenue") - num(d, "cost") - num(d, "refunded")),
      contacts: total(before, (d) => num(d, "contacts")),
      segment: who.segment!,
      country: who.country!,
    };
  });
}

/** One row a status as of the end. */
export function oraclePopulations(
  panel: OraclePanel,
  window: { from: Day | null; to: Day | null },
  worth: "margin" | "spend" | null,
): Record_[] {
  return [...new Set(panel.state.map((s) => s.status))].map((status): Record_ => {
    const people = panel.state
      .filter((s) => s.status === status)
      .map((s) => {
        const own = (rows: readonly Record_[]) => rows.filter((r) => r.party === s.party);
        const asked = own(panel.invitation).filter((i) => i.asked === 1);
        const heard = own(panel.answer).filter((a) => a.state === "valid");
        const days = own(panel.customerDay).filter((d) => inside(d.day, window));
        const lately = (rows: readonly Record_[]) => rows.some((r) => inside(r.day, window));
        return {
          asked: asked.length > 0,
          askedLately: lately(asked),
          heard: heard.length > 0,
          heardLately: lately(heard),
          value: total(days, (d) => num(d, "revenue") - (worth === "margin" ? num(d, "cost") : 0) - num(d, "refunded")),
        };
      });
    const count = (of: (p: (typeof people)[number]) => boolean) => people.filter(of).length;
    return {
      status: status!,
      known: people.length,
      asked_ever: count((p) => p.asked),
      asked_lately: count((p) => p.askedLately),
      heard_ever: count((p) => p.heard),
      heard_lately: count((p) => p.heardLately),
      value: people.reduce((sum, p) => sum + p.value, 0),
      value_heard: people.filter((p) => p.heardLately).reduce((sum, p) => sum + p.value, 0),
    };
  });
}

/** Invitations and how soon they came after another, by the source's name of the touchpoint. */
export function oracleInvitations(panel: OraclePanel, window: { from: Day | null; to: Day | null }): Record_[] {
  const sent = panel.invitation.filter((i) => i.asked === 1 && i.day !== null);
  const soon = (i: Record_, days: number, others: readonly Record_[]) => {
    if (i.party === null) return 0;
    const rank = (r: Record_) => `${r.day} ${String(r.id).padStart(9, "0")}`;
    const before = others
      .filter((o) => o.party === i.party && rank(o) < rank(i))
      .map((o) => String(o.day))
      .sort()
      .at(-1);
    return before !== undefined && epochDay(String(i.day) as Day) - epochDay(before as Day) < days ? 1 : 0;
  };
  const middle =
    window.from === null || window.to === null
      ? null
      : addDays(window.from, Math.floor((epochDay(window.to) - epochDay(window.from)) / 2));
  const isFirst = (i: Record_) => middle !== null && String(i.day) < middle;
  const shown = sent.filter((i) => inside(i.day, window));
  return [...new Set(shown.map((i) => i.touchpoint))].map((touchpoint): Record_ => {
    const own = shown.filter((i) => i.touchpoint === touchpoint);
    return {
      touchpoint: touchpoint!,
      n: own.length,
      answered: total(own, (i) => num(i, "completed")),
      soon_any: total(own, (i) => soon(i, 14, sent)),
      soon_relationship: total(own, (i) =>
        soon(
          i,
          90,
          sent.filter((o) => o.touchpoint === touchpoint),
        ),
      ),
      first_n: own.filter(isFirst).length,
      first_answered: total(own.filter(isFirst), (i) => num(i, "completed")),
    };
  });
}
