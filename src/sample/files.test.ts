import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays, type Day, daysBetween, parseDay } from "../base/day.ts";
import { type Row, readCsv } from "./testing/read-csv.ts";
import { type SampleSummary, writeSample } from "./write-sample.ts";

const dayOf = (moment: string): Day => moment.slice(0, 10) as Day;
const cents = (text: string): number => Math.round(Number(text) * 100);
function groupBy(rows: Row[], column: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row[column]!);
    if (group) group.push(row);
    else groups.set(row[column]!, [row]);
  }
  return groups;
}

describe("a sample company of 1,500 customers", () => {
  const dir = mkdtempSync(join(tmpdir(), "sample-"));
  afterAll(() => rmSync(dir, { recursive: true }));
  let summary: SampleSummary;
  const tables: Record<string, Row[]> = {};
  beforeAll(async () => {
    summary = await writeSample(dir, { customers: 1500 });
    for (const name of readdirSync(dir).filter((file) => file.endsWith(".csv"))) {
      tables[name.slice(0, -4)] = readCsv(dir, name.slice(0, -4));
    }
  });
  const table = (name: string) => tables[name]!;
  const goodOrders = () => table("orders").filter((row) => parseDay(dayOf(row.ordered_at!)));
  const booked = () => goodOrders().filter((row) => row.status !== "cancelled");

  it("counts its rows and the rows that cannot be right", () => {
    for (const { name, rows } of summary.files) expect(table(name.slice(0, -4)).length, name).toBe(rows);
    const planted = Object.fromEntries(summary.files.map(({ name, planted }) => [name, planted]));
    expect(planted["orders.csv"]).toEqual({ impossible_date: table("orders").length - goodOrders().length });
    const tooHigh = table("survey_answers").filter((row) => Number(row.score) > Number(row.scale_max));
    expect(planted["survey_answers.csv"]).toEqual({ score_above_scale: tooHigh.length });
    const nobody = table("loyalty_points").filter((row) => row.customer_id === "");
    expect(planted["loyalty_points.csv"]).toEqual({ customer_missing: nobody.length });
    expect(Math.min(tooHigh.length, nobody.length)).toBeGreaterThan(0);
  });

  it("has one row an id", () => {
    const ids = {
      customers: "customer_id",
      orders: "order_id",
      refunds: "refund_id",
      tickets: "case_id",
      contacts: "contact_id",
      survey_invitations: "invitation_id",
      reviews: "review_id",
      offers: "offer_id",
      employees: "agent",
    };
    for (const [name, id] of Object.entries(ids)) {
      expect(new Set(table(name).map((row) => row[id])).size, name).toBe(table(name).length);
    }
    const emails = table("customers")
      .flatMap((row) => [row.email!, row.other_email!])
      .filter((email) => email !== "");
    expect(new Set(emails).size).toBe(emails.length);
  });

  it("adds up from lines to orders to the control totals", () => {
    const lines = groupBy(table("order_lines"), "order_id");
    let [amount, cost] = [0, 0];
    for (const order of goodOrders()) {
      const own = lines.get(order.order_id!)!;
      for (const column of ["amount", "list_amount", "cost"]) {
        expect(
          own.reduce((sum, line) => sum + cents(line[column]!), 0),
          order.order_id,
        ).toBe(cents(order[column]!));
      }
      if (order.status === "cancelled") continue;
      amount += cents(order.amount!);
      cost += cents(order.cost!);
    }
    expect(lines.size).toBe(goodOrders().length);
    expect([amount, cost]).toEqual([summary.totals.amount, summary.totals.cost]);
    expect(booked().length).toBe(summary.totals.orders);
    const refunded = table("refunds").reduce((sum, row) => sum + cents(row.amount!), 0);
    expect(refunded).toBe(summary.totals.refunded);
    const handled = table("contact_legs").reduce(
      (sum, row) => sum + Number(row.talk_seconds) + Number(row.hold_seconds) + Number(row.wrap_seconds),
      0,
    );
    expect(handled).toBe(summary.totals.handleSeconds);
    expect(table("contacts").length).toBe(summary.totals.contacts);
  });

  it("refunds no more than was paid, and afterwards", () => {
    const orders = new Map(goodOrders().map((row) => [row.order_id!, row]));
    for (const refund of table("refunds")) {
      const order = orders.get(refund.order_id!)!;
      expect(cents(refund.amount!)).toBeLessThanOrEqual(cents(order.amount!));
      expect(refund.refunded_at! > order.ordered_at!).toBe(true);
      expect(refund.customer_id).toBe(order.customer_id);
    }
  });

  it("never owes points, and its points add up", () => {
    const sums: Record<string, number> = { earned: 0, redeemed: 0, expired: 0 };
    const members = groupBy(
      table("loyalty_points").filter((row) => row.customer_id !== ""),
      "customer_id",
    );
    for (const rows of members.values()) {
      let balance = 0;
      let last = "";
      for (const row of rows) {
        balance += row.change === "earned" ? Number(row.points) : -Number(row.points);
        sums[row.change!]! += Number(row.points);
        expect(balance).toBeGreaterThanOrEqual(0);
        expect(row.date! >= last).toBe(true);
        last = row.date!;
      }
    }
    expect(sums).toEqual(summary.totals.points);
  });

  it("has one term of a subscription at a time, and payments only while it runs", () => {
    const payments = groupBy(
      booked().filter((row) => row.channel === "subscription"),
      "customer_id",
    );
    const subscriptions = groupBy(table("subscriptions"), "customer_id");
    for (const [customer, terms] of subscriptions) {
      terms.forEach((term, i) => {
        if (term.until) expect(term.until > term.start_date!).toBe(true);
        if (i > 0) expect(term.start_date).toBe(terms[i - 1]!.until);
      });
      const end = terms.at(-1)!.until || "9999";
      for (const row of payments.get(customer) ?? []) {
        expect(row.ordered_at! < end && dayOf(row.ordered_at!) >= terms[0]!.start_date!).toBe(true);
      }
    }
    for (const change of ["new", "renewal", "upgrade", "downgrade", "pause", "resume"]) {
      expect(
        table("subscriptions").some((term) => term.change === change),
        change,
      ).toBe(true);
    }
  });

  it("knows whom each contact is with, never before they joined, and who answered", () => {
    const joined = new Map<string, string>();
    for (const row of table("customers")) {
      for (const key of [row.email!, row.other_email!, row.phone!]) if (key) joined.set(key, row.joined!);
    }
    const cases = new Set(table("tickets").map((row) => row.case_id));
    const contacts = new Map(table("contacts").map((row) => [row.contact_id!, row]));
    for (const row of contacts.values()) {
      expect(joined.get(row.email! || row.phone!)! <= row.started_at!, row.contact_id).toBe(true);
      expect(cases.has(row.case_id)).toBe(true);
    }
    const staff = new Map(table("employees").map((row) => [row.agent!, row]));
    for (const leg of table("contact_legs")) {
      const agent = staff.get(leg.agent!)!;
      const day = dayOf(leg.started_at!);
      expect(contacts.has(leg.contact_id!)).toBe(true);
      expect(agent.start_date! <= day && (agent.until === "" || day < agent.until!)).toBe(true);
    }
  });

  it("answers only what was asked, after it was asked", () => {
    const invitations = new Map(table("survey_invitations").map((row) => [row.invitation_id!, row]));
    const seen: Record<string, Record<string, number>> = {};
    for (const answer of table("survey_answers")) {
      if (Number(answer.score) > Number(answer.scale_max)) continue;
      const invitation = invitations.get(answer.invitation_id!)!;
      expect(invitation.not_asked_reason).toBe("");
      expect(invitation.sent_at! < answer.answered_at! && invitation.completed_at === answer.answered_at).toBe(true);
      expect(invitation.opened_at! >= invitation.sent_at!).toBe(true);
      const scores = (seen[answer.instrument === "qci" ? `qci:${answer.item}` : answer.instrument!] ??= {});
      scores[answer.score!] = (scores[answer.score!] ?? 0) + 1;
    }
    expect(seen).toEqual(summary.totals.answers);
    const reasons = new Set([...invitations.values()].map((row) => row.not_asked_reason));
    expect(reasons).toEqual(new Set(["", "no_address", "no_consent", "contact_limit"]));
    const asked = [...invitations.values()].filter((row) => row.instrument === "nps" && !row.not_asked_reason);
    const rate = asked.filter((row) => row.completed_at).length / asked.length;
    expect(rate).toBeGreaterThan(0.25);
    expect(rate).toBeLessThan(0.35);
  });

  it("has nothing after its last day", () => {
    const [first, last] = ["2023-07-01", "2026-06-30"];
    const inside =
      /^(ordered_at|delivered_at|refunded_at|opened_at|started_at|resolved_at|sent_at|completed_at|answered_at|published_at|date|occurred_at|offered_at|decided_at|referred_at)$/;
    for (const [name, rows] of Object.entries(tables)) {
      for (const row of rows) {
        for (const [column, value] of Object.entries(row)) {
          if (!value || !inside.test(column)) continue;
          expect(dayOf(value) >= first && dayOf(value) <= last, `${name} ${column} ${value}`).toBe(true);
        }
      }
    }
  });

  it("shows in its files what truth.json says was observed", () => {
    const orders = groupBy(booked(), "customer_id");
    const refunds = groupBy(table("refunds"), "customer_id");
    const people = new Map<string, string>();
    for (const row of table("customers")) {
      for (const key of [row.email!, row.other_email!, row.phone!]) if (key) people.set(key, row.customer_id!);
    }
    const contacts = groupBy(
      table("contacts").map((row) => ({ ...row, customer_id: people.get(row.email! || row.phone!)! })),
      "customer_id",
    );
    const year = (answer: Row, moment: string) => {
      const after = daysBetween(dayOf(answer.answered_at!), dayOf(moment));
      return after >= 1 && after <= 365;
    };
    const terms = groupBy(table("subscriptions"), "customer_id");
    const window = (JSON.parse(readFileSync(join(dir, "truth.json"), "utf8")) as { inactivityWindow: number })
      .inactivityWindow;
    const isActive = (customer: string, day: Day) => {
      const own = (terms.get(customer) ?? []).filter((term) => term.start_date! <= day);
      if (own.length > 0) return own.some((term) => term.until === "" || term.until! > day);
      return (orders.get(customer) ?? []).some((order) => {
        const since = daysBetween(dayOf(order.ordered_at!), day);
        return since >= 0 && since < window;
      });
    };
    const sums = [0, 0, 0].map(() => ({ n: 0, margin: 0, revenue: 0, orders: 0, contacts: 0, churn: 0, base: 0 }));
    for (const answer of table("survey_answers")) {
      if (answer.instrument !== "nps" || answer.score === "11") continue;
      if (daysBetween(dayOf(answer.answered_at!), "2026-06-30" as Day) < 365) continue;
      const sum = sums[Number(answer.score) >= 9 ? 2 : Number(answer.score) >= 7 ? 1 : 0]!;
      sum.n++;
      for (const order of orders.get(answer.customer_id!) ?? []) {
        if (!year(answer, order.ordered_at!)) continue;
        sum.margin += Number(order.amount) - Number(order.cost);
        sum.revenue += Number(order.amount);
        sum.orders++;
      }
      for (const refund of refunds.get(answer.customer_id!) ?? []) {
        if (year(answer, refund.refunded_at!)) sum.margin -= Number(refund.amount);
      }
      if (isActive(answer.customer_id!, dayOf(answer.answered_at!))) {
        sum.base++;
        if (!isActive(answer.customer_id!, addDays(dayOf(answer.answered_at!), 365))) sum.churn++;
      }
      sum.contacts += (contacts.get(answer.customer_id!) ?? []).filter((row) => year(answer, row.started_at!)).length;
    }
    for (const outcome of ["margin", "revenue", "orders", "contacts", "churn"] as const) {
      const { n, means } = summary.effects.find((effect) => effect.outcome === outcome && effect.horizon === 365)!;
      const base = sums.map((sum) => (outcome === "churn" ? sum.base : sum.n));
      expect(Object.values(n)).toEqual(base);
      Object.values(means).forEach((mean, band) => {
        expect(mean, outcome).toBeCloseTo(sums[band]![outcome] / base[band]!, 6);
      });
    }
  });
});
