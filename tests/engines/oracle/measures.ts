import { type Day, dayFromEpoch, daysBetween, epochDay } from "../../../src/base/day.ts";
import { type OraclePanel, onGrid, quantile, type Record_ } from "./panel.ts";
import { OWN_SCORES } from "./random-company.ts";

// Every registered measure once more, by loops over the panel's rows, from DESIGN's definitions.

/** One row that counts: what it adds above (`a`) and below (`b`) the line, or its value for a quantile. */
export interface Counted {
  row: Record_;
  a: number;
  b: number;
}

interface OracleMeasure {
  /** Rows in a stretch of days; both bounds null: all, undated ones included. */
  rows(panel: OraclePanel, from: Day | null, to: Day | null): Counted[];
  cluster: "party" | "agent" | null;
  /** Rows of which only a party's latest counts: what it thinks of the company as a whole. */
  latest?: (row: Record_) => boolean;
  quantile?: number;
  /** Few rows contribute most: each in turn is left out. */
  ofFew?: true;
  /** What adds up are squares of the distance from the mean of the rows. */
  squares?: true;
  /** Follows customers over a stretch; otherwise it counts events. */
  overStretch?: true;
  /** Where nothing recurs it is compared with an equally long stretch before. */
  looksBack?: true;
  /** A state as of the end: no window. */
  asOfEnd?: true;
}

const within = (rows: readonly Record_[], from: Day | null, to: Day | null) =>
  rows.filter(
    ({ day }) => (from === null || (day !== null && day! >= from)) && (to === null || (day !== null && day! < to)),
  );
const one = (row: Record_, hit: boolean): Counted => ({ row, a: hit ? 1 : 0, b: 1 });
const value = (row: Record_, a: number): Counted => ({ row, a, b: 1 });

const answered = (instrument: string, count: (row: Record_) => Counted): OracleMeasure => ({
  cluster: "party",
  // An NPS answer is about the company unless it says otherwise, the others are about an interaction.
  latest: ({ kind }) => kind === "relationship" || (kind === null && instrument === "nps"),
  rows: ({ answer }, from, to) =>
    within(answer, from, to)
      .filter((a) => a.instrument === instrument && a.state === "valid" && a.band !== null)
      .map(count),
});
const handled = (share?: number): OracleMeasure => ({
  cluster: "agent",
  ...(share === undefined ? {} : { quantile: share }),
  rows: ({ contact }, from, to) =>
    within(contact, from, to)
      .filter((c) => c.handle !== null && c.abandoned !== true)
      .map((c) => value(c, c.handle as number)),
});
const asked = (days: string): OracleMeasure => ({
  cluster: "party",
  quantile: 0.5,
  rows: ({ invitation }, from, to) =>
    within(invitation, from, to)
      .filter((i) => i.asked === 1 && i[days] !== null)
      .map((i) => value(i, i[days] as number)),
});
const untilIn = (column: string, share?: number): OracleMeasure => ({
  cluster: "party",
  ...(share === undefined ? {} : { quantile: share }),
  rows: ({ caseTime }, from, to) =>
    within(caseTime, from, to)
      .filter((k) => k[column] !== null)
      .map((k) => value(k, k[column] as number)),
});
const covering = ({ spell }: OraclePanel, day: string) =>
  new Set(
    spell.filter((s) => (s.from_day as string) <= day && (s.to_day as string) > day).map((s) => s.party as bigint),
  );
const ofParty = (party: bigint, from: Day | null, more: Record_ = {}): Record_ => ({
  id: party,
  party,
  day: from,
  ...more,
});
/** Of each customer of any day of the stretch, something about the contacts in it. */
const ofActive = (of: (contacts: readonly Record_[]) => number): OracleMeasure => ({
  cluster: null,
  overStretch: true,
  rows: ({ spell, contact }, from, to) => {
    const active = new Set(
      spell.filter((s) => (s.from_day as string) < to! && (s.to_day as string) > from!).map((s) => s.party as bigint),
    );
    return [...active].map((party) =>
      value(ofParty(party, from), of(within(contact, from, to).filter((c) => c.party === party))),
    );
  },
});
const retention = (kept: boolean): OracleMeasure => ({
  cluster: null,
  overStretch: true,
  rows: (panel, from, to) =>
    [...covering(panel, from!)].map((party) => one(ofParty(party, from), covering(panel, to!).has(party) === kept)),
});

const timed = (column: string): OracleMeasure => ({
  cluster: "agent",
  rows: ({ contact }, from, to) =>
    within(contact, from, to)
      .filter((c) => c[column] !== null && c.abandoned !== true)
      .map((c) => value(c, c[column] as number)),
});
const signalled = (column: string): OracleMeasure => ({
  cluster: "party",
  rows: (panel, from, to) =>
    within(panel.case, from, to)
      .filter((k) => k[column] !== null)
      .map((k) => one(k, k[column] === 1)),
});
const ofLots = (column: string): OracleMeasure => ({
  cluster: "party",
  rows: ({ lot }, from, to) =>
    within(lot, from, to).map((l) => ({ row: l, a: l[column] as number, b: l.points as number })),
});

/** Value at the start and at the end of a stretch, of those who brought any at the start. */
const ofValue = (above: (before: number, after: number) => number, withEarned = false): OracleMeasure => ({
  cluster: null,
  overStretch: true,
  looksBack: true,
  ofFew: true,
  rows: (panel, from, to) => {
    const { recurring, income } = panel;
    const length = epochDay(to!) - epochDay(from!);
    const parties = [...new Set(panel.party.map((p) => p.party as bigint))];
    const add = (values: readonly number[]) => values.reduce((sum, v) => sum + onGrid(v), 0);
    const inForce = (party: bigint, day: string) =>
      add(
        recurring
          .filter((t) => t.party === party && (t.from_day as string) <= day && (t.to_day as string) > day)
          .map((t) => t.yearly as number),
      );
    // A day's income of a customer is one number, on the grid.
    const spent = (party: bigint, first: Day, end: Day) => {
      const own = within(income, first, end).filter((i) => i.party === party && i.day !== null);
      const days = [...new Set(own.map((i) => i.day))];
      return add(
        days.map((d) => own.filter((i) => i.day === d).reduce((sum, i) => sum + ((i.amount as number) ?? 0), 0)),
      );
    };
    const isNew = (party: bigint): boolean => {
      const first = (rows: readonly Record_[], column: string) =>
        rows
          .filter((row) => row.party === party)
          .map((row) => row[column] as string)
          .sort()[0];
      if (panel.info.recurring !== "none")
        return (
          first(recurring, "from_day") !== undefined && first(recurring, "from_day")! > from! && inForce(party, to!) > 0
        );
      const bought = first(panel.purchaseDay, "day");
      return bought !== undefined && bought >= from! && bought < to!;
    };
    const wasBrought = (party: bigint) => {
      const told = panel.answer
        .filter((a) => a.instrument === "heard_from" && a.party === party && a.state !== "not_customer")
        .filter(({ choice }) => choice !== null && !String(choice).startsWith("Other"))
        .map((a) => ({ day: (a.day as string | null) ?? "9999", isEarned: a.choice !== "An advert" }));
      const first = told.map(({ day }) => day).sort()[0];
      return told.length > 0
        ? told.some(({ day, isEarned }) => day === first && isEarned)
        : ["friend", "Referral"].includes(String(panel.party.find((p) => p.party === party)?.acquisition_channel));
    };
    return (
      parties
        .map((party) =>
          panel.info.recurring === "none"
            ? {
                party,
                before: spent(party, dayFromEpoch(epochDay(from!) - length), from!),
                after: Math.max(0, spent(party, from!, to!)),
              }
            : { party, before: inForce(party, from!), after: inForce(party, to!) },
        )
        .filter(({ party, before }) => before > 1e-9 || (withEarned && isNew(party) && wasBrought(party)))
        // Who came only then brought nothing before, whatever was paid back to them.
        .map((each) => ({ ...each, before: Math.max(0, each.before) }))
        .map(({ party, before, after }) => ({ row: ofParty(party, from), a: above(before, after), b: before }))
    );
  },
});

/** A row with the band of its party's latest answer to the leading score by then. */
function standing({ answer }: OraclePanel, row: Record_): Record_ {
  const scored = answer.filter((a) => a.state === "valid" && a.band !== null && a.party !== null && a.day !== null);
  const leading = ["nps", "csat", "ces", ...OWN_SCORES.map((own) => own.id)].find((id) =>
    scored.some((a) => a.instrument === id),
  );
  const before = scored
    .filter((a) => a.instrument === leading && a.party === row.party && row.day !== null && a.day! <= row.day!)
    .sort((a, b) => (a.day! < b.day! ? 1 : a.day! > b.day! ? -1 : Number(b.id) - Number(a.id)));
  return { ...row, standing: before[0]?.band ?? null };
}

const openPoints: OracleMeasure = {
  cluster: null,
  asOfEnd: true,
  rows: ({ points }) => points.map((p) => value(p, (p.change === "earned" ? 1 : -1) * (p.points as number))),
};

export const ORACLE_MEASURES: Readonly<Record<string, OracleMeasure>> = {
  nps: answered("nps", (a) => value(a, (a.score as number) >= 9 ? 100 : (a.score as number) <= 6 ? -100 : 0)),
  csat: answered("csat", (a) => one(a, (a.score as number) >= 4)),
  "csat-mean": answered("csat", (a) => value(a, a.score as number)),
  ces: answered("ces", (a) => one(a, (a.score as number) >= 5)),
  "ces-mean": answered("ces", (a) => value(a, a.score as number)),
  aht: handled(),
  "aht-median": handled(0.5),
  "aht-p90": handled(0.9),
  "abandonment-rate": {
    cluster: null,
    rows: ({ contact }, from, to) =>
      within(contact, from, to)
        .filter((c) => c.abandoned !== null)
        .map((c) => one(c, c.abandoned === true)),
  },
  fcr: {
    cluster: "party",
    rows: (panel, from, to) =>
      within(panel.case, from, to)
        .filter((k) => k.first_contact_resolved !== null && k.followed === 1)
        .map((k) => one(k, k.first_contact_resolved === 1)),
  },
  "self-service-share": {
    cluster: "party",
    rows: (panel, from, to) =>
      within(panel.case, from, to)
        .filter((k) => k.unhandled === 0)
        .map((k) => one(k, k.live === 0)),
  },
  "deflection-rate": {
    cluster: "party",
    rows: (panel, from, to) => {
      const had = panel.contact.filter((k) => k.is_case === 0 && k.at !== null);
      const time = (a: Record_, b: Record_) => (a.at! < b.at! ? -1 : a.at! > b.at! ? 1 : Number(a.id) - Number(b.id));
      const isSame = (a: Record_, b: Record_) =>
        a.case_id === null
          ? a.party !== null && a.party === b.party && a.topic !== null && a.topic === b.topic
          : a.case_id === b.case_id;
      const until = panel.info.contactsUntil;
      const begun = had
        .filter((k) => k.abandoned !== true)
        .filter(
          (k, _, all) =>
            k.handled_by === "bot" &&
            (k.case_id === null || all.filter((other) => other.case_id === k.case_id).sort(time)[0] === k),
        );
      return within(begun, from, to).flatMap((k) => {
        const isFollowed = until !== null && daysBetween(k.day as Day, until) > 7;
        if (!isFollowed || (k.case_id === null && (k.party === null || k.topic === null))) return [];
        const after = had.filter(
          (l) => l !== k && isSame(k, l) && l.at! >= k.at! && daysBetween(k.day as Day, l.day as Day) <= 7,
        );
        const isLive = after.some(({ handled_by }) => handled_by === "live");
        if (!isLive && after.some(({ handled_by }) => handled_by === null)) return [];
        return [one(standing(panel, k), !isLive)];
      });
    },
  },
  "response-rate": {
    cluster: "party",
    rows: ({ invitation }, from, to) =>
      within(invitation, from, to)
        .filter((i) => i.asked === 1)
        .map((i) => one(i, i.completed === 1)),
  },
  "request-delay": asked("request_days"),
  "answer-delay": asked("answer_days"),
  delight: answered("delight", (a) => one(a, a.band === "delight.high")),
  "delight-mean": answered("delight", (a) => value(a, a.score as number)),
  hassle: answered("hassle", (a) => one(a, a.band === "hassle.little")),
  "hassle-mean": answered("hassle", (a) => value(a, a.score as number)),
  blend: answered("blend", (a) => value(a, a.score as number)),
  "blend-good": answered("blend", (a) => one(a, a.band === "blend.high")),
  "return-rate": {
    cluster: "party",
    rows: ({ order }, from, to) =>
      within(order, from, to)
        .filter((o) => o.returned !== null)
        .map((o) => one(o, o.returned === 1)),
  },
  "late-delivery-rate": {
    cluster: "party",
    rows: ({ order }, from, to) =>
      within(
        order.filter(({ late }) => late !== null).map((o) => ({ ...o, day: o.delivered_day! })),
        from,
        to,
      ).map((o) => one(o, o.late === 1)),
  },
  "repeat-revenue-share": {
    cluster: "party",
    rows: ({ purchaseDay }, from, to) =>
      within(purchaseDay, from, to).map((d) => ({
        row: d,
        a: d.previous_day === null ? 0 : (d.revenue as number),
        b: d.revenue as number,
      })),
  },
  "days-between-orders": {
    cluster: "party",
    quantile: 0.5,
    rows: ({ purchaseDay }, from, to) =>
      within(purchaseDay, from, to)
        .filter((d) => d.gap !== null && d.has_contract === 0)
        .map((d) => value(d, d.gap as number)),
  },
  qci: {
    cluster: "party",
    rows: ({ answer }, from, to) =>
      within(answer, from, to)
        .filter((a) => a.instrument === "qci" && a.state === "valid" && a.weight !== null)
        .map((a) => ({ row: a, a: (a.score as number) * (a.weight as number), b: a.weight as number })),
  },
  polarisation: {
    ...answered("nps", (a) => ({ row: a, a: a.score as number, b: 25 })),
    squares: true,
  },
  "promoter-share": answered("nps", (a) => one(a, (a.score as number) >= 9)),
  "passive-share": answered("nps", (a) => one(a, a.score === 7 || a.score === 8)),
  "detractor-share": answered("nps", (a) => one(a, (a.score as number) <= 6)),
  "public-rating": {
    cluster: "party",
    rows: ({ review }, from, to) =>
      within(review, from, to)
        .filter((r) => r.stars !== null)
        .map((r) => value(r, r.stars as number)),
  },
  "aht-talk": timed("talk"),
  "aht-hold": timed("hold"),
  "aht-wrap": timed("wrap"),
  "waiting-time": {
    cluster: "party",
    rows: ({ contact }, from, to) =>
      within(contact, from, to)
        .filter((k) => k.waited !== null && (k.waited as number) > 0)
        .map((k) => value(k, k.waited as number)),
  },
  "menu-time": {
    cluster: "party",
    rows: ({ contact }, from, to) =>
      within(contact, from, to)
        .filter((k) => k.menu_seconds !== null && (k.menu_seconds as number) > 0)
        .map((k) => value(k, k.menu_seconds as number)),
  },
  "menu-loop-rate": {
    cluster: "party",
    rows: ({ contact }, from, to) =>
      within(contact, from, to)
        .filter((k) => k.menu_loops !== null)
        .map((k) => one(k, (k.menu_loops as number) > 0)),
  },
  "aht-leg": {
    cluster: "agent",
    rows: ({ leg }, from, to) =>
      within(leg, from, to)
        .filter((l) => l.handle !== null && l.gave_up === 0)
        .map((l) => value(l, l.handle as number)),
  },
  "first-response-time": untilIn("first_response", 0.5),
  "first-response-time-mean": untilIn("first_response"),
  "resolution-time": untilIn("resolution", 0.5),
  "resolution-time-mean": untilIn("resolution"),
  effort: {
    cluster: "party",
    rows: (panel, from, to) =>
      within(panel.case, from, to)
        .filter((k) => k.effort !== null && (k.contacts as number) > 0)
        .map((k) => value(k, k.effort as number)),
  },
  "repeat-contact-rate": signalled("came_back"),
  "repeated-information-rate": signalled("repeated"),
  "transfer-rate": signalled("transferred"),
  "channel-switch-rate": signalled("switched"),
  "reopening-rate": signalled("was_reopened"),
  "long-hold-rate": signalled("held"),
  "cut-off-rate": signalled("cut_off"),
  "long-menu-rate": signalled("menus"),
  "impersonal-reply-rate": signalled("impersonal"),
  "redemption-rate-cohort": ofLots("redeemed"),
  breakage: ofLots("expired"),
  "redeeming-members": {
    cluster: null,
    overStretch: true,
    rows: ({ points }, from, to) => {
      const earned = points.filter(({ change, day }) => change === "earned" && (day as string) < to!);
      return [...new Set(earned.map(({ party }) => party as bigint))].map((party) =>
        one(
          ofParty(party, from),
          within(points, from, to).some((p) => p.party === party && p.change === "redeemed"),
        ),
      );
    },
  },
  "open-points": openPoints,
  // Their sums are points; the test multiplies them by what is stated of points.
  "points-liability": openPoints,
  "points-liability-expected": openPoints,
  "point-value": {
    cluster: "party",
    rows: ({ points }, from, to) =>
      within(points, from, to)
        .filter((p) => p.change === "redeemed" && (p.points as number) > 0 && p.cost !== null)
        .map((p) => ({ row: p, a: p.cost as number, b: p.points as number })),
  },
  "settled-breakage": {
    cluster: "party",
    rows: ({ points }, from, to) =>
      within(points, from, to)
        .filter((p) => p.change !== "earned")
        .map((p) => ({ row: p, a: p.change === "expired" ? (p.points as number) : 0, b: p.points as number })),
  },
  nrr: ofValue((_, after) => after),
  "earned-growth": ofValue((before, after) => after - before, true),
  grr: ofValue((before, after) => Math.min(before, after)),
  "revenue-churn": ofValue((before, after) => before - Math.min(before, after)),
  orders: { cluster: null, rows: ({ order }, from, to) => within(order, from, to).map((o) => value(o, 1)) },
  "order-value": {
    cluster: "party",
    rows: ({ order }, from, to) =>
      within(order, from, to)
        .filter((o) => o.amount !== null)
        .map((o) => value(o, o.amount as number)),
  },
  revenue: {
    cluster: null,
    rows: ({ income }, from, to) =>
      within(income, from, to)
        .filter((i) => i.amount !== null)
        .map((i) => value(i, i.amount as number)),
  },
  margin: {
    cluster: null,
    rows: ({ income }, from, to) =>
      within(income, from, to)
        .filter((i) => i.amount !== null && (i.cost !== null || i.is_refund === 1))
        .map((i) => value(i, (i.amount as number) - ((i.cost as number | null) ?? 0))),
  },
  "contacts-per-customer": ofActive((contacts) => contacts.length),
  "cost-to-serve": ofActive((contacts) => contacts.reduce((sum, { cost }) => sum + ((cost as number | null) ?? 0), 0)),
  "repeat-rate": {
    cluster: null,
    overStretch: true,
    rows: ({ order }, from, to) => {
      const bought = within(order, from, to).filter((o) => o.party !== null);
      return [...new Set(bought.map((o) => o.party as bigint))].map((party) =>
        one(ofParty(party, from), bought.filter((o) => o.party === party).length >= 2),
      );
    },
  },
  "redemption-rate": {
    cluster: "party",
    rows: ({ points }, from, to) =>
      within(points, from, to)
        .filter(({ change }) => change !== "expired")
        .map((p) => ({
          row: p,
          a: p.change === "redeemed" ? (p.points as number) : 0,
          b: p.change === "earned" ? (p.points as number) : 0,
        })),
  },
  "redeemed-points": {
    cluster: null,
    rows: ({ points }, from, to) =>
      within(points, from, to)
        .filter(({ change }) => change === "redeemed")
        .map((p) => value(p, p.points as number)),
  },
  conversion: {
    cluster: null,
    rows: ({ party, spell, offer, touch, info }, from, to) => {
      const rows = party.flatMap(({ party: p, joined }): Counted[] => {
        const own = [...offer, ...touch].filter((row) => row.party === p && row.day !== null);
        const days = [joined, ...own.map(({ day }) => day)].filter((day) => day !== null) as Day[];
        const known = days.sort()[0];
        const since = spell
          .filter((s) => s.party === p)
          .map((s) => s.from_day as Day)
          .sort()[0];
        const [end, begin] = [info.asOf as Day | null, info.firstDay as Day | null];
        if (known === undefined || end === null || begin === null || known < begin) return [];
        if ((since !== undefined && since <= known) || daysBetween(known, end) < 90) return [];
        const row = ofParty(p as bigint, known);
        return [one(row, since !== undefined && daysBetween(known, since) < 90)];
      });
      const counted = new Set(
        within(
          rows.map(({ row }) => row),
          from,
          to,
        ),
      );
      return rows.filter(({ row }) => counted.has(row));
    },
  },
  crr: retention(true),
  churn: retention(false),
  "share-of-wallet": {
    cluster: "party",
    latest: () => true,
    rows: (panel, from, to) => {
      const asked = panel.answer
        .filter((a) => a.instrument === "share_of_wallet" && a.state === "valid")
        .map((a) => ({ ...a, known_from: "asked", told: a.score as number, isPerCent: (a.score as number) > 1 }));
      const totals = panel.snapshot
        .filter(({ name }) => String(name).startsWith("share_of_wallet"))
        .map((s) => ({
          ...{ ...s, known_from: s.name === "share_of_wallet_asked" ? "asked" : "estimated" },
          ...{ told: s.value as number, isPerCent: (s.value as number) > 1 || s.unit === "%" },
        }));
      const all: (Record_ & { known_from: string; told: number; isPerCent: boolean })[] = [...asked, ...totals];
      const isPerCent = (how: string) => all.some((row) => row.known_from === how && row.isPerCent);
      const end = panel.info.asOf as string | null;
      return within(all, from, to)
        .filter(({ day }) => day === null || end === null || (day as string) < end)
        .map((row) => standing(panel, row))
        .map((row) => value(row, (row.told as number) / (isPerCent(row.known_from as string) ? 100 : 1)))
        .filter(({ a }) => a >= 0 && a <= 1);
    },
  },
  "negative-word-of-mouth": {
    cluster: "party",
    latest: ({ kind }) => kind !== "transactional",
    rows: (panel, from, to) =>
      within(panel.answer, from, to)
        .filter((a) => a.instrument === "negative_word_of_mouth" && a.state === "valid" && (a.score as number) >= 0)
        .map((a) => one(standing(panel, a), (a.score as number) > 0)),
  },
  "usage-decline": {
    cluster: null,
    asOfEnd: true,
    rows: ({ usage }) => {
      const last = usage
        .map(({ day }) => day as Day)
        .sort()
        .at(-1);
      return [...new Set(usage.map(({ party }) => party as bigint))].flatMap((party) => {
        const units = [...new Set(usage.map(({ unit }) => unit))].flatMap((unit) => {
          const ago = (row: Record_) => daysBetween(row.day as Day, last!);
          const own = usage.filter((row) => row.party === party && row.unit === unit && ago(row) < 180);
          const used = (rows: readonly Record_[]) => rows.reduce((sum, row) => sum + (row.quantity as number), 0);
          const [late, early] = [used(own.filter((row) => ago(row) < 90)), used(own.filter((row) => ago(row) >= 90))];
          return own.length >= 5 && early > 0 ? [late < early / 2] : [];
        });
        return units.length === 0 ? [] : [one(ofParty(party, null), units.includes(true))];
      });
    },
  },
  "clv-to-date": {
    cluster: null,
    asOfEnd: true,
    rows: ({ state }) =>
      state
        .filter((s) => s.customer_since !== null)
        .map((s) => value({ ...s, id: s.party!, day: null }, (s.margin as number) - (s.contact_cost as number))),
  },
};

/** One group of rows, reduced: what the engine has to come to. */
export interface OracleSums {
  n: number;
  clusters: number;
  a: number;
  b: number;
  aa: number;
  bb: number;
  ab: number;
  value: number | null;
  low: number | null;
  high: number | null;
  /** Of ratios to which few rows contribute most. */
  each_can_be_left_out?: number;
  left_out?: number | null;
}

const PARTY_CUTS = ["segment", "country", "region", "language", "plan", "status", "acquisition_channel"];

/** The measure in a stretch, by a cut: group → sums. `null` as a group: not known. */
export function oracleSums(
  id: string,
  panel: OraclePanel,
  { from, to, cut }: { from: Day | null; to: Day | null; cut: string | null },
): Map<string | null, OracleSums> {
  const groups = oracleRows(id, panel, { from, to, cut });
  return new Map([...groups].map(([group, rows]) => [group, reduce(ORACLE_MEASURES[id]!, rows)]));
}

/** The rows that count, by group. */
export function oracleRows(
  id: string,
  panel: OraclePanel,
  { from, to, cut }: { from: Day | null; to: Day | null; cut: string | null },
): Map<string | null, Counted[]> {
  const { latest, squares, rows } = ORACLE_MEASURES[id]!;
  const groupOf = dimensionOf(panel, cut);
  const groups = new Map<string | null, Counted[]>();
  for (const counted of rows(panel, from, to)) {
    const group = groupOf(counted.row);
    groups.set(group, [...(groups.get(group) ?? []), counted]);
  }
  for (const [group, all] of groups) {
    const counted = latest
      ? [...latestOfParty(all.filter(({ row }) => latest(row))), ...all.filter(({ row }) => !latest(row))]
      : all;
    const mean = counted.reduce((sum, { a }) => sum + a, 0) / counted.length;
    groups.set(group, squares ? counted.map((each) => ({ ...each, a: (each.a - mean) ** 2 })) : counted);
  }
  return groups;
}

/** What a row or its party says of a dimension. */
export function dimensionOf(panel: OraclePanel, cut: string | null): (row: Record_) => string | null {
  const stateOf = new Map(panel.state.map((s) => [s.party as bigint, s]));
  return (row) => {
    if (cut === null) return null;
    const home = PARTY_CUTS.includes(cut) ? stateOf.get(row.party as bigint) : row;
    return (home?.[cut] as string | null | undefined) ?? null;
  };
}

function reduce({ cluster, quantile: share, ofFew }: OracleMeasure, rows: readonly Counted[]): OracleSums {
  const clusters = new Map<unknown, { a: number; b: number }>();
  for (const { row, a, b } of rows) {
    const key =
      cluster === null ? `row ${row.id}` : row[cluster] === null ? `row ${row.id}` : `${cluster} ${row[cluster]}`;
    const sums = clusters.get(key) ?? { a: 0, b: 0 };
    clusters.set(key, { a: sums.a + onGrid(a), b: sums.b + onGrid(b) });
  }
  const total = (of: (sums: { a: number; b: number }) => number) =>
    [...clusters.values()].reduce((t, c) => t + of(c), 0);
  const sorted = rows.map(({ a }) => a).sort((x, y) => x - y);
  const n = rows.length;
  const half = 1.959963984540054 * Math.sqrt(n * (share ?? 0) * (1 - (share ?? 0)));
  return {
    n,
    clusters: clusters.size,
    a: total(({ a }) => a),
    b: total(({ b }) => b),
    aa: total(({ a }) => a * a),
    bb: total(({ b }) => b * b),
    ab: total(({ a, b }) => a * b),
    value: share === undefined ? null : quantile(sorted, share),
    low: share === undefined ? null : sorted[Math.max(1, Math.floor(n * share - half)) - 1]!,
    high: share === undefined ? null : sorted[Math.min(n, Math.ceil(n * share + half) + 1) - 1]!,
    ...(ofFew ? leavingOut(rows.map(({ a, b }) => ({ a: onGrid(a), b: onGrid(b) }))) : {}),
  };
}

/** How far the ratio moves when each row in turn is left out. */
function leavingOut(rows: readonly { a: number; b: number }[]) {
  const ratioOf = (kept: readonly { a: number; b: number }[]) =>
    kept.reduce((t, { a }) => t + a, 0) / kept.reduce((t, { b }) => t + b, 0);
  const others = rows.map((_, i) => rows.filter((_, j) => j !== i));
  const possible = others.filter((kept) => kept.some(({ b }) => b > 0));
  const squares = possible.map((kept) => Math.min(1e8, (ratioOf(kept) - ratioOf(rows)) ** 2));
  return {
    each_can_be_left_out: possible.length === rows.length ? 1 : 0,
    left_out: possible.length === 0 ? null : squares.reduce((t, x) => t + x, 0),
  };
}

/** A party's latest answer; answers of nobody in particular all stay. */
function latestOfParty(rows: readonly Counted[]): Counted[] {
  const rank = ({ row: { day, at, id } }: Counted) => `${day ?? ""} ${at ?? ""} ${String(id).padStart(20, "0")}`;
  const newest = new Map<unknown, Counted>();
  for (const counted of rows) {
    const key = counted.row.party ?? `row ${counted.row.id}`;
    const found = newest.get(key);
    if (!found || rank(counted) > rank(found)) newest.set(key, counted);
  }
  return [...newest.values()];
}
