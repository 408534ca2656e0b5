import { existsSync } from "node:fs";
import { readDecisions, writtenDecision } from "../../config/people.ts";
import {
  type IdentifierName,
  identifierNamed,
  type PeopleDecision,
  writtenIdentifier,
} from "../../facts/people-rules.ts";
import type { Analytics } from "../../store/ports/analytics.ts";
import type { Traces } from "../../store/ports/traces.ts";
import { erasedAmong } from "../../workspace/erase/tombstones.ts";
import { tracesFrom } from "../../workspace/erase/traces.ts";
import { writeWhole } from "../../workspace/layout.ts";

/** Decisions that name the person go, as far as they do; from the reasons of others the person goes as well. */
export async function forgetDecisions(
  path: string,
  identifiers: readonly IdentifierName[],
  traces: Traces = tracesFrom(identifiers.map(({ value }) => value)),
): Promise<void> {
  if (!existsSync(path)) return;
  const gone = new Set(identifiers.map(writtenIdentifier));
  const isGone = (text: string) => {
    const named = identifierNamed(text);
    return named !== null && gone.has(writtenIdentifier(named));
  };
  const before = await readDecisions(path);
  const left = before.flatMap((decision): PeopleDecision[] => {
    const names = ("merge" in decision ? decision.merge : decision.split).filter((name) => !isGone(name));
    const { on } = decision;
    const reason = traces.text(decision.reason);
    if ("merge" in decision) return names.length < 2 ? [] : [{ on, reason, merge: names }];
    return names.length === 0 ? [] : [{ on, reason, split: names }];
  });
  if (JSON.stringify(left) !== JSON.stringify(before)) writeWhole(path, left.map(writtenDecision).join(""));
}

/** What an erasure that was cut off has left: decisions that name somebody who is erased by now. */
export async function forgetErasedDecisions(path: string, kept: Analytics): Promise<void> {
  if (!existsSync(path)) return;
  const named = (await readDecisions(path))
    .flatMap((decision) => ("merge" in decision ? decision.merge : decision.split))
    .flatMap((text) => identifierNamed(text) ?? []);
  await forgetDecisions(path, await erasedAmong(kept, named));
}
