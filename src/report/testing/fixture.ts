import type { Currency } from "../../base/currency.ts";
import { addMonths, type Day } from "../../base/day.ts";
import type { Period } from "../../base/period.ts";
import type { TimeZone } from "../../base/zone.ts";
import type { BandsChart, DistributionChart, Tone, TrendChart } from "../../findings/chart-spec.ts";
import type { Figure, FigureHeader, FigureState, Grade, Message, Unit } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import type { Language } from "../../texts/language.ts";
import type { ReportInput, SourceFile } from "../report-input.ts";

const EUR = "EUR" as Currency;
const day = (text: string) => text as Day;
const WINDOW: Period = { from: day("2025-03-01"), to: day("2026-03-01"), zone: "Europe/Stockholm" as TimeZone };

/** A made-up company, complete enough to draw every part of a report. */
export function reportFixture(language: Language): ReportInput {
  return {
    schema: 1,
    company: "Nordvik Outdoor",
    settings: {
      asOf: day("2026-03-01"),
      window: WINDOW,
      currency: EUR,
      language,
      version: "0.1.0",
      dataVersion: "8f41c2d7",
      evidenceFolder: "evidence",
    },
    answer: {
      scores: ["nps", "csat", "ces"],
      links: ["nps-margin", "nps-churn", "csat-contacts"],
      steps: {
        experience: "nps",
        window: WINDOW,
        outcome: "margin",
        steps: [
          step("detractor", "bad", 3_912, 141.2, 128.4, 154),
          step("passive", "middle", 5_204, 187.9, 176.3, 199.5),
          step("promoter", "good", 9_377, 263.4, 253.9, 272.9),
        ],
      },
      withheld: [
        {
          what: message("withheld.total_worth"),
          why: message("withheld.why.no_initiative"),
          needs: [message("withheld.need.facts", { needs: "cost,assignment" })],
        },
        {
          what: message("withheld.measure", { measure: "redemption-rate" }),
          why: message("withheld.why.not_measured"),
          needs: [message("withheld.need.facts", { needs: "points" })],
        },
        {
          what: message("withheld.link", { experience: "ces", outcome: "spend" }),
          why: message("withheld.why.too_few", { n: 31 }),
          needs: [message("withheld.need.answers", { n: 19 })],
        },
      ],
    },
    targets: [
      targetFinding("nps", "target.approaching", {
        from: "2025-03-01",
        day: "2026-12-31",
        reference: 45,
        before: 31,
        share: 0.4,
      }),
      targetFinding("nps", "target.reached_perhaps", {
        from: "2025-03-01",
        reference: 35,
        dimension: "segment",
        group: "Business",
      }),
    ],
    measures: [
      npsFinding(),
      shareFinding("csat", 0.813, 0.804, 0.822, 6_940, "change.none", { difference: 0.006, low: -0.004, high: 0.016 }),
      shareFinding("ces", 0.688, 0.671, 0.705, 2_871, "change.down", { difference: -0.031, low: -0.052, high: -0.01 }),
      ahtFinding(),
      orderValueFinding(),
      recorded("revenue", 5_128_406.37, 61_204),
      recorded("orders", 61_204, 61_204, "count"),
      shareFinding("repeat-rate", 0.447, 0.44, 0.454, 18_493, "change.first", {}),
      shareFinding("return-rate", 0, 0, 0.0003, 12_411, "change.none", { difference: 0, low: -0.0003, high: 0.0003 }),
      without("churn", "share", { state: "too_early", readyOn: day("2026-06-15") }, 18_493),
      without("redemption-rate", "share", { state: "not_measured", needs: ["points"] }, 0),
      without("response-rate", "share", { state: "undefined", why: "empty_base" }, 0),
      without("abandonment-rate", "share", { state: "too_few", required: 30 }, 12),
    ],
    links: [
      link({
        experience: "nps",
        outcome: "margin",
        grade: "adjusted",
        verdict: "useful",
        value: 122.2,
        low: 98.7,
        high: 145.9,
        n: 13_289,
      }),
      link({
        experience: "nps",
        outcome: "orders",
        grade: "association",
        verdict: "useful",
        value: 0.84,
        low: 0.66,
        high: 1.02,
        n: 13_289,
      }),
      link({
        experience: "nps",
        outcome: "churn",
        grade: "matched",
        verdict: "weak",
        value: -0.031,
        low: -0.055,
        high: -0.007,
        n: 11_734,
      }),
      link({
        experience: "csat",
        outcome: "margin",
        grade: "association",
        verdict: "weak",
        value: 24.8,
        low: 3.1,
        high: 46.5,
        n: 5_812,
      }),
      link({
        experience: "csat",
        outcome: "contacts",
        grade: "association",
        verdict: "none",
        value: -0.01,
        low: -0.04,
        high: 0.02,
        n: 5_812,
      }),
      link({
        experience: "ces",
        outcome: "margin",
        grade: "association",
        verdict: "too_little",
        value: null,
        low: 0,
        high: 0,
        n: 31,
      }),
      link({
        experience: "ces",
        outcome: "churn",
        grade: "within",
        verdict: "useful",
        value: -0.048,
        low: -0.071,
        high: -0.025,
        n: 2_204,
      }),
    ],
    chapters: [{ id: "problems", findings: [problemFinding()] }],
    quality: {
      files: [
        file(
          "shopify/orders_export_1.csv",
          "shopify.orders",
          "signature",
          88_341,
          [
            ["purchase", 61_204],
            ["line", 88_290],
            ["refund", 2_101],
          ],
          51,
        ),
        file("surveys/nps 2023–2026.xlsx › Answers", "generic.answer", "generic", 18_530, [["answer", 18_493]], 37),
        file(
          "zendesk/tickets.json",
          "zendesk.tickets",
          "signature",
          24_118,
          [
            ["case", 24_118],
            ["contact", 39_870],
          ],
          0,
        ),
        file("old/notes.docx.csv", null, "none", 212, [], 0),
      ],
      rejects: [
        {
          file: "shopify/orders_export_1.csv",
          reason: "negative_amount",
          rows: 33,
          samples: [
            { line: 1_204, column: "Total" },
            { line: 8_870, column: "Total" },
          ],
        },
        {
          file: "shopify/orders_export_1.csv",
          reason: "date_invalid",
          rows: 18,
          samples: [{ line: 77, column: "Created at" }],
        },
        {
          file: "surveys/nps 2023–2026.xlsx › Answers",
          reason: "score_out_of_scale",
          rows: 37,
          samples: [{ line: 302, column: "Score" }],
        },
      ],
      identity: {
        identifiers: 41_802,
        parties: 28_417,
        inSeveralSources: 16_220,
        factsWithoutParty: 1_310,
        facts: 234_076,
        answersLinked: 0.921,
      },
      totals: [
        {
          ...{ file: "shopify/orders_export_1.csv", fact: "purchase", field: "amount", currency: "EUR" },
          ...{ inFile: 4_120_433.5, loaded: 4_118_020.1, setAside: 2_413.4, closes: true },
        },
      ],
      suspicions: [
        {
          what: message("health.gap", { fact: "case", from: "2025-02-03", to: "2025-03-02", n: 160 }),
          where: "zendesk.tickets",
          sure: "likely",
        },
        { what: message("health.twins", { n: 812, share: 0.0133 }), where: "", sure: "likely" },
      ],
      notes: [
        message("quality.dates_ambiguous", { file: "zendesk/tickets.json", column: "created_at", format: "dmy" }),
        message("quality.file_unrecognised", { file: "old/notes.docx.csv" }),
      ],
    },
    method: METHOD.map((code) => message(code)),
    evidence: [
      { file: "measures.csv", what: "evidence.measures" },
      { file: "links.csv", what: "evidence.links" },
      { file: "rejects.csv", what: "evidence.rejects" },
    ],
    queries: {
      "measure/nps.sql":
        "select\n  count(*) filter (where score >= 9) as promoters,\n  count(*) filter (where score <= 6) as detractors,\n  count(score) as answers\nfrom latest_answer\nwhere instrument = 'nps' and at >= ? and at < ?",
    },
  };
}

/** One measure with few answers, nothing else. */
export function smallReport(language: Language): ReportInput {
  const full = reportFixture(language);
  return {
    ...full,
    company: "",
    answer: { scores: ["nps"], links: [], steps: null, withheld: full.answer.withheld },
    targets: [],
    measures: [without("nps", "points", { state: "too_few", required: 30 }, 12)],
    links: [],
    chapters: [{ id: "problems", findings: [] }],
    quality: {
      files: full.quality.files.slice(1, 2),
      rejects: [],
      identity: null,
      totals: [],
      suspicions: [],
      notes: [],
    },
    queries: {},
  };
}

/** No data at all. */
export function emptyReport(language: Language): ReportInput {
  const full = reportFixture(language);
  const none: Period = { from: null, to: null, zone: WINDOW.zone };
  return {
    ...full,
    company: "",
    settings: { ...full.settings, asOf: null, currency: null, window: none },
    answer: { scores: [], links: [], steps: null, withheld: [] },
    targets: [],
    measures: [],
    links: [],
    chapters: [],
    quality: { files: [], rejects: [], identity: null, totals: [], suspicions: [], notes: [] },
    method: [],
    evidence: [],
    queries: {},
  };
}

const METHOD = [
  "method.as_of",
  "method.windows",
  "method.intervals",
  "method.grades",
  "method.link_verdict",
  "method.multiplicity",
  "method.small_groups",
  "method.money",
  "method.identity",
];

const message = (code: string, values: Message["values"] = {}): Message => ({ code, values });

function header(id: string, unit: Unit, n: number, grade: Grade = "recorded"): FigureHeader {
  return {
    id,
    definition: `${id}@1`,
    unit,
    ...(unit === "money" || unit === "money_per_customer" ? { currency: EUR } : {}),
    window: WINDOW,
    grade,
    basis: "observed",
    n,
    excluded: [],
    query: { id: `measure/${id}.sql` },
    cautions: [],
  };
}

const estimate = (value: number, low: number, high: number): FigureState => ({
  state: "estimate",
  value,
  interval: { low, high, level: 0.95 },
});

/** What the verdict on a change speaks of. */
const LAST_MONTHS = { period: "2026-02", previous: "2026-01" };

const finding = (id: string, headline: Figure, verdict: Message, rest: Partial<Finding> = {}): Finding => ({
  schema: 1,
  kind: "measure",
  id,
  asOf: day("2026-03-01"),
  dataVersion: "8f41c2d7",
  headline,
  verdict,
  figures: {},
  tables: [],
  charts: [],
  evidence: [],
  ...rest,
});

function problemFinding(): Finding {
  const stake = (value: number): TableCell => ({ kind: "number", value, unit: "money", currency: EUR });
  const count = (value: number): TableCell => ({ kind: "number", value, unit: "count" });
  const rows = [
    ["Delivery", 1_204, 988, 402, 81_220.5, 7_410.2],
    ["Billing & invoices", 611, 540, 122, 30_114, 3_902.75],
    ["Login", 95, 90, 11, 1_904.1, 310],
  ] as const;
  const columns = ["issues", "customers", "unhappy", "stake", "contact_cost"];
  const dimension = "topic";
  const column = (id: string, align: "start" | "end" = "end") => ({
    id,
    title: message(`problems.column.${id}`),
    align,
  });
  return finding(
    "problems.topic",
    { ...header("money-at-stake", "money", 512), state: "estimate", value: 104_310.2, interval: null },
    message("problems.most.money", { group: "Delivery", n: 402, value: 81_220.5, unit: "money", currency: EUR }),
    {
      kind: "problem",
      title: message("problems.title", { dimension }),
      notes: [message("problems.share", { share: 0.214 }), message("problems.nameless", { n: 31 })],
      charts: [
        {
          id: "problems.topic",
          type: "bands",
          title: message("problems.chart.title", { dimension }),
          summary: message("problems.chart.summary", {
            ...{ minimum: 1_904.1, maximum: 81_220.5, unit: "money", currency: EUR },
          }),
          unit: "money",
          currency: EUR,
          bands: rows.map(([name, , customers, , value]) => ({
            ...{ label: { data: name }, value, interval: null, n: customers, tone: "accent" },
          })),
          zero: true,
        },
      ],
      tables: [
        {
          id: "problems.topic",
          title: message("problems.table"),
          columns: [column("place", "start"), ...columns.map((id) => column(id))],
          rows: rows.map(([name, issues, customers, unhappy, value, cost]) => ({
            place: { kind: "label", label: { data: name } },
            issues: count(issues),
            customers: count(customers),
            unhappy: count(unhappy),
            stake: stake(value),
            contact_cost: stake(cost),
          })),
          note: message("problems.note"),
        },
        {
          id: "problems.topic.experience",
          title: message("problems.experience.table"),
          columns: [
            column("place", "start"),
            { id: "score", title: message("problems.column.score", { measure: "csat" }), align: "end" },
            column("effort"),
          ],
          rows: rows.map(([name], index) => ({
            place: { kind: "label", label: { data: name } },
            score: {
              kind: "number",
              value: 0.61 + index / 10,
              unit: "share",
              interval: { low: 0.55 + index / 10, high: 0.66 + index / 10, level: 0.95 },
            },
            effort:
              index === 2
                ? { kind: "message", message: message("figure.state.too_few.short") }
                : { kind: "number", value: 21.4 - index, unit: "score" },
          })),
          note: message("problems.experience.note", { horizonDays: 365 }),
        },
      ],
    },
  );
}

function targetFinding(measure: string, code: string, values: Message["values"]): Finding {
  const { headline, ...rest } = npsFinding();
  return {
    ...rest,
    kind: "target",
    id: `target:${measure}:${values.group ?? ""}`,
    headline,
    verdict: { code, values: { unit: "points", measure, ...values } },
    figures: {},
    tables: [],
    charts: [],
  };
}

function npsFinding(): Finding {
  const counts = [410, 122, 208, 351, 402, 1_204, 1_215, 2_310, 2_894, 4_102, 5_275];
  const bands = ["detractor", "passive", "promoter"] as const;
  const tones: Record<(typeof bands)[number], Tone> = { detractor: "bad", passive: "middle", promoter: "good" };
  const bandOf = (score: number) => (score <= 6 ? "detractor" : score <= 8 ? "passive" : "promoter");
  const distribution: DistributionChart = {
    type: "distribution",
    id: "nps-distribution",
    title: message("chart.distribution.title", { measure: "nps" }),
    summary: message("chart.distribution.summary", { n: 18_493 }),
    unit: "count",
    bars: counts.map((count, score) => ({
      label: { data: String(score) },
      count,
      tone: tones[bandOf(score)],
      band: bandOf(score),
    })),
  };
  const trend: TrendChart = {
    type: "trend",
    id: "nps-trend",
    title: message("chart.trend.title", { measure: "nps" }),
    summary: message("chart.trend.summary", {
      first: 21,
      firstPeriod: "2024-03",
      last: 32,
      lastPeriod: "2026-02",
      unit: "points",
    }),
    unit: "points",
    reference: 29.6,
    points: Array.from({ length: 24 }, (_, index) => {
      const period = addMonths(day("2024-03-01"), index).slice(0, 7);
      if (index === 9 || index === 10) return { period, value: null, interval: null, n: 3, state: "too_few" };
      const value = 21 + index * 0.5 + 4 * Math.sin(index * 1.7);
      const half = 5 + 2 * Math.cos(index);
      return {
        period,
        value,
        interval: { low: value - half, high: value + half, level: 0.95 },
        n: 760,
        state: "estimate",
        ...(index === 17 ? { signal: true as const } : {}),
      };
    }),
    limits: { centre: 27, low: 19.5, high: 36.5 },
    events: [
      { period: "2024-08", name: "New price list" },
      { period: "2025-08", name: "Warehouse move to Malmö, with two weeks of late parcels" },
      { period: "2025-08", name: "App 4.0" },
    ],
  };
  return finding(
    "nps",
    {
      ...header("nps", "points", 18_493),
      ...estimate(29.55, 28.4, 30.7),
      excluded: [
        { reason: "not_answered", n: 1_204 },
        { reason: "earlier_answer", n: 3_311 },
        { reason: "undated", n: 12 },
      ],
      cautions: [message("caution.self_selection", { share: 0.412 })],
    },
    message("change.up", { ...LAST_MONTHS, difference: 4.1, low: 2.3, high: 5.9, level: 0.95, unit: "points" }),
    {
      charts: [trend, distribution],
      notes: [
        message("against.up", {
          ...{ months: 12, difference: 5.2, low: 3.6, high: 6.8, level: 0.95, n: 8_804, unit: "points" },
        }),
        message("split.summary", { dimension: "segment", change: 5.2, rate: 6.1, mix: -0.9, unit: "points" }),
        message("control.beyond_limits", { n: 22, signals: 1, period: "2025-08" }),
      ],
      tables: [
        split("nps", "segment", [
          ["Retail", 0.55, 0.51, 3.9, -0.1],
          ["Club members", 0.29, 0.3, 2.4, 0.1],
          ["Business & schools", 0.16, 0.19, -0.2, -0.9],
        ]),
        cut("nps", "segment", "points", [
          ["Retail", 34.1, 32.5, 35.7, 9_870],
          ["Club members", 41.9, 39.8, 44, 5_412],
          ["Business & schools", 2.2, -1.4, 5.8, 3_199],
          ["Press", null, 0, 0, 12],
        ]),
        cut("nps", "channel", "points", [
          ["Web", 27.2, 25.7, 28.7, 11_034],
          ["Shop", 36.6, 34.6, 38.6, 6_201],
          ["Phone", 12.8, 7.4, 18.2, 1_258],
        ]),
      ],
    },
  );
}

function split(id: string, dimension: string, groups: readonly [string, number, number, number, number][]): Table {
  const unit = "points" as const;
  const columns = ["share_before", "share_after", "rate", "mix", "both"];
  return {
    id: `${id}.${dimension}.split`,
    title: message("split.title", { measure: id, dimension }),
    columns: [
      { id: "group", title: message("table.column.group"), align: "start" },
      ...columns.map((column) => ({ id: column, title: message(`split.column.${column}`), align: "end" as const })),
    ],
    rows: groups.map(([name, before, after, rate, mix]) => ({
      group: { kind: "label", label: { data: name } },
      share_before: { kind: "number", value: before, unit: "share" },
      share_after: { kind: "number", value: after, unit: "share" },
      rate: { kind: "number", value: rate, unit, signed: true },
      mix: { kind: "number", value: mix, unit, signed: true },
      both: { kind: "number", value: rate + mix, unit, signed: true },
    })),
    note: message("split.note"),
  };
}

function shareFinding(
  id: string,
  value: number,
  low: number,
  high: number,
  n: number,
  verdict: string,
  change: Message["values"],
): Finding {
  return finding(
    id,
    { ...header(id, "share", n), ...estimate(value, low, high) },
    message(verdict, { ...LAST_MONTHS, ...change, level: 0.95, unit: "share" }),
    {
      charts: [
        {
          type: "trend",
          id: `${id}-trend`,
          title: message("chart.trend.title", { measure: id }),
          summary: message("chart.trend.summary", {
            first: value,
            firstPeriod: "2025-03",
            last: value,
            lastPeriod: "2026-02",
            unit: "share",
          }),
          unit: "share",
          points: Array.from({ length: 12 }, (_, index) => {
            const period = addMonths(day("2025-03-01"), index).slice(0, 7);
            const wave = value === 0 ? 0 : value + 0.02 * Math.sin(index);
            return {
              period,
              value: wave,
              interval: { low: Math.max(0, wave - 0.03), high: wave + 0.03, level: 0.95 },
              n: 500,
              state: "estimate",
            };
          }),
        },
      ],
    },
  );
}

function ahtFinding(): Finding {
  const teams: BandsChart = {
    type: "bands",
    id: "aht-team",
    title: message("chart.cut.title", { measure: "aht", dimension: "team" }),
    summary: message("chart.cut.summary", { minimum: 248, maximum: 512, unit: "seconds" }),
    unit: "seconds",
    zero: true,
    bands: [
      {
        label: { data: "Returns and complaints" },
        value: 512,
        interval: { low: 481, high: 543, level: 0.95 },
        n: 4_210,
        tone: "accent",
      },
      {
        label: { data: "First line" },
        value: 248,
        interval: { low: 241, high: 255, level: 0.95 },
        n: 22_012,
        tone: "accent",
      },
      { label: { data: "Night shift" }, value: null, interval: null, n: 3, tone: "neutral" },
    ],
  };
  return finding(
    "aht",
    {
      ...header("aht", "seconds", 39_870),
      ...estimate(356.4, 349, 363.8),
      excluded: [
        { reason: "abandoned", n: 2_042 },
        { reason: "no_duration", n: 118 },
      ],
      cautions: [message("caution.parts_missing", { needs: "hold" })],
    },
    message("change.none", { ...LAST_MONTHS, difference: -2.1, low: -9.8, high: 5.6, level: 0.95, unit: "seconds" }),
    {
      charts: [teams],
      figures: {
        "aht-median": { ...header("aht-median", "seconds", 39_870), ...estimate(301, 296, 305) },
        "aht-p90": { ...header("aht-p90", "seconds", 39_870), ...estimate(744, 731, 760) },
      },
    },
  );
}

const orderValueFinding = (): Finding =>
  finding(
    "order-value",
    { ...header("order-value", "money", 61_204), ...estimate(83.79, 82.9, 84.7) },
    message("change.up", {
      ...LAST_MONTHS,
      difference: 3.4,
      low: 2.1,
      high: 4.7,
      level: 0.95,
      unit: "money",
      currency: "EUR",
    }),
    {
      tables: [
        cut("order-value", "country", "money", [
          ["Sverige", 88.12, 86.9, 89.3, 40_118],
          ["Polska", 61.4, 59.8, 63, 12_009],
          ["România", 74.03, 71.1, 77, 9_077],
        ]),
      ],
    },
  );

const recorded = (id: string, value: number, n: number, unit: Unit = "money"): Finding =>
  finding(
    id,
    { ...header(id, unit, n), state: "estimate", value, interval: null },
    message("measure.verdict.recorded"),
  );

const without = (id: string, unit: Unit, state: FigureState, n: number): Finding =>
  finding(id, { ...header(id, unit, n), ...state }, message("change.first"));

function cut(
  measure: string,
  dimension: string,
  unit: Unit,
  rows: [string, number | null, number, number, number][],
): Table {
  const money = unit === "money" ? { currency: EUR } : {};
  return {
    id: `${measure}-by-${dimension}`,
    title: message("table.cut", { measure, dimension }),
    columns: [
      { id: "group", title: message("table.column.group"), align: "start" },
      { id: "value", title: message("table.column.value"), align: "end" },
      { id: "n", title: message("table.column.n"), align: "end" },
    ],
    rows: rows.map(([group, value, low, high, n]) => ({
      group: { kind: "label", label: { data: group } },
      value:
        value === null
          ? { kind: "message", message: message("figure.state.too_few.short") }
          : { kind: "number", value, unit, ...money, interval: { low, high, level: 0.95 } },
      n: { kind: "number", value: n, unit: "count" },
    })),
    note: message("table.note.multiplicity"),
  };
}

function step(band: string, tone: Tone, customers: number, value: number, low: number, high: number) {
  const perCustomer: Figure = {
    ...header("margin", "money_per_customer", customers, "association"),
    ...estimate(value, low, high),
  };
  return { band, tone, customers, perCustomer };
}

const OUTCOME_UNITS: Record<string, Unit> = {
  margin: "money_per_customer",
  spend: "money_per_customer",
  orders: "count",
  contacts: "count",
  churn: "share",
};
const BANDS: Record<string, [string, string, string]> = {
  nps: ["detractor", "passive", "promoter"],
  csat: ["dissatisfied", "neutral", "satisfied"],
  ces: ["hard", "middle", "easy"],
};

interface LinkFixture {
  experience: string;
  outcome: string;
  grade: Grade;
  verdict: string;
  value: number | null;
  low: number;
  high: number;
  n: number;
}

function link({ experience, outcome, grade, verdict, value, low, high, n }: LinkFixture): Finding {
  const unit = OUTCOME_UNITS[outcome] ?? "count";
  const bands = BANDS[experience] ?? ["hard", "middle", "easy"];
  const [lowBand, , highBand] = bands;
  const money = unit === "money_per_customer" ? { currency: EUR } : {};
  const base = unit === "share" ? 0.12 : unit === "count" ? 1.1 : 141;
  const mean = (index: number) => base + ((value ?? 0) * index) / 2;
  const half = Math.max((high - low) / 3, base * 0.02);
  const tones: Tone[] = ["bad", "middle", "good"];
  return finding(
    `${experience}-${outcome}`,
    {
      ...header(`${experience}-${outcome}`, unit, n, grade),
      ...(value === null ? { state: "too_few" as const, required: 50 } : estimate(value, low, high)),
      excluded: [
        { reason: "horizon_incomplete", n: 4_120 },
        { reason: "no_baseline", n: 1_084 },
      ],
      cautions: [
        message("caution.reverse"),
        ...(outcome === "margin" ? [message("caution.outliers", { value: 97.1, unit, ...money })] : []),
      ],
    },
    message(`link.${verdict}`, {
      experience,
      outcome,
      highBand,
      lowBand,
      grade,
      n,
      level: 0.95,
      unit,
      ...money,
      horizonDays: 365,
      ...(value === null ? {} : { difference: value, low, high }),
    }),
    {
      kind: "link",
      design: {
        experience,
        outcome,
        horizonDays: 365,
        gapDays: 0,
        bands: [...bands],
        bandMinimum: 50,
        smallestUsefulEffect: { share: 0.05, of: "base_mean" },
        adjustment: "benjamini_hochberg",
      },
      figures:
        value === null
          ? {}
          : {
              raw: {
                ...header(`${experience}-${outcome}`, unit, n, "association"),
                ...money,
                ...estimate(value * 1.3, low * 1.3, high * 1.3),
              },
            },
      charts:
        value === null
          ? []
          : [
              {
                type: "bands",
                id: `${experience}-${outcome}-bands`,
                title: message("chart.bands.title", { experience, outcome }),
                summary: message("chart.bands.summary", { lowValue: mean(0), highValue: mean(2), unit, ...money }),
                unit,
                ...money,
                zero: true,
                bands: bands.map((band, index) => ({
                  label: message(`band.${band}`),
                  value: mean(index),
                  interval: { low: mean(index) - half, high: mean(index) + half, level: 0.95 },
                  n: Math.round(n / (4 - index)),
                  tone: tones[index] ?? "neutral",
                })),
              },
            ],
      tables:
        value === null
          ? []
          : [
              {
                id: `${experience}-${outcome}-table`,
                title: message("link.table.bands", { experience, outcome }),
                columns: [
                  { id: "band", title: message("link.column.band"), align: "start" },
                  { id: "customers", title: message("link.column.customers"), align: "end" },
                  { id: "mean", title: message("link.column.mean"), align: "end" },
                  { id: "median", title: message("link.column.median"), align: "end" },
                ],
                rows: bands.map((band, index) => ({
                  band: { kind: "label", label: message(`band.${band}`) },
                  customers: { kind: "number", value: Math.round(n / (4 - index)), unit: "count" },
                  mean: {
                    kind: "number",
                    value: mean(index),
                    unit,
                    ...money,
                    interval: { low: mean(index) - half, high: mean(index) + half, level: 0.95 },
                  },
                  median: { kind: "number", value: unit === "share" ? null : mean(index) * 0.7, unit, ...money },
                })),
              },
            ],
    },
  );
}

function file(
  name: string,
  format: string | null,
  by: SourceFile["by"],
  rows: number,
  facts: [string, number][],
  rejected: number,
): SourceFile {
  return {
    name,
    format,
    by,
    rows,
    facts: facts.map(([kind, n]) => ({ kind, n })),
    rejected,
    repeated: rejected * 2,
    replaced: rejected,
    matched: facts.length > 0 ? { n: rows, named: rows - rejected, customers: Math.round(rows / 2) } : null,
    firstDay: format === null ? null : day("2023-01-04"),
    lastDay: format === null ? null : day("2026-02-28"),
  };
}

/** Names of the data that try to be markup, formulas and control sequences. */
export function hostileReport(language: Language): ReportInput {
  const full = reportFixture(language);
  const evil = "<script>alert(1)</script>\u001b[31m\u202e\"'&[click](javascript:alert(1))|=1+1";
  const measures = full.measures.map((each) => ({
    ...each,
    tables: each.tables.map((table) => ({
      ...table,
      rows: table.rows.map((row) => ({ ...row, group: { kind: "label" as const, label: { data: evil } } })),
    })),
    charts: each.charts.map((chart) =>
      chart.type === "bands"
        ? { ...chart, bands: chart.bands.map((band) => ({ ...band, label: { data: evil } })) }
        : chart.type === "trend" && chart.events
          ? { ...chart, events: chart.events.map((event) => ({ ...event, name: evil })) }
          : chart,
    ),
  }));
  const chapters = full.chapters.map((chapter) => ({
    ...chapter,
    findings: chapter.findings.map((each) => ({
      ...each,
      verdict: { ...each.verdict, values: { ...each.verdict.values, group: evil } },
      tables: each.tables.map((table) => ({
        ...table,
        rows: table.rows.map((row) => ({ ...row, place: { kind: "label" as const, label: { data: evil } } })),
      })),
    })),
  }));
  const targets = full.targets.map(({ verdict, ...each }) => ({
    ...each,
    verdict: { ...verdict, values: { ...verdict.values, dimension: "segment", group: evil } },
  }));
  const files = full.quality.files.map((each) => ({ ...each, name: evil, format: evil }));
  const rejects = full.quality.rejects.map((each) => ({ ...each, file: evil, samples: [{ line: 1, column: evil }] }));
  return {
    ...full,
    company: evil,
    chapters,
    targets,
    measures,
    quality: { ...full.quality, files, rejects, notes: [message("quality.file_unrecognised", { file: evil })] },
    evidence: [
      { file: "../../etc/passwd", what: "evidence.tables" },
      { file: "javascript:alert(1)", what: "evidence.tables" },
    ],
    queries: { "measure/nps.sql": evil },
  };
}
