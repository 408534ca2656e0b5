import { type Staff, TEAMS } from "./employees.ts";
import type { Log } from "./events.ts";
import { Stream } from "./random.ts";
import type { Simulation } from "./simulate.ts";

/** Euro a month in a company of 5,000 customers. */
const MONTHLY = [
  {
    area: "acquisition",
    initiative: "Search adverts",
    stage: "purchase",
    scope: "channel",
    value: "search",
    basis: "equal",
    euro: 1900,
  },
  {
    area: "acquisition",
    initiative: "Social adverts",
    stage: "purchase",
    scope: "channel",
    value: "social",
    basis: "equal",
    euro: 1400,
  },
  {
    area: "acquisition",
    initiative: "Affiliate fees",
    stage: "purchase",
    scope: "channel",
    value: "affiliate",
    basis: "equal",
    euro: 600,
  },
  {
    area: "acquisition",
    initiative: "Referral bonus",
    stage: "advocacy",
    scope: "channel",
    value: "referral",
    basis: "equal",
    euro: 350,
  },
  {
    area: "service",
    initiative: "Help desk tools",
    stage: "post-sale support",
    scope: "all",
    value: "",
    basis: "per_contact_minute",
    euro: 900,
  },
  {
    area: "programme",
    initiative: "Loyalty programme",
    stage: "loyalty",
    scope: "all",
    value: "",
    basis: "per_order",
    euro: 500,
  },
  {
    area: "programme",
    initiative: "Customer experience team",
    stage: "retention",
    scope: "all",
    value: "",
    basis: "equal",
    euro: 1200,
  },
  {
    area: "retention",
    initiative: "Newsletter",
    stage: "retention",
    scope: "all",
    value: "",
    basis: "equal",
    euro: 250,
  },
] as const;

/** What is not about a single customer: monthly costs and the people who answer. */
export function recordCompany(simulation: Simulation, log: Log, staff: Staff): { costs: number } {
  const { company, calendar } = simulation;
  const random = new Stream().reseed(company.seed, 0, 10);
  let sum = 0;
  for (let month = 0; month < company.months; month++) {
    const from = calendar.monthStart[month]!;
    const until = calendar.monthStart[month + 1]!;
    for (const { value, euro, ...what } of MONTHLY) {
      const cents = Math.round(100 * euro * (company.customers / 5000) * (0.9 + 0.2 * random.next()));
      sum += cents;
      log.costs.add({ ...what, from, until, scopeValue: value, amount: cents });
    }
  }
  for (const agent of staff.agents) {
    const { team, department, site } = TEAMS[agent.team]!;
    const { id, name, from, until } = agent;
    log.employees.add({ agent: id, name, team, department, site, from, until });
  }
  return { costs: sum };
}
