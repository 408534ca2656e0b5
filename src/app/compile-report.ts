import { bothOf, inParallel } from "../base/in-parallel.ts";
import type { Progress } from "../base/logger.ts";
import type { TargetSettings } from "../config/settings.ts";
import { INSTRUMENTS } from "../facts/instruments.ts";
import { type Figure, isEstimate, type Message } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import { easeFinding } from "../links/ease.ts";
import { effortFinding } from "../links/effort.ts";
import { isWorth } from "../links/ladder.ts";
import { experiencesOf, linkTable, snapshotsOf } from "../links/link.ts";
import { isOnRecord, OUTCOMES } from "../links/outcome.ts";
import { problemFindings } from "../links/problems.ts";
import { stepCounts } from "../links/steps.ts";
import { worthFindings } from "../links/worth.ts";
import { coverageFindings } from "../measures/coverage/chapter.ts";
import { fairness } from "../measures/fair/chapter.ts";
import { measureFinding } from "../measures/finding.ts";
import type { MeasureBook } from "../measures/registry.ts";
import { spreads } from "../measures/spread/finding.ts";
import {
  type Answer,
  CHAPTERS,
  CHAPTERS_ON_REQUEST,
  type Chapter,
  type ChapterOnRequest,
  type DataQuality,
  type ReportInput,
  type StepLadder,
} from "../report/report-input.ts";
import { sql } from "../store/sql/sql.ts";
import type { Language } from "../texts/language.ts";
import { ONE_IN_TEN } from "../value/step-total.ts";
import { stepsToday } from "../value/steps-today.ts";
import type { Analysis } from "./analysis.ts";
import { driversOf } from "./ask-drivers.ts";
import { ON_REQUEST } from "./chapters-on-request.ts";
import { judgedQuality } from "./judged-quality.ts";
import { worthsOnRecord } from "./kept-sayings.ts";
import { ownWords } from "./own-words.ts";
import { soughtTargets, targetFindings } from "./targets.ts";
import { withheld } from "./withheld.ts";

const MONEY_FIRST = [
  "margin",
  "spend",
  "churn",
  "orders",
  "order-value",
  "service-cost",
  "refunds",
  "contacts",
  "returns",
  "referrals",
];
const VERDICT_ORDER = ["link.useful", "link.weak", "link.none", "link.too_little"];
/** Instruments that enter the link table by themselves: more would make a table that nobody reads. */
const EXPERIENCES_SHOWN = 6;

export interface ReportSubject {
  company: string;
  language: Language;
  version: string;
  dataVersion: string;
  /** Folder of the workspace that was read, which keeps what is said of it; null where it is none. */
  workspace: string | null;
  quality: DataQuality;
  targets?: TargetSettings[];
  /** Whether agents are called by their names. */
  agents?: boolean;
  /** Chapters that are told only where they are asked for. */
  with?: readonly ChapterOnRequest[];
}

/** Everything that the report says, computed: measures, links, steps, and what is withheld and why. */
export async function compileReport(
  analysis: Analysis,
  subject: ReportSubject,
  progress: Progress,
): Promise<ReportInput> {
  const { context, info, queries, book } = analysis;
  const own = ownWords(analysis.stated, subject.language);
  // Targets are the whole company's, and so is what is said of its records.
  const sought = soughtTargets(info.only ? [] : (subject.targets ?? []), book);
  const whole = analysis.whole ?? analysis;
  progress.step("links");
  const experiences = (await experiencesOf(context)).slice(0, EXPERIENCES_SHOWN);
  const outcomes = [...OUTCOMES.values()]
    .filter((outcome) => !outcome.onRequest && isOnRecord(outcome, info))
    .map(({ id }) => id);
  const links = await linkTable(
    context,
    { experiences, outcomes: [...outcomes, ...(await snapshotsOf(context))], horizon: null },
    subject.dataVersion,
  );
  const [{ measures, told }, quality] = await bothOf(
    measuresAndChapters(analysis, links, subject, progress),
    judgedQuality(whole, subject.quality),
  );
  const ranked = [...links].sort(byStrength);
  const answer: Answer = {
    scores: leadingScores(
      Object.keys(info.instruments).filter((id) => measures.some((m) => m.id === id && isEstimate(m.headline))),
    ),
    // What rests on more than going together comes first.
    links: [...strongest(told), ...ranked].slice(0, 3).map(({ id }) => id),
    steps: await stepsOf(analysis, links),
    withheld: withheld({ measures, links, worth: worthOf(told), costCoverage: info.costCoverage, book }),
  };
  const targets = await targetFindings(sought, context, subject.dataVersion);
  // Queries end in any order; the report names them in one.
  queries.sort((a, b) => (a.id < b.id ? -1 : 1));
  progress.step("report");
  return {
    schema: 1,
    company: subject.company,
    settings: {
      asOf: info.asOf,
      window: { from: context.from ?? info.firstDay, to: context.to ?? info.asOf, zone: info.zone },
      currency: info.currency,
      ...(info.only ? { only: info.only.map(({ by, value }) => ({ by, value })) } : {}),
      language: subject.language,
      version: subject.version,
      dataVersion: subject.dataVersion,
      evidenceFolder: "evidence",
    },
    answer,
    targets,
    measures: measures.filter(({ id, headline }) => !isAside(id, book) || headline.state !== "not_measured"),
    links,
    chapters: told,
    quality: {
      ...quality,
      identity: await identityQuality(whole),
      notes: [...quality.notes, ...settingsNotes(analysis)],
    },
    method: METHOD.map((code) => ({ code, values: {} })),
    ...(Object.keys(own).length > 0 ? { words: own } : {}),
    evidence: EVIDENCE.map(([file, what]) => ({ file, what })),
    queries: Object.fromEntries(queries.map(({ id, sql: text }) => [id, text])),
  };
}

/** Scores in the order in which the first page names them: the leading one, then the company's own, then the other standard ones. */
function leadingScores([leading, ...others]: readonly string[]): string[] {
  const isStandard = (id: string) => Object.hasOwn(INSTRUMENTS, id);
  return [
    ...(leading === undefined ? [] : [leading]),
    ...others.filter((id) => !isStandard(id)),
    ...others.filter(isStandard),
  ];
}

const worthOf = (told: readonly Chapter[]): readonly Finding[] => told.find(({ id }) => id === "worth")?.findings ?? [];

/** What is worth most, if anything is: in money, what chance decided before steps of a score, of those that are surely useful first. */
function strongest(told: readonly Chapter[]): Finding[] {
  const size = ({ headline }: Finding) => (isEstimate(headline) ? headline.value : 0);
  const isSure = ({ verdict }: Finding) => Number(verdict.code.endsWith(".useful"));
  const isDrawn = ({ headline }: Finding) => Number(headline.grade === "randomised");
  return worthOf(told)
    .filter((finding) => isWorth(finding) && finding.headline.unit === "money_per_customer" && size(finding) > 0)
    .sort((a, b) => isDrawn(b) - isDrawn(a) || isSure(b) - isSure(a) || size(b) - size(a))
    .slice(0, 1);
}

/**
 * The measures, and what is asked beyond single measures and links, in the order of the report. What infers much goes first: while the
 * processor fits models, the engine reduces for the measures, and for the chapters that need them.
 */
async function measuresAndChapters(
  analysis: Analysis,
  links: readonly Finding[],
  { dataVersion, workspace, agents = false, with: requested = [] }: ReportSubject,
  progress: Progress,
): Promise<{ measures: Finding[]; told: Chapter[] }> {
  const { context, info, book } = analysis;
  const worth = async () => {
    const found = await worthFindings(context, links, dataVersion);
    const record = await worthsOnRecord(analysis, { found, workspace }, dataVersion);
    return [...(await stepsToday(context, found, ONE_IN_TEN, dataVersion)), ...(record ? [record] : [])];
  };
  // Of the score that leads: the others are a question away (`feltworth drivers`).
  const drivers = async () => {
    const leading = Object.keys(info.instruments).find((id) => links.some((link) => link.design?.experience === id));
    return leading === undefined ? [] : driversOf(context, leading, { links }, dataVersion);
  };
  const measuresOf = async () => {
    const shown = [...book.values()].filter((measure) => measure.shown !== "on_request");
    return inParallel(shown, (measure) => {
      progress.step("measures", { measure: measure.id });
      return measureFinding(measure, context, dataVersion);
    });
  };
  const problems = async (effort: Figure | undefined) => {
    const signals = effort ? await effortFinding(context, effort, dataVersion) : null;
    const ease = await easeFinding(context, dataVersion);
    const found = [...(await problemFindings(book, context, dataVersion)), signals, ease];
    return found.filter((finding) => finding !== null);
  };
  // What is counted over the last year of the records needs a last day.
  const isDated = info.asOf !== null;
  const tell = async (chapters: Partial<Record<Chapter["id"], () => Promise<Finding[]>>>): Promise<Chapter[]> =>
    inParallel(Object.entries(chapters), async ([id, findings]) => {
      progress.step(id as Chapter["id"]);
      return { id: id as Chapter["id"], findings: await findings() };
    });
  const measured = async () => {
    const measures = await measuresOf();
    const wholes = new Map(measures.map(({ id, headline }) => [id, headline]));
    const late = await tell({
      ...(isDated ? { problems: () => problems(wholes.get("effort")) } : {}),
      coverage: () => coverageFindings(book, context, dataVersion),
      fairness: async () => [
        ...(await fairness(book, context, { named: agents, dataVersion, wholes })),
        ...(await spreads(book, context, dataVersion)),
      ],
    });
    return { measures, late };
  };
  const [early, { measures, late }] = await bothOf(tell({ ...(isDated ? { worth } : {}), drivers }), measured());
  const known = { worth: worthOf(early), dataVersion, workspace };
  const asked = await tell(
    Object.fromEntries(requested.map((id) => [id, () => ON_REQUEST[id](analysis, { ...known, links })])),
  );
  const order: readonly Chapter["id"][] = [...CHAPTERS, ...CHAPTERS_ON_REQUEST];
  const told = [...early, ...late, ...asked].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  return { measures, told };
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
  "method.status",
];

const EVIDENCE = [
  ["measures.csv", "evidence.measures"],
  ["links.csv", "evidence.links"],
  ["rejects.csv", "evidence.rejects"],
  ["queries", "evidence.queries"],
  ["reductions.json", "evidence.tables"],
  ["settings.json", "evidence.settings"],
] as const;

/** The strongest verdict first; among equals money before counts, then the order of the instruments. */
export function byStrength(a: Finding, b: Finding): number {
  const rank = (f: Finding) => VERDICT_ORDER.indexOf(f.verdict.code);
  const money = (f: Finding) => {
    const position = MONEY_FIRST.indexOf(String(f.verdict.values.outcome));
    return position < 0 ? MONEY_FIRST.length : position;
  };
  return rank(a) - rank(b) || money(a) - money(b);
}

async function stepsOf({ context }: Analysis, links: readonly Finding[]): Promise<StepLadder | null> {
  const found = await context.store.rows(
    sql`select distinct instrument from panel_answer where state = 'valid' and party is not null`,
  );
  const experience = Object.keys(context.info.instruments).find((id) =>
    found.some(({ instrument }) => instrument === id),
  );
  if (!experience) return null;
  const outcomes = ["margin", "spend"];
  const link = outcomes
    .map((outcome) =>
      links.find(
        (l) => l.design?.experience === experience && l.design.outcome === outcome && Object.keys(l.figures).length > 0,
      ),
    )
    .find((l) => l !== undefined);
  const steps = (await stepCounts(context, experience)).map((step) => {
    const perCustomer = link?.figures[step.band];
    return { ...step, ...(perCustomer ? { perCustomer } : {}) };
  });
  return {
    experience,
    window: { from: context.info.firstDay, to: context.info.asOf, zone: context.info.zone },
    steps,
    ...(link ? { outcome: link.design!.outcome } : {}),
  };
}

/** A measure of which the report shows the value alone gets no place of its own where it could not be measured. */
const isAside = (id: string, book: MeasureBook): boolean => book.get(id)?.shown === "value";

/** What of the settings did not come to bear, because the records know better. */
export function settingsNotes({ info, stated }: Pick<Analysis, "info" | "stated">): Message[] {
  const notes: Message[] = [];
  if (stated.margin !== undefined && info.assumedMargin === null && info.costCoverage !== null)
    notes.push({ code: "quality.margin_unneeded", values: { coverage: info.costCoverage } });
  if (stated.contactCosts && info.assumedContactCost === 0 && info.contactCostCoverage !== null)
    notes.push({ code: "quality.costs_unneeded", values: {} });
  if (info.statedRates.overruled > 0)
    notes.push({ code: "quality.rates_overruled", values: { n: info.statedRates.overruled } });
  return notes;
}

async function identityQuality({ context, identity, info }: Analysis): Promise<DataQuality["identity"]> {
  const [linked] = await context.store.rows(sql`
    select count(*) as answers, sum(case when s.customer_since is not null then 1 else 0 end) as linked
    from panel_answer a
    left join customer_state s on s.party = a.party
    where a.state = 'valid' and a.parts is null
  `);
  const answers = Number(linked?.answers ?? 0);
  const facts = Object.values(info.facts).reduce((sum, n) => sum + n, 0);
  const [nameless] = await context.store.rows(sql`
    select (select count(*) from panel_order where party is null) + (select count(*) from panel_contact where party is null)
      + (select count(*) from panel_answer where party is null and parts is null) as n
  `);
  return {
    identifiers: identity.identifiers,
    parties: identity.parties,
    inSeveralSources: identity.joined,
    factsWithoutParty: Number(nameless?.n ?? 0),
    facts,
    answersLinked: answers === 0 ? null : Number(linked!.linked ?? 0) / answers,
  };
}
