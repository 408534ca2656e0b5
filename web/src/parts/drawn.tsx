import { lazy, Suspense } from "react";
import type { Finding, FindingList } from "../server/types.ts";
import { useWords } from "../words.tsx";
import type { As } from "./drawings.tsx";
import { Waiting } from "./states.tsx";

/** Drawings come with the charts, in a part of their own that is loaded when the first figure is there. */
const Drawings = lazy(async () => ({ default: (await import("./drawings.tsx")).Drawings }));

export type Told = Pick<FindingList, "queries">;

/** Findings as the report draws them. */
export function Drawn({ as, findings, told }: { as: As; findings: readonly Finding[]; told: Told }) {
  const texts = useWords();
  return (
    <Suspense fallback={<Waiting />}>
      {(as === "finding" || as === "measure") && <h2 className="sr">{texts.t("web.findings")}</h2>}
      <Drawings as={as} findings={findings} queries={told.queries} />
    </Suspense>
  );
}
