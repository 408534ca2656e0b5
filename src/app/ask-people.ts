import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Currency } from "../base/currency.ts";
import { InputError } from "../base/errors.ts";
import { readDecisions, writtenDecision } from "../config/people.ts";
import { identifierNamed, type PeopleDecision, peopleRules, writtenIdentifier } from "../facts/people-rules.ts";
import { type AccountTotal, accountTotals } from "../panel/accounts.ts";
import { buildAccounts } from "../people/accounts.ts";
import { type Explained, explain, identifiersNamed } from "../people/explain.ts";
import { type Candidate, suggestMerges } from "../people/suggest.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import { peopleFile } from "./recognise-files.ts";
import type { CompanyRequest } from "./request.ts";
import { writeFiles } from "./write-files.ts";

/** Why an identifier is whose it is. */
export async function explainPerson(
  request: CompanyRequest & { who: string },
  onRun?: (run: Run) => void,
): Promise<{ schema: 1 } & Explained> {
  return withCompany(
    request,
    async ({ run, options }) => {
      const named = await theOneNamed(run.store, request.who);
      return { schema: 1, ...(await explain(run.store, named, peopleRules(options.people).decisions)) };
    },
    onRun,
  );
}

/** @throws InputError `input.option_invalid` where no record has the identifier, or identifiers of several kinds */
export async function theOneNamed(store: Analytics, who: string) {
  const named = identifierNamed(who);
  const exact = named ? await identifiersNamed(store, named.kind, named.value) : [];
  const found = exact.length > 0 ? exact : await identifiersNamed(store, null, who.trim());
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new InputError("input.option_invalid", `No record has the identifier "${who}".`, {
      hint: "Write it as the files do, with its kind where you know it: email:anna@x.pl, customer:C17.",
    });
  throw new InputError("input.option_invalid", `"${who}" may be several identifiers.`, {
    hint: `Name its kind: ${found.map(writtenIdentifier).join(", ")}.`,
  });
}

export interface Suggestions {
  schema: 1;
  candidates: Candidate[];
}

/** Who may be the same person; nothing is joined. */
export async function suggestPeople(
  request: CompanyRequest & { most: number },
  onRun?: (run: Run) => void,
): Promise<Suggestions> {
  return withCompany(
    request,
    async ({ run, options }) => ({
      schema: 1,
      candidates: await suggestMerges(run.store, peopleRules(options.people).decisions, request.most),
    }),
    onRun,
  );
}

export interface AccountsAnswer {
  schema: 1;
  currency: Currency | null;
  accounts: AccountTotal[];
}

/** What each account and its persons come to together. */
export async function askAccounts(
  request: CompanyRequest & { most: number },
  onRun?: (run: Run) => void,
): Promise<AccountsAnswer> {
  return withCompany(
    request,
    async ({ run, analysis: { info } }) => {
      await buildAccounts(run.store);
      return { schema: 1, currency: info.currency, accounts: await accountTotals(run.store, request.most) };
    },
    onRun,
  );
}

export interface DecisionRequest {
  decision: PeopleDecision;
  /** The data it is about. */
  paths: readonly string[];
  /** File of decisions that is named; null: the one beside the data. */
  people: string | null;
  dryRun: boolean;
}

/** Notes a decision at the end of its file, where every later load finds it. @returns the file, and what stands there now anew */
export async function decidePeople({
  decision,
  paths,
  people,
  dryRun,
}: DecisionRequest): Promise<{ path: string; text: string }> {
  const names = "merge" in decision ? decision.merge : decision.split;
  const unclear = names.filter((name) => identifierNamed(name) === null);
  if (unclear.length > 0 || names.length < ("merge" in decision ? 2 : 1))
    throw new InputError(
      "input.option_invalid",
      unclear.length > 0 ? `"${unclear[0]}" is not an identifier.` : "A merge needs at least two identifiers.",
      {
        hint: "Write identifiers with their kind: email:anna@x.pl customer:C17. `feltworth people explain` shows them.",
      },
    );
  const path = peopleFile(paths, people);
  await readDecisions(path);
  const text = writtenDecision(decision);
  if (!dryRun) {
    const before = existsSync(path) ? await readFile(path, "utf8") : "";
    const gap = before === "" || before.endsWith("\n") ? "" : "\n";
    await writeFiles(dirname(path), { [basename(path)]: `${before}${gap}${text}` });
  }
  return { path, text };
}
