import { existsSync, readFileSync } from "node:fs";
import { parseDocument, visit } from "yaml";
import { type IdentifierName, identifierNamed, writtenIdentifier } from "../../facts/people-rules.ts";
import type { Analytics } from "../../store/ports/analytics.ts";
import type { Traces } from "../../store/ports/traces.ts";
import { erasedAmong } from "../../workspace/erase/tombstones.ts";
import { tracesFrom } from "../../workspace/erase/traces.ts";
import { writeWhole } from "../../workspace/layout.ts";
import { forgetDecisions, forgetErasedDecisions } from "./forget-decisions.ts";

/** Files that people write beside the data. */
export interface Beside {
  settings: string | null;
  people: string;
}

/** Takes a person out of what people wrote beside the data: after the facts, by which the person is found again where this is cut off. */
export async function forgetBeside(
  { settings, people }: Beside,
  identifiers: readonly IdentifierName[],
  traces: Traces,
): Promise<void> {
  await forgetDecisions(people, identifiers, traces);
  if (settings !== null) forgetInYaml(settings, traces);
}

/** What an erasure that was cut off has left: files that name an identifier which is erased by now. */
export async function forgetErasedBeside({ settings, people }: Beside, kept: Analytics): Promise<void> {
  await forgetErasedDecisions(people, kept);
  if (settings === null || !existsSync(settings)) return;
  const named: IdentifierName[] = [];
  visit(parseDocument(readFileSync(settings, "utf8")), {
    Scalar(_, { value }) {
      const identifier = typeof value === "string" ? identifierNamed(value) : null;
      if (identifier) named.push(identifier);
    },
  });
  const gone = await erasedAmong(kept, named);
  if (gone.length > 0) forgetInYaml(settings, tracesFrom(gone.map(writtenIdentifier)));
}

/** Comments are kept as they stand, but for what leads to the person. */
function forgetInYaml(path: string, traces: Traces): void {
  if (!existsSync(path)) return;
  const document = parseDocument(readFileSync(path, "utf8"));
  let isChanged = false;
  const left = (text: string): string => {
    const after = traces.text(text);
    isChanged ||= after !== text;
    return after;
  };
  const comments = (node: { comment?: string | null; commentBefore?: string | null }) => {
    if (node.comment) node.comment = left(node.comment);
    if (node.commentBefore) node.commentBefore = left(node.commentBefore);
  };
  comments(document);
  visit(document, {
    Node(_, node) {
      comments(node);
      if ("value" in node && typeof node.value === "string") node.value = left(node.value);
    },
  });
  if (isChanged) writeWhole(path, document.toString({ lineWidth: 120 }));
}
