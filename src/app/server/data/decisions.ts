import type { z } from "zod";
import type * as contract from "../../../contracts/data.ts";
import { peopleRules } from "../../../facts/people-rules.ts";
import { suggestMerges } from "../../../people/suggest.ts";
import type { Operations } from "../../../store/ports/operations.ts";
import { decidePeople } from "../../ask-people.ts";
import type { Actor } from "../access.ts";
import type { LiveCompany } from "../live-company.ts";
import type { DataDesk } from "./desk.ts";

const MOST = 200;

/** Who may be the same person, the likeliest first. Nothing is joined by itself. */
export const suggestionsOf = (live: LiveCompany) =>
  live.ask("people.suggestions", ({ run: { store }, options }) =>
    suggestMerges(store, peopleRules(options.people).decisions, MOST),
  );

let last: Promise<unknown> = Promise.resolve();

/** Notes that identifiers are one customer, or are not, where every later load finds it; figures follow. @throws InputError */
export async function decide(
  { data, operations, now }: { data: DataDesk; operations: Operations; now: () => Date },
  what: "merge" | "split",
  { identifiers, reason }: z.infer<typeof contract.PeopleDecision>,
  actor: Actor,
): Promise<void> {
  const on = now().toISOString().slice(0, 10);
  const decision = what === "merge" ? { on, reason, merge: identifiers } : { on, reason, split: identifiers };
  // One after another: each is written behind what the file holds by then.
  const turn = last.then(() => decidePeople({ decision, paths: data.paths, people: data.people, dryRun: false }));
  last = turn.catch(() => undefined);
  await turn;
  const action = what === "merge" ? "people.merged" : "people.split";
  // The log outlives a person whose data are erased: it names nobody.
  await operations.audit({
    at: now(),
    actor: actor.id,
    action,
    subject: null,
    details: { identifiers: identifiers.length },
  });
  data.changed();
}
