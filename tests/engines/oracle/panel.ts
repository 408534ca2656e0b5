import type { Day } from "../../../src/base/day.ts";
import { dayFromEpoch, epochDay } from "../../../src/base/day.ts";
import type { OwnScore } from "../../../src/facts/own-score.ts";
import type { PanelSettings } from "../../../src/panel/settings.ts";
import { type Company, type FactRow, wordOf } from "../company.ts";
import { type Given, oracleComposite } from "./composites.ts";

// The panel once more, by loops over the facts, from what DESIGN says and what the tables' documentation promises.

export type Value = string | number | bigint | boolean | null;
export type Record_ = Record<string, Value>;

export interface OraclePanel {
  identity: Record_[];
  party: Record_[];
  order: Record_[];
  refund: Record_[];
  income: Record_[];
  contact: Record_[];
  case: Record_[];
  caseTime: Record_[];
  invitation: Record_[];
  purchaseDay: Record_[];
  recurring: Record_[];
  review: Record_[];
  leg: Record_[];
  lot: Record_[];
  points: Record_[];
  usage: Record_[];
  offer: Record_[];
  touch: Record_[];
  snapshot: Record_[];
  referral: Record_[];
  assignment: Record_[];
  answer: Record_[];
  spell: Record_[];
  customerDay: Record_[];
  customerMonth: Record_[];
  moment: Record_[];
  state: Record_[];
  info: {
    currency: string | null;
    asOf: Day | null;
    firstDay: Day | null;
    purchasesUntil: Day | null;
    contactsUntil: Day | null;
    reviewsUntil: Day | null;
    answersUntil: Day | null;
    opinions: number;
    opinionsUnnamed: number;
    inactivity: number;
    gaps: number;
    costCoverage: number | null;
    contactCostCoverage: number | null;
    assumedMargin: number | null;
    assumedContactCost: number;
    hasContracts: boolean;
    recurring: string;
    itemScales: number;
    says: string;
  };
}

const atOf = ({ at }: FactRow): string | null => (at ? (at.length === 10 ? `${at} 00:00:00` : at) : null);
const text = (value: unknown): string | null => (value === undefined || value === null ? null : String(value));
const num = (value: unknown): number | null => (value === undefined || value === null ? null : Number(value));
const bool = (value: unknown): boolean | null => (value === undefined || value === null ? null : Boolean(value));
const sum = (values: readonly (number | null)[]): number => values.reduce<number>((total, v) => total + (v ?? 0), 0);
/** SQL's sum: null where there is nothing to add. */
const sumOrNull = (values: readonly (number | null)[]): number | null =>
  values.some((v) => v !== null) ? sum(values) : null;
const least = <T extends string | number | bigint>(values: readonly (T | null)[]): T | null =>
  values.reduce<T | null>((low, v) => (v !== null && (low === null || v < low) ? v : low), null);
const plus = (day: string, days: number): Day => dayFromEpoch(epochDay(day as Day) + days);
const apart = (from: string, to: string): number => epochDay(to as Day) - epochDay(from as Day);

/** Hyndman–Fan type 7. */
export function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  return sorted[below]! + (position - below) * ((sorted[below + 1] ?? sorted[below]!) - sorted[below]!);
}

/** The calendar day of a fact in the reporting zone: an instant is cut there, a date stays itself. */
function dayOf(row: FactRow, zone: string): Day | null {
  if (!row.at) return null;
  if (row.precision !== "instant") return row.at.slice(0, 10) as Day;
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(new Date(`${row.at.replace(" ", "T")}Z`)) as Day;
}

export function oraclePanel(
  company: Company,
  {
    zone,
    asOf: told,
    inactivityDays,
    currency: toldCurrency,
    margin,
    contactCosts,
    switchHours,
    scores = [],
  }: PanelSettings,
  keys: ReadonlyMap<string, bigint>,
  gapDays: number,
  /** Ids of responses to composites, by the composite and the least id of their answers: a hash of the engine's own. */
  composed: ReadonlyMap<string, bigint> = new Map(),
): OraclePanel {
  const of = (kind: keyof Company): readonly FactRow[] => company[kind] ?? [];
  const day = (row: FactRow) => dayOf(row, zone);
  /** By day; what was stated later comes later: the later file, then the later line. */
  const byStart = (a: FactRow, b: FactRow) =>
    day(a)! < day(b)! ? -1 : day(a)! > day(b)! ? 1 : Number(a.load) - Number(b.load) || Number(a.line) - Number(b.line);
  const counts = (row: FactRow) => told === null || day(row) === null || day(row)! < told;

  // Who is who.
  const partyOfWord = components(of("alias"), keys);
  const party = (row: FactRow | undefined): bigint | null => (row?.who ? partyOfWord.get(row.who)! : null);
  const parties = [...new Set(partyOfWord.values())];

  // Money.
  const spent = (["purchase", "line", "refund", "contact", "points"] as const).flatMap((kind) => of(kind));
  const uses = new Map<string, number>();
  for (const { currency } of spent) if (currency) uses.set(String(currency), (uses.get(String(currency)) ?? 0) + 1);
  const ranked = [...uses].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const reporting = toldCurrency ?? ranked[0]?.[0] ?? null;
  const rate = (currency: string | null, on: Day | null): number => {
    if (currency === null || currency === reporting || on === null) return 1;
    const quotes = of("rate").flatMap(({ at, from_currency, to_currency, value }) => {
      if (from_currency === currency && to_currency === reporting)
        return [{ at: at!, direct: true, rate: Number(value) }];
      if (from_currency === reporting && to_currency === currency)
        return [{ at: at!, direct: false, rate: 1 / Number(value) }];
      return [];
    });
    const last = quotes
      .map(({ at }) => at)
      .filter((at) => at <= on && apart(at, on) <= 7)
      .sort()
      .at(-1);
    const ofDay = quotes.filter(({ at }) => at === last);
    return (ofDay.find(({ direct }) => direct) ?? ofDay[0])!.rate;
  };
  const inReporting = (amount: number | null, currency: string | null, on: Day | null) =>
    amount === null ? null : amount * rate(currency, on);

  // Events.
  const order = of("purchase")
    .filter((row) => row.status !== "cancelled" && counts(row))
    .map((row): Record_ => {
      const lines = row.order_id ? of("line").filter(({ order_id }) => order_id === row.order_id) : [];
      const whole = (name: string) => {
        const values = lines.map((line) => num(line[name]));
        return values.length > 0 && values.every((v) => v !== null) ? sum(values) : null;
      };
      const products = [...new Set(lines.map(({ product }) => text(product)).filter((p) => p !== null))];
      const currency = text(row.currency) ?? least(lines.map((line) => text(line.currency)));
      const on = day(row);
      const [promised, arrived] = [row.promised, row.delivered].map((at) =>
        at ? dayOf({ at: String(at), precision: "instant" }, zone) : null,
      );
      const delivered = arrived && (told === null || arrived < told) ? arrived : null;
      return {
        id: Number(row.id),
        party: party(row),
        day: on,
        delivered_day: delivered,
        late: delivered && promised ? Number(delivered > promised) : null,
        order_id: text(row.order_id),
        amount: inReporting(num(row.amount) ?? sumOrNull(lines.map((line) => num(line.amount))), currency, on),
        cost: inReporting(num(row.cost) ?? whole("cost"), currency, on),
        list_amount: inReporting(num(row.list_amount) ?? whole("list_amount"), currency, on),
        discount: inReporting(num(row.discount), currency, on),
        channel: text(row.channel),
        agent: text(row.agent),
        product: text(row.product) ?? (products.length === 1 ? products[0]! : null),
        returned:
          row.status === "returned" ||
          (row.order_id && of("refund").some((f) => f.order_id === row.order_id && counts(f)))
            ? 1
            : row.order_id
              ? 0
              : null,
      };
    });
  const partyOfOrder = (id: unknown) =>
    id ? least(order.filter((o) => o.order_id === id).map((o) => o.party as bigint | null)) : null;
  const currencyOfOrder = (id: unknown) =>
    of("purchase")
      .filter((row) => id && row.order_id === id)
      .map((row) => text(row.currency))
      .filter((c) => c !== null)
      .sort()[0] ?? null;
  const refund = of("refund")
    .filter(counts)
    .map(
      (row): Record_ => ({
        id: Number(row.id),
        party: party(row) ?? partyOfOrder(row.order_id),
        day: day(row),
        amount: inReporting(num(row.amount), text(row.currency) ?? currencyOfOrder(row.order_id), day(row)),
        reason: text(row.reason),
      }),
    );
  const sold = order.filter((o) => ((o.amount as number | null) ?? 0) > 0);
  // On the grid of the engine's exact sums.
  const onGrid = (amount: unknown) => Math.round((amount as number) * 1e4) / 1e4;
  const revenue = sum(sold.map((o) => onGrid(o.amount)));
  const costCoverage = revenue === 0 ? null : sum(sold.map((o) => (o.cost === null ? 0 : onGrid(o.amount)))) / revenue;
  const assumedMargin = margin !== undefined && costCoverage !== null && costCoverage < 0.95 ? margin : null;
  /** What a row of money costs: as recorded, or all but the assumed margin of it. */
  const costOf = ({ amount, cost }: Record_): number | null =>
    assumedMargin === null
      ? (cost as number | null)
      : amount === null
        ? null
        : (amount as number) * (1 - assumedMargin);
  const income = [
    ...order.map(
      ({ id, party, day, amount, cost, channel, agent, product }) =>
        ({
          id,
          party,
          day,
          amount,
          cost: costOf({ amount, cost } as Record_),
          channel,
          agent,
          product,
          is_refund: 0,
        }) as Record_,
    ),
    ...refund.map(
      ({ id, party, day, amount }) =>
        ({
          id,
          party,
          day,
          amount: amount === null ? null : -amount!,
          cost: costOf({ amount: amount === null ? null : -amount!, cost: null }),
          channel: null,
          agent: null,
          product: null,
          is_refund: 1,
        }) as Record_,
    ),
  ];
  /** What a contact costs: as recorded, otherwise after the first rule that fits it. */
  const contactCost = (recorded: number | null, of: Record_): { cost: number | null; cost_assumed: number } => {
    if (recorded !== null || !contactCosts) return { cost: recorded, cost_assumed: 0 };
    if (of.abandoned === true) return { cost: 0, cost_assumed: 1 };
    const rule = contactCosts.contact.find(
      ({ channel, by, hour }) =>
        (channel === undefined || String(of.channel).toLowerCase() === channel) &&
        (by === undefined || of.handled_by === by) &&
        (hour === undefined || of.handle !== null),
    );
    if (!rule) return { cost: null, cost_assumed: 0 };
    return {
      cost: (rule.each ?? 0) + ((rule.hour ?? 0) * ((of.handle as number | null) ?? 0)) / 3600,
      cost_assumed: 1,
    };
  };
  const unplaced = [
    ...of("contact")
      .filter(counts)
      .map((row): Record_ => {
        const legs = row.contact_id ? of("leg").filter(({ contact_id }) => contact_id === row.contact_id) : [];
        const cases = row.case_id ? of("case").filter(({ case_id }) => case_id === row.case_id) : [];
        const time = (name: string) => num(row[name]) ?? sumOrNull(legs.map((leg) => num(leg[name])));
        const named = (name: string, ...others: (readonly FactRow[])[]) =>
          text(row[name]) ??
          others.map((rows) => least(rows.map((r) => text(r[name])))).find((v) => v !== null) ??
          null;
        const [talk, hold, wrap] = [time("talk"), time("hold"), time("wrap")];
        const ownersOfCase = cases.filter(({ who }) => who).map(({ who }) => who!);
        const ownerOfCase = ownersOfCase.sort((a, b) => (keys.get(a)! < keys.get(b)! ? -1 : 1))[0];
        const made: Record_ = {
          id: Number(row.id),
          party: row.who ? party(row) : ownerOfCase ? partyOfWord.get(ownerOfCase)! : null,
          day: day(row),
          at: atOf(row),
          is_case: 0,
          contact_id: text(row.contact_id),
          case_id: text(row.case_id),
          channel: text(row.channel),
          topic: named("topic", cases),
          department: named("department", legs),
          team: named("team", legs, cases),
          agent: named("agent", legs, cases),
          spoken_with: named("agent", legs),
          handled_by: text(row.handled_by),
          abandoned: bool(row.abandoned),
          resolved: bool(row.resolved),
          complaint: bool(row.complaint),
          repeated: bool(row.repeated),
          templated: bool(row.templated),
          cut_off: bool(row.cut_off),
          menu_steps: num(row.ivr_steps),
          menu_seconds: num(row.ivr_seconds),
          menu_loops: num(row.ivr_loops),
          waited: num(row.waited),
          talk,
          hold,
          wrap,
          handle: talk !== null ? talk + (hold ?? 0) + (wrap ?? 0) : time("handle"),
          transfers: num(row.transfers) ?? (legs.length > 0 ? legs.length - 1 : null),
        };
        return { ...made, ...contactCost(inReporting(num(row.cost), text(row.currency), day(row)), made) };
      }),
    ...of("case")
      .filter((row) => counts(row) && !(row.case_id && of("contact").some(({ case_id }) => case_id === row.case_id)))
      // A record of nobody says more of the case whose customer another record names.
      .filter((row) => row.who || !row.case_id || !of("case").some((k) => k.who && k.case_id === row.case_id))
      .map((row): Record_ => {
        const made: Record_ = {
          id: Number(row.id),
          party: party(row),
          day: day(row),
          at: atOf(row),
          is_case: 1,
          contact_id: null,
          case_id: text(row.case_id),
          channel: text(row.channel),
          topic: text(row.topic),
          department: null,
          team: text(row.team),
          agent: text(row.agent),
          spoken_with: null,
          handled_by: null,
          abandoned: null,
          resolved: null,
          complaint: null,
          repeated: null,
          templated: null,
          cut_off: null,
          menu_steps: null,
          menu_seconds: null,
          menu_loops: null,
          waited: null,
          talk: null,
          hold: null,
          wrap: null,
          handle: null,
          transfers: null,
        };
        return { ...made, ...contactCost(null, made) };
      }),
  ];
  const rankInCase = ({ at, id }: Record_) => `${at} ${String(id).padStart(20, "0")}`;
  const contact = unplaced.map((row): Record_ => {
    const ofCase = unplaced.filter(({ case_id }) => case_id === row.case_id);
    const isFirst = ofCase.every((other) => rankInCase(other) >= rankInCase(row));
    return { ...row, place_in_case: row.case_id === null ? null : isFirst ? "first" : "further" };
  });
  const points = of("points")
    .filter(counts)
    .map(
      (row): Record_ => ({
        id: Number(row.id),
        party: party(row),
        day: day(row),
        change: text(row.change),
        points: num(row.points),
        reward: text(row.reward),
        origin: text(row.origin),
        tier: text(row.tier),
        cost: inReporting(num(row.cost), text(row.currency), day(row)),
      }),
    );
  const referral = of("referral")
    .filter(counts)
    .map((row): Record_ => ({ id: Number(row.id), party: party(row), day: day(row) }));
  const assignment = of("assignment")
    .filter(counts)
    .map(
      (row): Record_ => ({
        id: Number(row.id),
        party: party(row),
        day: day(row),
        experiment: text(row.experiment),
        arm: text(row.arm),
        randomised: row.randomised === true ? 1 : 0,
        agent: text(row.agent),
      }),
    );
  // Until when the records reach.
  const dated = (kinds: readonly (keyof Company)[]) =>
    kinds
      .flatMap((kind) => of(kind).map(day))
      .filter((d) => d !== null)
      .sort();
  const happenings = dated([
    "purchase",
    "refund",
    "case",
    "contact",
    "leg",
    "invitation",
    "answer",
    "review",
    "points",
    "touch",
    "offer",
    "referral",
  ]);
  const everything = happenings.length > 0 ? happenings : dated(["term"]);
  const after = (days: readonly Day[]) => (days.length === 0 ? null : (told ?? plus(days.at(-1)!, 1)));
  const asOf = after(everything) ?? told;
  const purchasesUntil = after(dated(["purchase", "refund"]));
  const reviewsUntil = after(dated(["review"]));
  const answersUntil = after(dated(["answer"]));
  const contactsUntil = after(dated(["case", "contact", "leg"]));

  // Who was a customer when.
  const statusOn = (p: bigint | null, on: string | null): string | null => {
    if (p === null || on === null) return null;
    const begun = spell.filter((s) => s.party === p && (s.from_day as string) <= on);
    return begun.length === 0 ? "prospect" : begun.some((s) => (s.to_day as string) > on) ? "active" : "former";
  };
  const gaps = parties
    .filter((p) => !of("term").some((row) => party(row) === p))
    .flatMap((p) => {
      const days = [...new Set(order.filter((o) => o.party === p).map((o) => o.day as Day))].sort();
      return days.slice(1).map((d, i) => apart(days[i]!, d));
    });
  const inactivity =
    inactivityDays ?? (gaps.length < 100 ? 365 : Math.min(730, Math.max(30, Math.ceil(quantile(gaps, 0.95)!))));
  const spell = parties.flatMap((p): Record_[] => {
    const stated = of("term")
      .filter((row) => party(row) === p && (asOf === null || day(row)! < asOf))
      .sort(byStart);
    const terms = stated
      .map((row, i) => {
        const next = stated.slice(i + 1).find((later) => text(later.subscription) === text(row.subscription));
        return { row, from: day(row)!, to: text(row.until) ?? (next ? day(next)! : "2299-12-31") };
      })
      .filter(({ row, from, to }) => row.change !== "end" && to > from)
      .map(({ from, to }) => ({ from, to }));
    if (terms.length > 0) return merged(terms, 30).map(spellOf(p, "contract"));
    const bought = order
      .filter((o) => o.party === p)
      .map((o) => ({ from: o.day as string, to: plus(o.day as string, inactivity) as string }));
    return merged(bought, 0).map(spellOf(p, "purchase"));
  });

  /** The day of the order, contact or case that an answer or an invitation says it is about. */
  const dayAbout = ({ about, about_id }: FactRow): string | null => {
    const [rows, ref] =
      about === "order"
        ? [order, "order_id"]
        : about === "contact"
          ? [contact, "contact_id"]
          : about === "case"
            ? [contact, "case_id"]
            : [[], ""];
    return about_id ? least(rows.filter((r) => r[ref] === about_id).map((r) => r.day as string | null)) : null;
  };
  const delayBetween = (from: string | null, to: string | null): number | null =>
    from !== null && to !== null && from <= to ? apart(from, to) : null;
  const delayName = (days: number | null): string | null =>
    days === null ? null : days < 2 ? String(days) : days < 4 ? "2-3" : days < 8 ? "4-7" : days < 31 ? "8-30" : "31+";

  /** Of a score of one's own: importance where anybody gave one, otherwise 1. */
  const weightOf = (row: FactRow, counted: (row: FactRow) => boolean): number | null => {
    if (["nps", "csat", "ces", ...NO_EXPERIENCE, ...scores.map(({ id }) => id)].includes(String(row.instrument)))
      return null;
    const alike = of("answer").filter(
      (a) => a.instrument === row.instrument && num(a.score) !== null && counted(a) && counts(a),
    );
    if (alike.length === 0) return null;
    return alike.some((a) => num(a.importance) !== null) ? num(row.importance) : 1;
  };
  /** Of orders that all hold one product, and the same. */
  const productOf = (rows: readonly Record_[]): string | null => {
    const held = new Set(rows.map((o) => o.product as string | null));
    return held.size === 1 ? [...held][0]! : null;
  };
  /** The orders of the last day on which somebody bought, no longer ago than ninety days. */
  const lastBought = (p: bigint | null, on: string | null): Record_[] => {
    const own = order.filter((o) => p !== null && on !== null && o.party === p && (o.day as string) <= on);
    const last = own
      .map((o) => o.day as string)
      .sort()
      .at(-1);
    return last === undefined || apart(last, on!) >= 90 ? [] : own.filter((o) => o.day === last);
  };
  const isCustomer = ({ respondent }: FactRow) => respondent !== "employee" && respondent !== "manager";
  const given = of("answer")
    .filter(counts)
    .map((row): Given => {
      const about = (kind: string, rows: readonly Record_[], ref: string) =>
        row.about === kind && row.about_id ? rows.filter((r) => r[ref] === row.about_id) : [];
      const aboutOrder = about("order", order, "order_id");
      const aboutContact = about("contact", contact, "contact_id");
      const aboutCase = about("case", contact, "case_id");
      const invitations = row.invitation_id
        ? of("invitation").filter(({ invitation_id }) => invitation_id === row.invitation_id)
        : [];
      const first = <T extends string | bigint>(name: string, ...from: (readonly Record_[])[]) =>
        from.map((rows) => least(rows.map((r) => r[name] as T | null))).find((v) => v !== null) ?? null;
      const others = of("answer")
        .filter(
          (other) =>
            other.instrument === row.instrument && num(other.score) !== null && isCustomer(other) && counts(other),
        )
        .map(({ score }) => Number(score));
      const owner: bigint | null =
        party(row) ?? first<bigint>("party", aboutOrder, aboutContact, aboutCase) ?? least(invitations.map(party));
      const answer: Record_ = {
        id: Number(row.id),
        party: owner,
        day: day(row),
        at: atOf(row),
        instrument: text(row.instrument),
        kind: text(row.kind),
        item: text(row.item),
        score: num(row.score),
        choice: text(row.choice),
        importance: num(row.importance),
        weight: weightOf(row, isCustomer),
        parts: null,
        band: bandOf(row, scores, others),
        state:
          num(row.score) === null
            ? text(row.choice) === null
              ? "not_answered"
              : "chosen"
            : isCustomer(row)
              ? "valid"
              : "not_customer",
        respondent: text(row.respondent),
        touchpoint: text(row.touchpoint) ?? least(invitations.map((n) => text(n.touchpoint))),
        channel: text(row.channel) ?? first<string>("channel", aboutContact, aboutCase),
        agent: text(row.agent) ?? first<string>("agent", aboutContact, aboutCase),
        team: text(row.team) ?? first<string>("team", aboutContact, aboutCase),
        topic: first<string>("topic", aboutContact, aboutCase),
        case_id: (row.about === "case" ? text(row.about_id) : null) ?? first<string>("case_id", aboutContact),
        answer_language: text(row.language),
        product: row.about === "order" ? productOf(aboutOrder) : productOf(lastBought(owner, day(row))),
        survey: least(invitations.map((n) => text(n.survey))),
        asked_day: least(invitations.map(day)),
        ...(({ asked: request_days, answered: answer_days }) => ({
          ...{ request_days, answer_days },
          ...{ request_delay: delayName(request_days), answer_delay: delayName(answer_days) },
        }))({
          asked: delayBetween(
            first<string>("day", aboutOrder, aboutContact, aboutCase) ?? least(invitations.map(dayAbout)),
            least(invitations.map(day)),
          ),
          answered: delayBetween(least(invitations.map(day)), day(row)),
        }),
        about: text(row.about),
        about_day: first<string>("day", aboutOrder, aboutContact, aboutCase) ?? least(invitations.map(dayAbout)),
        handled_by: first<string>("handled_by", aboutContact, aboutCase),
        status_then: statusOn(owner, day(row)),
      };
      return { row, answer };
    });
  const delays = (a: Record_): Record_ => {
    const request_days = delayBetween(a.about_day as string | null, a.asked_day as string | null);
    const answer_days = delayBetween(a.asked_day as string | null, a.day as string | null);
    const names = { request_delay: delayName(request_days), answer_delay: delayName(answer_days) };
    const status_then = statusOn(a.party as bigint | null, a.day as string | null);
    return { ...a, request_days, answer_days, ...names, status_then };
  };
  const composites = scores
    .filter(({ elements }) => elements)
    .flatMap((stated) =>
      oracleComposite(stated, given, {
        scores,
        of: (p, column) => (p === null ? null : (described(p as bigint)[column] ?? null)),
        idOf: (first) => composed.get(`${stated.id} ${first}`)!,
      }).map(delays),
    );
  const answer = [...given.map((each) => each.answer), ...composites];

  /** What is known of a customer, latest first. */
  function described(p: bigint): Record_ {
    const rows = of("party").filter((row) => party(row) === p && counts(row));
    const terms = of("term").filter((row) => party(row) === p && counts(row));
    const latest = (from: readonly FactRow[], name: string) =>
      text(
        from
          .filter((row) => text(row[name]) !== null)
          .sort(byTime)
          .at(-1)?.[name],
      );
    return {
      party: p,
      ...Object.fromEntries(
        ["segment", "country", "region", "language", "acquisition_channel", "party_kind"].map((name) => [
          name,
          latest(rows, name),
        ]),
      ),
      joined: least(rows.map((row) => text(row.joined))),
      plan: latest(terms, "plan"),
    };
  }

  // How long cases took by the clock.
  const caseOf = (row: FactRow) => (row.case_id ? `case ${row.case_id}` : `alone ${row.id}`);
  const filedBefore = of("case").filter(counts);
  const caseTime = [...new Set(filedBefore.map(caseOf))].map((key): Record_ => {
    const rows = filedBefore.filter((row) => caseOf(row) === key);
    const first = <T extends string | bigint>(values: readonly (T | null)[]) => least(values);
    const happened = (name: string) =>
      rows
        .map((row) => text(row[name]))
        .filter(
          (at) => at !== null && (told === null || dayOf({ at, precision: "instant" }, zone)! < told),
        ) as string[];
    const opened = first(rows.map((row) => (row.precision === "instant" ? atOf(row) : null)));
    const [answered, resolved] = ["first_answered", "resolved"].map((name) => happened(name).sort()[0] ?? null) as [
      string | null,
      string | null,
    ];
    const seconds = (at: string | null) => {
      if (at === null || opened === null) return null;
      const apart = (Date.parse(`${at.replace(" ", "T")}Z`) - Date.parse(`${opened.replace(" ", "T")}Z`)) / 1000;
      return apart < 0 ? null : apart;
    };
    const parts = rows[0]!.case_id ? contact.filter((k) => k.case_id === text(rows[0]!.case_id)) : [];
    return {
      id: Math.min(...rows.map((row) => Number(row.id))),
      party: least(rows.map(party)),
      day: least(rows.map(day)),
      ...Object.fromEntries(
        ["channel", "topic", "team", "agent"].map((name) => [name, least(rows.map((row) => text(row[name])))]),
      ),
      department: least(parts.map((k) => k.department as string | null)),
      is_timed: opened === null ? 0 : 1,
      is_answered: answered === null ? 0 : 1,
      is_resolved: resolved === null ? 0 : 1,
      first_response: seconds(answered),
      resolution: seconds(resolved),
    };
  });

  // What an issue took.
  const dayOfInstant = (at: unknown) => (at ? dayOf({ at: String(at), precision: "instant" }, zone) : null);
  const isKnown = (at: unknown) => at !== null && at !== undefined && (told === null || dayOfInstant(at)! < told);
  const issueOf = ({ case_id, id }: Record_) => (case_id === null ? `contact ${id}` : `case ${case_id}`);
  // A case without a contact is one issue for its number, however often it was filed.
  const issue = [...new Set(contact.map(issueOf))].map((key): Record_ => {
    const parts = contact
      .filter((k) => issueOf(k) === key)
      .sort((a, b) => {
        const rank = (k: Record_) => `${k.abandoned === true ? 1 : 0} ${k.at} ${String(k.id).padStart(9, "0")}`;
        return rank(a) < rank(b) ? -1 : 1;
      });
    const first = parts[0]!;
    const real = parts.filter((k) => k.is_case === 0);
    const answered = real.filter((k) => k.abandoned !== true);
    const filed = of("case").filter((k) => k.case_id && text(k.case_id) === first.case_id);
    const reopened = Math.max(0, ...filed.map((k) => num(k.reopened) ?? 0));
    const resolved =
      first.resolved !== null ? (first.resolved ? 1 : 0) : filed.some((k) => isKnown(k.resolved)) ? 1 : null;
    const repeats = answered.filter((k) => k !== first && apart(first.day as string, k.day as string) <= 7).length;
    const flag = (name: string) =>
      real.every((k) => k[name] === null) ? null : real.some((k) => k[name] === true) ? 1 : 0;
    const words = filed.flatMap((k) => bool(k.repeated) ?? []);
    const said = words.length === 0 ? null : words.includes(true) ? 1 : 0;
    const either = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b));
    const add = (name: string) => sumOrNull(real.map((k) => k[name] as number | null));
    const over = (value: number | null, least: number) => (value === null ? null : value >= least ? 1 : 0);
    const channels = new Set(real.map((k) => k.channel).filter((c) => c !== null)).size;
    const most = (name: string) => {
      const known = real.flatMap((k) => (k[name] as number | null) ?? []);
      return known.length === 0 ? null : Math.max(...known);
    };
    const momentOf = ({ at }: Record_) => Date.parse(`${String(at).replace(" ", "T")}Z`) / 1000;
    const calledBack = real.some(
      (k) =>
        k.cut_off === true &&
        k.resolved !== true &&
        real.some((later) => momentOf(later) > momentOf(k) && momentOf(later) - momentOf(k) <= 3600),
    );
    const met = answered.map((k) => k.spoken_with);
    const strangers = met.length < 2 || met.includes(null) ? null : new Set(met).size === met.length ? 1 : 0;
    const switched = real.some((k) =>
      real.some(
        (other) =>
          k.channel !== null &&
          other.channel !== null &&
          k.channel !== other.channel &&
          (switchHours === undefined || Math.abs(momentOf(other) - momentOf(k)) <= switchHours * 3600),
      ),
    );
    const signals: Record<string, [number, number | null]> = {
      came_back: [25, real.length === 0 || first.case_id === null ? null : real.length > 1 ? 1 : 0],
      repeated: [20, either(flag("repeated"), said)],
      transferred: [15, over(add("transfers"), 1)],
      switched: [15, channels === 0 || first.case_id === null ? null : switched ? 1 : 0],
      was_reopened: [10, filed.every((k) => num(k.reopened) === null) ? null : reopened > 0 ? 1 : 0],
      held: [10, over(add("hold"), 60)],
      impersonal: [5, either(flag("templated"), strangers)],
      cut_off: [10, first.case_id === null || real.every((k) => k.cut_off === null) ? null : calledBack ? 1 : 0],
      menus: [5, over(most("menu_steps"), 3)],
    };
    const could = Object.values(signals).reduce((t, [weight, s]) => t + (s === null ? 0 : weight), 0);
    const did = Object.values(signals).reduce((t, [weight, s]) => t + weight * (s ?? 0), 0);
    const cameBack = repeats > 0 || (reopened > 0 && answered.length <= 1);
    return {
      ...Object.fromEntries(
        ["id", "party", "day", "case_id", "channel", "topic", "department", "team", "agent"].map((c) => [c, first[c]!]),
      ),
      contacts: answered.length,
      repeats,
      reopened,
      live: real.filter((k) => k.handled_by === "live").length,
      unhandled: parts.filter((k) => k.handled_by === null).length,
      resolved,
      followed: contactsUntil !== null && plus(first.day as string, 7) < contactsUntil ? 1 : 0,
      ...Object.fromEntries(Object.entries(signals).map(([name, [, s]]) => [name, s])),
      cost:
        real.length > 0 && real.every((k) => k.cost !== null)
          ? real.reduce((sum, k) => sum + onGrid(k.cost as number), 0)
          : null,
      last_day:
        real.length === 0
          ? null
          : real
              .map((k) => k.day as string)
              .sort()
              .at(-1)!,
      effort: could === 0 ? null : (100 * did) / could,
      first_contact_resolved: resolved === null || answered.length === 0 ? null : resolved === 1 && !cameBack ? 1 : 0,
    };
  });
  const invitation = of("invitation")
    .filter(counts)
    .map((row): Record_ => {
      const replies = row.invitation_id
        ? of("answer").filter(
            (a) => a.invitation_id === row.invitation_id && counts(a) && (num(a.score) !== null || a.comment),
          )
        : [];
      const own = row.not_asked ? null : dayAbout(row);
      const request_days = row.not_asked ? null : delayBetween(own ?? least(replies.map(dayAbout)), day(row));
      const doneAt = isKnown(row.completed) ? dayOfInstant(row.completed) : null;
      const answer_days = row.not_asked ? null : delayBetween(day(row), least(replies.map(day)) ?? doneAt);
      return {
        id: Number(row.id),
        party: party(row),
        day: day(row),
        survey: text(row.survey),
        instrument: text(row.instrument),
        touchpoint: text(row.touchpoint),
        channel: text(row.channel),
        asked: row.not_asked ? 0 : 1,
        completed: replies.length > 0 || isKnown(row.completed) ? 1 : 0,
        request_days,
        answer_days,
        request_delay: delayName(delayBetween(own, day(row))),
        answer_delay: delayName(answer_days),
      };
    });
  const review = of("review")
    .filter(counts)
    .map((row): Record_ => {
      const [rating, most] = [num(row.rating), num(row.rating_max) ?? 5];
      const stars = rating !== null && rating >= 0 && rating <= most ? (5 * rating) / most : null;
      const said = { positive: "praise", negative: "criticism" }[String(row.sentiment)] ?? null;
      return {
        id: Number(row.id),
        party: party(row),
        day: day(row),
        site: text(row.site),
        product: text(row.product),
        is_rated: rating === null ? 0 : 1,
        stars,
        opinion:
          rating === null ? said : stars === null ? null : stars >= 4 ? "praise" : stars <= 2 ? "criticism" : null,
      };
    });
  const leg = [
    ...of("leg")
      .filter(counts)
      .map((row): Record_ => {
        const about = contact.filter(({ contact_id }) => contact_id === row.contact_id);
        const [talk, hold, wrap] = [num(row.talk), num(row.hold), num(row.wrap)];
        return {
          id: Number(row.id),
          party: least(about.map((k) => k.party as bigint | null)),
          day: day(row),
          channel: least(about.map((k) => k.channel as string | null)),
          topic: least(about.map((k) => k.topic as string | null)),
          department: text(row.department),
          team: text(row.team),
          agent: text(row.agent),
          handle: talk !== null ? talk + (hold ?? 0) + (wrap ?? 0) : num(row.handle),
          gave_up: about.some(({ abandoned }) => abandoned === true) ? 1 : 0,
        };
      }),
    ...contact
      .filter(({ contact_id }) => !of("leg").some((f) => f.contact_id === contact_id))
      .map(({ id, party, day, channel, topic, department, team, agent, handle, abandoned }) => ({
        ...({ id, party, day, channel, topic, department, team, agent, handle } as Record_),
        gave_up: abandoned === true ? 1 : 0,
      })),
  ];
  const lot = parties.flatMap((p) => {
    const moved = points
      .filter((m) => m.party === p && m.day !== null && (m.points as number) > 0)
      .sort((a, b) => (a.day! < b.day! ? -1 : a.day! > b.day! ? 1 : Number(a.id) - Number(b.id)));
    const lots = moved
      .filter(({ change }) => change === "earned")
      .map((m): Record_ & { left: number; redeemed: number; expired: number } => ({
        ...{ id: m.id!, party: p, day: m.day!, tier: m.tier!, origin: m.origin!, points: m.points! },
        left: m.points as number,
        redeemed: 0,
        expired: 0,
      }));
    const uses = moved.filter(({ change }) => change !== "earned");
    uses.sort((a, b) =>
      a.day! < b.day! ? -1 : a.day! > b.day! ? 1 : a.change === b.change ? 0 : a.change === "redeemed" ? -1 : 1,
    );
    for (const use of uses) {
      let rest = use.points as number;
      for (const each of lots) {
        const taken = Math.min(rest, each.left);
        each.left -= taken;
        each[use.change === "redeemed" ? "redeemed" : "expired"] += taken;
        rest -= taken;
      }
    }
    return lots.map(({ left: _, ...rest }) => rest as Record_);
  });
  const purchaseDay = parties.flatMap((p) => {
    const days = [...new Set(order.filter((o) => o.party === p).map((o) => String(o.day)))].sort();
    return days.map((d, i): Record_ => {
      const bought = order.filter((o) => o.party === p && o.day === d);
      const previous = days[i - 1] ?? null;
      return {
        id: p,
        party: p,
        day: d,
        orders: bought.length,
        revenue: sum(bought.map((o) => o.amount as number | null)),
        previous_day: previous,
        gap: previous === null ? null : apart(previous, d),
        has_contract: of("term").some((row) => party(row) === p) ? 1 : 0,
      };
    });
  });
  const perYear: Record<string, number> = { day: 365, week: 52, month: 12, quarter: 4, year: 1, once: 0 };
  const recurring = parties.flatMap((p) => {
    const stated = of("term")
      .filter((row) => party(row) === p && (asOf === null || day(row)! < asOf))
      .sort(byStart);
    return stated.flatMap((row, i): Record_[] => {
      const next = stated.slice(i + 1).find((later) => text(later.subscription) === text(row.subscription));
      const ends = [text(row.until), next ? day(next) : null, "2299-12-31"].filter((d) => d !== null).sort();
      const yearly = (num(row.amount) ?? 0) * (row.period ? perYear[String(row.period)]! : 12);
      if (!(ends[0]! > day(row)!) || yearly <= 0 || row.change === "end" || row.change === "pause") return [];
      return [{ party: p, from_day: day(row), to_day: ends[0]!, currency: text(row.currency), yearly }];
    });
  });

  /** What an order would have cost; null where that, or what it did cost, is not known. */
  const listPrice = ({ amount, list_amount, discount }: Record_): number | null => {
    if (amount === null) return null;
    const list =
      list_amount !== null
        ? (list_amount as number)
        : discount === null
          ? null
          : (amount as number) + (discount as number);
    return list !== null && list > 0 ? list : null;
  };
  // What happened to each customer on each day.
  const happened = <T extends Record_>(rows: readonly T[], p: bigint, from: string, to: string) =>
    rows.filter((r) => r.party === p && r.day !== null && r.day! >= from && r.day! < to);
  const opinion = review.filter(({ opinion }) => opinion !== null);
  const sums = (p: bigint, from: string, to: string) => {
    const [o, r, k, n, f, v] = [order, refund, contact, points, referral, opinion].map((rows) =>
      happened(rows, p, from, to),
    ) as [Record_[], Record_[], Record_[], Record_[], Record_[], Record_[]];
    const total = (rows: readonly Record_[], name: string) => sum(rows.map((row) => row[name] as number | null));
    return {
      orders: o.length,
      revenue: total(o, "amount"),
      cost: sum([...o.map(costOf), ...(assumedMargin === null ? [] : r.map((row) => -costOf(row)!))]),
      uncosted: o.filter((row) => row.amount !== null && row.cost === null).length,
      refunded: total(r, "amount"),
      listed: sum(o.map((row) => listPrice(row) ?? 0)),
      paid_of_listed: sum(o.map((row) => (listPrice(row) === null ? 0 : (row.amount as number)))),
      returns: r.length,
      contacts: k.length,
      handle: total(k, "handle"),
      contact_cost: total(k, "cost"),
      points_earned: total(
        n.filter((row) => row.change === "earned"),
        "points",
      ),
      points_redeemed: total(
        n.filter((row) => row.change === "redeemed"),
        "points",
      ),
      referrals: f.length,
      praise: v.filter((row) => row.opinion === "praise").length,
      criticism: v.filter((row) => row.opinion === "criticism").length,
    };
  };
  const daysOf = (p: bigint) => [
    ...new Set(
      [order, refund, contact, points, referral, opinion]
        .flat()
        .filter((r) => r.party === p && r.day !== null)
        .map((r) => String(r.day)),
    ),
  ];
  const customerDay = parties.flatMap((p) =>
    daysOf(p).map((d): Record_ => {
      const rest = sums(p, d, plus(d, 1));
      return { party: p, day: d, ...rest };
    }),
  );
  const customerMonth = parties.flatMap((p) =>
    [...new Set(daysOf(p).map((d) => d.slice(0, 7)))].map((month): Record_ => {
      const {
        listed: _l,
        paid_of_listed: _p,
        praise: _g,
        criticism: _b,
        ...rest
      } = sums(p, `${month}-01`, `${month}-32`);
      return { party: p, month: `${month}-01`, ...rest, margin: rest.revenue - rest.cost - rest.refunded };
    }),
  );

  /** How many people a customer said, when asked, to have told something bad. */
  const toldBadly = (p: bigint, from: string, to: string) =>
    answer
      .filter((a) => a.instrument === "negative_word_of_mouth" && a.state === "valid" && a.party === p)
      .filter((a) => a.day !== null && (a.day as string) >= from && (a.day as string) < to && (a.score as number) >= 0)
      .map((a) => a.score as number);

  // What went before an answer, and what came after.
  const covers = (p: bigint, d: string) =>
    spell.some((s) => s.party === p && (s.from_day as string) <= d && (s.to_day as string) > d);
  const moment = answer
    .filter((a) => a.state === "valid" && a.band !== null && a.party !== null && a.day !== null)
    .map((a): Record_ => {
      const [p, d] = [a.party as bigint, a.day as string];
      const start = plus(d, 1 + gapDays);
      const outcome = (from: string, to: string) => {
        const s = sums(p, from, to);
        return {
          revenue: s.revenue - s.refunded,
          margin: s.revenue - s.cost - s.refunded,
          orders: s.orders,
          returns: s.returns,
          refunded: s.refunded,
          listed: s.listed,
          paid_of_listed: s.paid_of_listed,
          contacts: s.contacts,
          contact_cost: s.contact_cost,
          referrals: s.referrals,
          praise: s.praise,
          criticism: s.criticism,
          handle: s.handle,
        };
      };
      const active = covers(p, plus(d, 1));
      const since = least(spell.filter((s) => s.party === p).map((s) => s.from_day as string));
      const row: Record_ = {
        id: a.id!,
        party: p,
        day: d,
        instrument: a.instrument!,
        kind: a.kind!,
        score: a.score!,
        band: a.band!,
        touchpoint: a.touchpoint!,
        topic: a.topic!,
        channel: a.channel!,
        tenure_days: since !== null && since < d ? apart(since, d) : 0,
        active: active ? 1 : 0,
      };
      const { listed: _l, paid_of_listed: _p, praise: _g, criticism: _b, ...before } = outcome(plus(d, -365), d);
      for (const [name, v] of Object.entries(before)) row[`baseline_${name}`] = v;
      for (const h of [365, 180, 90]) {
        const { handle: _, ...after } = outcome(start, plus(start, h));
        for (const [name, v] of Object.entries(after)) row[`${name}_${h}`] = v;
        row[`churn_${h}`] = active ? (covers(p, plus(start, h)) ? 0 : 1) : null;
        const known = (until: string | null, more = 0) => until !== null && plus(start, h + more) <= until;
        row[`purchases_known_${h}`] = known(purchasesUntil);
        row[`contacts_known_${h}`] = known(contactsUntil);
        row[`reviews_known_${h}`] = known(reviewsUntil);
        row[`answers_known_${h}`] = known(answersUntil);
        const told = toldBadly(p, start, plus(start, h));
        row[`told_badly_${h}`] = told.length === 0 ? null : sum(told) / told.length;
        row[`churn_known_${h}`] = known(purchasesUntil ?? asOf, of("term").length > 0 ? 0 : inactivity);
      }
      return row;
    });

  // As of the end.
  const description = parties.map(described);
  const state = description.map(({ party_kind: _, joined: __, ...described }): Record_ => {
    const p = described.party as bigint;
    const own = spell.filter((s) => s.party === p);
    const s = sums(p, "0000", "9999");
    const last = own
      .map((x) => String(x.to_day))
      .sort()
      .at(-1);
    return {
      id: p,
      ...described,
      status: last === undefined ? "prospect" : asOf === null || last > asOf ? "active" : "former",
      customer_kind: own[0]?.kind ?? null,
      customer_since: least(own.map((x) => x.from_day as string)),
      orders: s.orders,
      revenue: s.revenue,
      cost: s.cost,
      uncosted: s.uncosted,
      refunded: s.refunded,
      contacts: s.contacts,
      contact_cost: s.contact_cost,
      margin: s.revenue - s.cost - s.refunded,
    };
  });

  return {
    usage: of("usage")
      .filter((row) => row.at && row.who && (asOf === null || day(row)! < asOf))
      .map((row) => ({ party: party(row), day: day(row), unit: text(row.unit) ?? "", quantity: num(row.quantity) })),
    offer: of("offer")
      .filter((row) => row.who)
      .map((row) => ({ party: party(row), day: day(row) })),
    touch: of("touch")
      .filter((row) => row.who)
      .map((row) => ({ party: party(row), day: day(row) })),
    snapshot: of("snapshot")
      .filter((row) => row.who)
      .map((row) => ({
        ...{ id: Number(row.id), party: party(row), day: day(row), at: atOf(row), name: text(row.name) },
        ...{ value: num(row.value), unit: text(row.unit) },
      })),
    identity: [...partyOfWord].map(([who, p]) => ({ key: keys.get(who)!, party: p })),
    party: description,
    order,
    refund,
    income,
    contact,
    case: issue,
    caseTime,
    invitation,
    purchaseDay,
    recurring,
    review,
    leg,
    lot,
    points,
    referral,
    assignment,
    answer,
    spell,
    customerDay,
    customerMonth,
    moment,
    state,
    info: {
      currency: reporting,
      asOf,
      firstDay: everything[0] ?? null,
      purchasesUntil,
      contactsUntil,
      reviewsUntil,
      answersUntil,
      opinions: review.filter(({ opinion }) => opinion !== null).length,
      opinionsUnnamed: review.filter(({ opinion, party: by }) => opinion !== null && by === null).length,
      inactivity,
      gaps: gaps.length,
      costCoverage,
      assumedMargin,
      assumedContactCost: contact.length === 0 ? 0 : sum(contact.map((k) => k.cost_assumed as number)) / contact.length,
      contactCostCoverage:
        contact.length === 0 ? null : contact.filter(({ cost }) => cost !== null).length / contact.length,
      hasContracts: of("term").length > 0,
      recurring:
        recurring.length === 0
          ? "none"
          : new Set(recurring.map(({ currency }) => currency).filter((c) => c !== null)).size > 1
            ? "several_currencies"
            : "one_currency",
      itemScales: new Set(
        of("answer")
          .filter(({ instrument, scale_max }) => instrument === "qci" && num(scale_max) !== null)
          .map(({ scale_max }) => scale_max),
      ).size,
      says: [
        invitation.some(({ completed }) => completed === 1) && "completed",
        invitation.some(({ request_days }) => request_days !== null) && "asked_about",
        points.some((p) => p.change === "redeemed" && (p.points as number) > 0 && p.cost !== null) && "point_cost",
        (of("refund").some(({ order_id }) => order_id) || order.some(({ returned }) => returned === 1)) && "returned",
        order.some(({ late }) => late !== null) && "promised",
        order.some((o) => listPrice(o) !== null) && "list_amount",
        ...["handled_by", "talk", "hold", "wrap"].map((name) => contact.some((k) => k[name] !== null) && name),
        answer.some(({ instrument, importance }) => instrument === "qci" && importance !== null) && "importance",
        description.some(({ acquisition_channel }) => acquisition_channel !== null) && "acquisition_channel",
        answer.some(
          (a) =>
            a.instrument === "heard_from" &&
            a.party !== null &&
            a.choice !== null &&
            a.state !== "not_customer" &&
            !String(a.choice).startsWith("Other"),
        ) && "heard_from",
        description.some(({ party: p }) => !spell.some((s) => s.party === p)) && "prospects",
        of("case").some(({ first_answered }) => first_answered) && "first_answered",
        of("case").some(({ resolved }) => resolved) && "resolved_at",
        (answer.some(({ instrument, state }) => instrument === "share_of_wallet" && state === "valid") ||
          of("snapshot").some(({ name }) => String(name).startsWith("share_of_wallet"))) &&
          "share_of_wallet",
        answer.some(({ instrument, state }) => instrument === "negative_word_of_mouth" && state === "valid") &&
          "word_of_mouth",
        answer.some(
          (s) =>
            s.party !== null &&
            s.band !== null &&
            s.day !== null &&
            s.state === "valid" &&
            toldBadly(s.party as bigint, plus(s.day as string, 1), "9999-12-31").length > 0,
        ) && "word_of_mouth_later",
      ]
        .filter((said) => said)
        .join(),
    },
  };
}

/** Every identifier with its party: the smallest key among those that aliases join, shared identifiers joining nobody. */
function components(aliases: readonly FactRow[], keys: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const edges = aliases
    .map(({ who, other_kind, other_value }) => [who!, wordOf(other_kind, other_value)] as const)
    .filter(([a, b]) => a !== b);
  const neighbours = (word: string) => new Set(edges.flatMap(([a, b]) => (a === word ? [b] : b === word ? [a] : [])));
  const isShared = (word: string) =>
    /^email:(info|biuro)@/.test(word) || (/^(email|phone|card):/.test(word) && neighbours(word).size > 5);
  const party = new Map([...keys].map(([word, key]) => [word, key]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [a, b] of edges) {
      if (isShared(a) || isShared(b) || party.get(a) === party.get(b)) continue;
      const low = least([party.get(a)!, party.get(b)!])!;
      party.set(a, low).set(b, low);
      changed = true;
    }
  }
  return party;
}

/** Stretches that touch or overlap, or leave at most `pause` days between them, as one. */
function merged(stretches: readonly { from: string; to: string }[], pause: number) {
  const out: { from_day: string; to_day: string }[] = [];
  for (const { from, to } of [...stretches].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = out.at(-1);
    if (last && apart(last.to_day, from) <= pause) last.to_day = [to, last.to_day].sort().at(-1)!;
    else out.push({ from_day: from, to_day: to });
  }
  return out;
}

const spellOf =
  (party: bigint, kind: string) =>
  (stretch: { from_day: string; to_day: string }, i: number, all: readonly { to_day: string }[]): Record_ => ({
    party,
    kind,
    ...stretch,
    previous_to: all[i - 1]?.to_day ?? null,
  });

/** By date (undated first), then the later file, then the later line. */
function byTime(a: FactRow, b: FactRow): number {
  const rank = ({ at, load, line }: FactRow) => [
    at ? 1 : 0,
    at ? Date.parse(`${at.length === 10 ? `${at}T00:00:00` : at.replace(" ", "T")}Z`) : 0,
    Number(load),
    Number(line),
  ];
  const [x, y] = [rank(a), rank(b)];
  return x.map((v, i) => v - y[i]!).find((difference) => difference !== 0) ?? 0;
}

/** What is asked of customers besides their experience: nobody is banded by it. */
const NO_EXPERIENCE = ["share_of_wallet", "negative_word_of_mouth", "heard_from"];

/** Scales of the standard instruments. */
const SCALES: Readonly<Record<string, readonly [number, number]>> = { nps: [0, 10], csat: [1, 5], ces: [1, 7] };

/**
 * Bands of the three standard instruments, whole numbers on their scale only; those that are stated, where a band with fractions
 * ends before the next one begins; any other score by thirds of its answers.
 */
function bandOf(row: FactRow, scores: readonly OwnScore[], others: readonly number[]): string | null {
  const [instrument, score] = [String(row.instrument), num(row.score)];
  if (score === null) return null;
  const stated = scores.find(({ id }) => id === instrument);
  const [min, max] = SCALES[instrument] ?? stated?.scale.replace(" low", "").split("-").map(Number) ?? [null, null];
  const isOther = (said: unknown, mine: unknown) => said !== undefined && said !== null && said !== mine;
  if (min !== null && (isOther(num(row.scale_min), min) || isOther(num(row.scale_max), max))) return null;
  if (min !== null && isOther(row.scale_best, stated?.scale.endsWith("low") ? "low" : "high")) return null;
  const within = (low: number, high: number) => Number.isInteger(score) && score >= low && score <= high;
  if (stated) {
    const isWhole = stated.whole !== false;
    const at = stated.bands.find(({ from, to }) =>
      isWhole ? within(from, to) : score >= from && (score < to || (to === max && score <= to)),
    );
    return at ? `${instrument}.${at.id}` : null;
  }
  if (instrument === "nps")
    return within(0, 6) ? "detractor" : within(7, 8) ? "passive" : within(9, 10) ? "promoter" : null;
  if (instrument === "csat")
    return within(1, 2) ? "dissatisfied" : within(3, 3) ? "neutral" : within(4, 5) ? "satisfied" : null;
  if (instrument === "ces") return within(1, 3) ? "hard" : within(4, 4) ? "middle" : within(5, 7) ? "easy" : null;
  if (NO_EXPERIENCE.includes(instrument)) return null;
  const [low, high] = [quantile(others, 1 / 3), quantile(others, 2 / 3)];
  if (low === null) return null;
  if (score <= low + 1e-9) return "low_third";
  return score <= high! + 1e-9 ? "middle_third" : "high_third";
}

/** Ten-thousandths, halves away from zero: the grid on which sums are exact. */
export function onGrid(x: number): number {
  const steps = Math.abs(x) * 10_000;
  if (Math.abs(steps - Math.floor(steps) - 0.5) < 1e-5) halves.seen += 1;
  return (Math.sign(x) * Math.floor(steps + 0.5)) / 10_000;
}

/** Numbers so near to the middle between two steps of the grid that their last bit decides, which way is the engine's own. */
export const halves = { seen: 0 };
