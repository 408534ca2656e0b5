import { EFFORT_WEIGHTS, type EffortSignal } from "../../facts/effort.ts";
import { legs } from "../../panel/legs.ts";
import { SELF_SERVICE_KNOWN, selfServiceByBand } from "../../panel/self-service.ts";
import type { PanelInfo } from "../../panel/settings.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { Family, MeasureDefinition, Population } from "../definition.ts";
import {
  base,
  besideAnother,
  CONTACT_CUTS,
  CUSTOMER_CUTS,
  events,
  notEnoughContactCost,
  ofContactCost,
} from "./common.ts";

const handled: Population = {
  over: "events",
  table: "panel_contact",
  base: sql`true`,
  valid: sql`p.handle is not null and (p.abandoned is null or p.abandoned = false)`,
  exclusions: [
    { reason: "abandoned", where: sql`p.abandoned = true` },
    { reason: "no_duration", where: sql`p.handle is null and (p.abandoned is null or p.abandoned = false)` },
  ],
  dimensions: CONTACT_CUTS,
};

const handling = (id: string, family: Family): MeasureDefinition => ({
  ...base,
  id,
  unit: "seconds",
  better: "down",
  needs: ["contact"],
  population: handled,
  family,
  cluster: "agent",
  reported: ["channel", "topic", "team"],
});

/** A part of the handling time, of the contacts that have it. */
const part = (column: "talk" | "hold" | "wrap"): MeasureDefinition => ({
  ...handling(`aht-${column}`, { kind: "mean", value: sql`r.${raw(column)}` }),
  lacks: ({ says }) => (says[column] ? null : column),
  population: {
    over: "events",
    table: "panel_contact",
    valid: sql`p.${raw(column)} is not null and (p.abandoned is null or p.abandoned = false)`,
    exclusions: [
      { reason: "abandoned", where: sql`p.abandoned = true` },
      { reason: "no_duration", where: sql`p.${raw(column)} is null and (p.abandoned is null or p.abandoned = false)` },
    ],
    dimensions: CONTACT_CUTS,
  },
  reported: [],
  shown: "on_request",
});

const partsMissing = ({ says }: PanelInfo) => {
  const missing = (["talk", "hold", "wrap"] as const).filter((each) => !says[each]);
  return says.talk && missing.length > 0
    ? [{ code: "caution.parts_missing", values: { needs: missing.join(",") } }]
    : [];
};

const ownWeights = ({ effortWeights }: PanelInfo) =>
  Object.entries(EFFORT_WEIGHTS).every(([each, weight]) => effortWeights[each as EffortSignal] === weight)
    ? []
    : [{ code: "caution.own_weights", values: {} }];

const switchWindow = ({ switchHours }: PanelInfo) =>
  switchHours === null ? [] : [{ code: "caution.switch_window", values: { hours: switchHours } }];

/** Issues of which contacts are on record. */
const issues = (valid: Sql): Population => ({
  over: "events",
  table: "panel_case",
  valid,
  exclusions: [{ reason: "not_recorded", where: sql`not (${valid})` }],
  dimensions: CONTACT_CUTS,
});

/** The measure that says how often a signal of effort is there. */
export const EFFORT_MEASURES: Readonly<Record<EffortSignal, string>> = {
  came_back: "repeat-contact-rate",
  repeated: "repeated-information-rate",
  transferred: "transfer-rate",
  switched: "channel-switch-rate",
  was_reopened: "reopening-rate",
  held: "long-hold-rate",
  cut_off: "cut-off-rate",
  menus: "long-menu-rate",
  impersonal: "impersonal-reply-rate",
};

/** The share of issues that show one signal of effort. */
const signal = (id: string, column: EffortSignal): MeasureDefinition => ({
  ...base,
  id,
  unit: "share",
  better: "down",
  needs: ["contact"],
  population: issues(sql`p.${raw(column)} is not null`),
  family: { kind: "share", hit: sql`r.${raw(column)} = 1` },
  cluster: "party",
  reported: [],
  shown: "on_request",
});

/** Those who were customers on any day of the stretch, with their contacts in it and what these cost. */
const activeCustomers: Population = {
  over: "stretches",
  dimensions: CUSTOMER_CUTS,
  knownUntil: ({ asOf }) => asOf,
  rows: (stretches) => sql`
    select
      a.party as id, a.party as party, a.from_day as day,
      coalesce(k.contacts, 0) as contacts, coalesce(k.contact_cost, 0.0) as contact_cost
    from (
      -- Of several spells in one stretch the first stands for the customer.
      select s.party as party, t.from_day as from_day
      from (${stretches.rows}) t
      inner join panel_spell s on s.from_day < t.to_day and s.to_day > t.from_day
      where s.previous_to is null or s.previous_to <= t.from_day
    ) a
    left join (
      select n.party as party, n.from_day as from_day, sum(n.contacts) as contacts, sum(n.contact_cost) as contact_cost
      from (
        select d.party as party, ${stretches.of(sql`d.day`)} as from_day, d.contacts as contacts, d.contact_cost as contact_cost
        from customer_day d
        where d.contacts > 0
      ) n
      where n.from_day is not null
      group by n.party, n.from_day
    ) k on k.party = a.party and k.from_day = a.from_day
  `,
};

/** Share of cases without an end, from which on the times of those that have one flatter. */
const OPEN_FLATTERS = 0.05;

/** How long cases took; those without an end are left out, counted, and spoken of where they are many. */
const timeUntil = (id: string, what: "answered" | "resolved", family: (value: Sql) => Family): MeasureDefinition => {
  const [column, open, said] =
    what === "answered"
      ? (["first_response", "unanswered", "first_answered"] as const)
      : (["resolution", "unresolved", "resolved_at"] as const);
  const ended = sql`p.${raw(`is_${what}`)} = 1`;
  return {
    ...base,
    id,
    unit: "seconds",
    better: "down",
    needs: ["case"],
    lacks: ({ says }) => (says[said] ? null : said),
    population: {
      over: "events",
      table: "panel_case_time",
      valid: sql`p.${raw(column)} is not null`,
      exclusions: [
        { reason: "still_open", where: sql`not (${ended})` },
        { reason: "no_time_of_day", where: sql`${ended} and p.is_timed = 0` },
        { reason: "ends_first", where: sql`${ended} and p.is_timed = 1 and p.${raw(column)} is null` },
      ],
      dimensions: CONTACT_CUTS,
    },
    family: family(sql`r.${raw(column)}`),
    cluster: "party",
    reported: ["channel", "topic", "department", "team"],
    cautions: ({ hours, openCases }) => [
      { code: hours ? "caution.business_hours" : "caution.clock_hours", values: {} },
      ...(openCases[open] > OPEN_FLATTERS ? [{ code: "caution.still_open", values: { share: openCases[open] } }] : []),
    ],
  };
};
const median = (value: Sql): Family => ({ kind: "quantile", value, share: 0.5 });
const mean = (value: Sql): Family => ({ kind: "mean", value });

/** What customers need the company's help for, and what that takes. */
export const SERVICE: readonly MeasureDefinition[] = [
  { ...handling("aht", { kind: "mean", value: sql`r.handle` }), cautions: partsMissing },
  { ...handling("aht-median", { kind: "quantile", value: sql`r.handle`, share: 0.5 }), ...besideAnother },
  { ...handling("aht-p90", { kind: "quantile", value: sql`r.handle`, share: 0.9 }), ...besideAnother },
  part("talk"),
  part("hold"),
  part("wrap"),
  {
    ...handling("aht-leg", { kind: "mean", value: sql`r.handle` }),
    population: {
      over: "events",
      table: "legs of contacts",
      query: legs,
      valid: sql`p.handle is not null and p.gave_up = 0`,
      exclusions: [
        { reason: "abandoned", where: sql`p.gave_up = 1` },
        { reason: "no_duration", where: sql`p.handle is null and p.gave_up = 0` },
      ],
      dimensions: CONTACT_CUTS,
    },
    reported: [],
    shown: "on_request",
  },
  {
    ...handling("waiting-time", { kind: "mean", value: sql`r.waited` }),
    population: {
      over: "events",
      table: "panel_contact",
      base: sql`p.is_case = 0`,
      valid: sql`p.waited > 0`,
      exclusions: [
        { reason: "not_recorded", where: sql`p.waited is null` },
        { reason: "did_not_wait", where: sql`p.waited = 0` },
      ],
      dimensions: CONTACT_CUTS,
    },
    cluster: "party",
    reported: [],
    shown: "on_request",
  },
  {
    ...handling("menu-time", { kind: "mean", value: sql`r.menu_seconds` }),
    population: {
      over: "events",
      table: "panel_contact",
      base: sql`p.is_case = 0`,
      valid: sql`p.menu_seconds > 0`,
      exclusions: [
        { reason: "not_recorded", where: sql`p.menu_seconds is null` },
        { reason: "no_menu", where: sql`p.menu_seconds = 0` },
      ],
      dimensions: CONTACT_CUTS,
    },
    cluster: "party",
    reported: [],
    shown: "on_request",
  },
  {
    ...base,
    id: "menu-loop-rate",
    unit: "share",
    better: "down",
    needs: ["contact"],
    population: {
      over: "events",
      table: "panel_contact",
      base: sql`p.is_case = 0`,
      valid: sql`p.menu_loops is not null`,
      exclusions: [{ reason: "not_recorded", where: sql`p.menu_loops is null` }],
      dimensions: CONTACT_CUTS,
    },
    family: { kind: "share", hit: sql`r.menu_loops > 0` },
    cluster: "party",
    reported: [],
    shown: "on_request",
  },
  timeUntil("first-response-time", "answered", median),
  { ...timeUntil("first-response-time-mean", "answered", mean), ...besideAnother },
  timeUntil("resolution-time", "resolved", median),
  { ...timeUntil("resolution-time-mean", "resolved", mean), ...besideAnother },
  {
    ...base,
    id: "abandonment-rate",
    unit: "share",
    better: "down",
    needs: ["contact"],
    population: events("panel_contact", CONTACT_CUTS, sql`p.abandoned is not null`),
    family: { kind: "share", hit: sql`r.abandoned = true` },
    cluster: null,
    reported: ["channel", "topic"],
  },
  {
    ...base,
    id: "fcr",
    unit: "share",
    better: "up",
    needs: ["contact"],
    // Of a case alone nobody knows how many contacts it took.
    lacks: ({ facts }) => ((facts.contact ?? 0) > 0 ? null : "contact"),
    population: {
      over: "events",
      table: "panel_case",
      valid: sql`p.first_contact_resolved is not null and p.followed = 1`,
      exclusions: [
        { reason: "outcome_unknown", where: sql`p.first_contact_resolved is null` },
        { reason: "too_early", where: sql`p.first_contact_resolved is not null and p.followed = 0` },
      ],
      dimensions: CONTACT_CUTS,
    },
    family: { kind: "share", hit: sql`r.first_contact_resolved = 1` },
    cluster: "party",
    reported: ["channel", "topic"],
  },
  {
    ...base,
    id: "effort",
    unit: "score",
    better: "down",
    needs: ["contact"],
    lacks: ({ facts }) => ((facts.contact ?? 0) > 0 ? null : "contact"),
    population: issues(sql`p.effort is not null and p.contacts > 0`),
    family: { kind: "mean", value: sql`r.effort` },
    cluster: "party",
    reported: ["channel", "topic"],
    cautions: ownWeights,
  },
  ...Object.entries(EFFORT_MEASURES).map(([column, id]) => ({
    ...signal(id, column as EffortSignal),
    ...(column === "switched" ? { cautions: switchWindow } : {}),
    ...(column === "impersonal" || column === "repeated" ? { version: 2 } : {}),
  })),
  {
    ...base,
    id: "self-service-share",
    unit: "share",
    better: "up",
    needs: ["contact"],
    lacks: ({ says }) => (says.handled_by ? null : "handled_by"),
    population: {
      over: "events",
      table: "panel_case",
      valid: sql`p.unhandled = 0`,
      exclusions: [{ reason: "handler_unknown", where: sql`p.unhandled > 0` }],
      dimensions: ["channel", "topic", "segment", "country", "status"],
    },
    family: { kind: "share", hit: sql`r.live = 0` },
    cluster: "party",
    reported: [],
    shown: "value",
  },
  {
    ...base,
    id: "deflection-rate",
    unit: "share",
    better: "up",
    needs: ["contact"],
    lacks: ({ says }) => (says.handled_by ? null : "handled_by"),
    population: {
      over: "events",
      table: "issues that began in self-service",
      query: selfServiceByBand,
      valid: raw(SELF_SERVICE_KNOWN),
      exclusions: [
        { reason: "too_early", where: sql`p.followed = 0` },
        { reason: "issue_unknown", where: sql`p.followed = 1 and p.traced = 0` },
        {
          reason: "handler_unknown",
          where: sql`p.followed = 1 and p.traced = 1 and p.live = 0 and p.unhandled = 1`,
        },
      ],
      dimensions: ["standing", "channel", "topic", "segment", "country", "status"],
    },
    family: { kind: "share", hit: sql`r.live = 0` },
    cluster: "party",
    reported: ["standing", "topic"],
  },
  {
    ...base,
    id: "contacts-per-customer",
    unit: "ratio",
    better: "down",
    needs: ["contact"],
    population: activeCustomers,
    family: { kind: "mean", value: sql`r.contacts`, whole: true },
    cluster: null,
    reported: ["segment", "country"],
  },
  {
    ...base,
    id: "cost-to-serve",
    unit: "money_per_customer",
    better: "down",
    needs: ["contact"],
    ...ofContactCost,
    lacks: notEnoughContactCost,
    population: activeCustomers,
    family: { kind: "mean", value: sql`r.contact_cost` },
    cluster: null,
    reported: [],
    shown: "value",
  },
];
