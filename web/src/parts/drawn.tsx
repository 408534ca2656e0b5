import { lazy, Suspense } from "react";
import type { Finding, FindingList } from "../server/types.ts";
import type { As } from "./drawings.tsx";
import { Waiting } from "./states.tsx";

/** Drawings come with the charts, in a part of their own that is loaded when the first figure is there. */
const Drawings = lazy(async () => ({ default: (await import("./drawings.tsx")).Drawings }));

export type Told = Pick<FindingList, "queries">;

/** Findings as the report draws them. */
export function Drawn({ as, findings, told }: { as: As; findings: readonly Finding[]; told: Told }) {
  return (
    <Suspense fallback={<Waiting />}>
      <Drawings as={as} findings={findings} queries={told.queries} />
    </Suspense>
  );
}
