import { inParallel } from "../../base/in-parallel.ts";
import { THIRDS } from "../../facts/instruments.ts";
import type { Figure, Message } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import { type MeasureContext, measureWhole } from "../../measures/measure.ts";
import { type MeasureBook, measureDefinition } from "../../measures/registry.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import { sql } from "../../store/sql/sql.ts";
import { BAND_MINIMUM } from "../contrast.ts";
import { experiencesOf } from "../link.ts";
import type { Asked, Claim } from "./claim.ts";
import { lastStretches } from "./customers.ts";
import { figureOf, type Judged, named, nothingOf, worded } from "./figure.ts";
import { overview } from "./overview.ts";
import { CLAIMS } from "./registered.ts";
import { runStudy, type Tested } from "./run-study.ts";
import { studyTable } from "./tables.ts";
import { type ClaimVerdict, claimVerdict } from "./verdict.ts";

/**
 * Published claims against one's own records: a table of all that could be tested, what stands in the way of the others, and
 * each of the tested ones by itself. Multiplicity is adjusted over all comparisons (Benjamini–Hochberg).
 * @param ids of the claims that are asked for; empty: all of them
 */
export async function claimFindings(
  book: MeasureBook,
  context: MeasureContext,
  dataVersion: string,
  ids: readonly string[] = [],
): Promise<Finding[]> {
  const asked = await askedOf(book, context);
  const claims = CLAIMS.filter(({ id }) => ids.length === 0 || ids.includes(id));
  const found = await inParallel(claims, async (claim) => {
    const studies: Tested[] = [];
    for (const study of claim.studies) studies.push(await runStudy(study, asked, `claims.${claim.id}.${study.id}`));
    return { claim, studies };
  });
  const judged = judge(found);
  const each = judged.filter(({ studies }) => ids.length > 0 || studies.some(({ verdict }) => verdict !== null));
  return [
    ...(ids.length > 0 ? [] : [overview(judged, context, dataVersion)]),
    ...each.map((one) => findingOf(one, context, dataVersion)),
  ];
}

async function askedOf(book: MeasureBook, context: MeasureContext): Promise<Asked> {
  const whole = new Map<string, Promise<Figure>>();
  return {
    context,
    scores: await scoresWithAnswers(context),
    stretches: lastStretches(context.info),
    measure(id) {
      const known = whole.get(id) ?? measureWhole(measureDefinition(id, book), context).then(({ figure }) => figure);
      whole.set(id, known);
      return known;
    },
  };
}

/** Scores of which enough answers lie in the best and the worst band to be compared, then the others. */
async function scoresWithAnswers(context: MeasureContext): Promise<string[]> {
  const rows = await context.store.rows(
    sql`select instrument, band, count(*) as n from scored_moment group by instrument, band`,
  );
  const isEnough = (instrument: string) =>
    (context.info.instruments[instrument]?.bands ?? THIRDS).every(
      ({ code, tone }) =>
        tone === "middle" ||
        rows.some((row) => row.instrument === instrument && row.band === code && Number(row.n) >= BAND_MINIMUM),
    );
  const found = await experiencesOf(context);
  return [...found.filter(isEnough), ...found.filter((id) => !isEnough(id))];
}

function judge(found: readonly { claim: Claim; studies: Tested[] }[]): Judged[] {
  const compared = found.flatMap(({ studies }) => studies).filter(({ state, p }) => state === null && p !== null);
  const adjusted =
    compared.length === 0
      ? []
      : adjustPValues(
          compared.map(({ p }) => p!),
          "benjamini-hochberg",
        );
  return found.map(({ claim, studies }) => ({
    claim,
    studies: studies.map((tested) => ({
      tested,
      verdict: tested.state === null ? verdictOf(tested, adjusted[compared.indexOf(tested)] ?? 0) : null,
    })),
  }));
}

function verdictOf({ study, value, interval, smallestUseful }: Tested, adjustedP: number): ClaimVerdict {
  const { published } = study;
  const from =
    study.kind === "level" || (study.kind === "computed" && study.direction === "level")
      ? null
      : {
          nothing: nothingOf(study),
          direction: study.kind === "computed" ? ("more" as const) : study.direction,
        };
  return claimVerdict({ value, interval, published, from, smallestUseful, adjustedP });
}

function findingOf({ claim, studies }: Judged, context: MeasureContext, dataVersion: string): Finding {
  const first = studies[0];
  const id = `claims.${claim.id}`;
  return {
    ...{ schema: 1, kind: "claim", id, asOf: context.info.asOf, dataVersion, title: named(claim) },
    headline: figureOf(claim, first?.tested, context),
    verdict: first ? worded(first) : { code: "claims.verdict.not_testable", values: {} },
    notes: [
      { code: `claim.${claim.id}.caution`, values: {} },
      ...studies.flatMap(({ tested, verdict }) => remarks(tested, verdict)),
    ],
    figures: Object.fromEntries(
      studies.slice(1).map(({ tested }) => [tested.study.id, figureOf(claim, tested, context)]),
    ),
    tables: studies.length > 0 ? [studyTable(claim, studies, context)] : [],
    charts: [],
    evidence: studies.flatMap(({ tested: { query } }) =>
      query ? [{ file: `queries/${query}.sql`, what: "evidence.query" }] : [],
    ),
  };
}

/** What must be known to read a result: that nothing is left of it at equal history, that few customers carry it. */
function remarks({ study, adjusted, winsorised }: Tested, verdict: ClaimVerdict | null): Message[] {
  if (verdict === null) return [];
  const isFound = verdict === "matches" || verdict === "smaller" || verdict === "larger";
  const nothing = nothingOf(study);
  const holds = adjusted && adjusted.interval.low <= nothing && adjusted.interval.high >= nothing;
  return [
    ...(isFound && holds ? [{ code: "claims.gone_at_equal_history", values: {} }] : []),
    ...(winsorised === null ? [] : [{ code: "claims.carried_by_few", values: {} }]),
  ];
}
