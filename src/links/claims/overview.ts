import type { Finding, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import type { Claim } from "./claim.ts";
import { figureOf, type Judged, named, worded } from "./figure.ts";
import { column, foundCell, publishedCell, whyNot } from "./tables.ts";
import type { ClaimVerdict } from "./verdict.ts";

/** How the claims fared, and why the others could not be tested. */
export function overview(judged: readonly Judged[], context: MeasureContext, dataVersion: string): Finding {
  const tested = judged.filter(({ studies }) => studies.some(({ verdict }) => verdict !== null));
  const others = judged.filter((one) => !tested.includes(one));
  const count = (verdicts: readonly ClaimVerdict[]) =>
    tested.filter(({ studies: [first] }) => first?.verdict && verdicts.includes(first.verdict)).length;
  const { info } = context;
  const label = (claim: Claim): TableCell => ({ kind: "label", label: named(claim) });
  return {
    ...{
      schema: 1,
      kind: "claim",
      id: "claims",
      asOf: info.asOf,
      dataVersion,
      title: { code: "claims.title", values: {} },
    },
    headline: {
      ...{
        id: "claims",
        definition: "claims@1",
        unit: "count",
        grade: "recorded",
        basis: "observed",
        n: judged.length,
      },
      window: { from: info.firstDay, to: info.asOf, zone: info.zone },
      ...{ excluded: [], cautions: [], state: "estimate", value: tested.length, interval: null },
    },
    verdict: {
      code: "claims.overview",
      values: {
        n: tested.length,
        total_n: judged.length,
        matches: count(["matches"]),
        same: count(["smaller", "larger"]),
        against: count(["none", "opposite"]),
        unclear: count(["too_little"]),
      },
    },
    figures: {},
    tables: [
      {
        id: "claims",
        title: { code: "claims.table.tested", values: {} },
        columns: [column("claim", "start"), column("published"), column("found"), column("verdict", "start")],
        rows: tested.map(({ claim, studies }) => {
          const shown = studies.find(({ verdict }) => verdict !== null)!;
          return {
            claim: label(claim),
            published: publishedCell(shown.tested, context),
            found: foundCell(figureOf(claim, shown.tested, context)),
            verdict: { kind: "message", message: worded(shown) },
          };
        }),
        note: { code: "claims.note", values: {} },
      },
      ...(others.length > 0
        ? [
            {
              id: "claims-open",
              title: { code: "claims.table.open", values: {} },
              columns: [column("claim", "start"), column("why", "start")],
              rows: others.map(({ claim, studies }) => ({ claim: label(claim), why: whyNot(claim, studies, context) })),
            },
          ]
        : []),
    ],
    charts: [],
    evidence: [],
  };
}
