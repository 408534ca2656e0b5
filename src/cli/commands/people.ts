import type { Command } from "commander";
import {
  type AccountsAnswer,
  askAccounts,
  decidePeople,
  explainPerson,
  type Suggestions,
  suggestPeople,
} from "../../app/ask-people.ts";
import { dayOption } from "../../base/day.ts";
import { InputError } from "../../base/errors.ts";
import { type Texts, texts } from "../../texts/texts.ts";
import { asking } from "../asking.ts";
import { languageOption, type RawOptions, wholeNumber, withFileOptions } from "../options.ts";
import { json, outputFormat, plain, print, table } from "../output.ts";
import { personDataCommands } from "./person-data.ts";

interface Raw extends RawOptions {
  most?: string;
}

interface RawDecision {
  in?: string;
  people?: string;
  reason?: string;
  on?: string;
  dryRun?: boolean;
  language?: string;
  format?: string;
}

const FORMAT = ["--format <format>", "table or json (default: table on a terminal)"] as const;
const MOST = ["--most <n>", "how many are shown (default: 50)"] as const;

export function peopleCommand(program: Command): void {
  const people = program
    .command("people")
    .description("who is who: why, who may be the same, and what you decide about it");
  withFileOptions(
    people
      .command("explain")
      .description("why an identifier is whose it is: every join with file, line, day and reason"),
  )
    .argument("<identifier>", "such as email:anna@x.pl, customer:C17, or a value alone")
    .argument("<path...>", "files or folders with exports")
    .option(...FORMAT)
    .action((who: string, paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) => explainPerson({ ...request, who }, onRun),
        tell: (answer, words) => print(explained(answer, words)),
      }),
    );
  withFileOptions(
    people.command("suggest").description("who may be the same person, with reasons and score; nothing is joined"),
  )
    .argument("<path...>", "files or folders with exports")
    .option(...MOST)
    .option(...FORMAT)
    .action((paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) => suggestPeople({ ...request, most: mostOf(raw) }, onRun),
        tell: (answer, words) => print(suggested(answer, words)),
      }),
    );
  withFileOptions(people.command("accounts").description("what each account and its persons come to together"))
    .argument("<path...>", "files or folders with exports")
    .option(...MOST)
    .option(...FORMAT)
    .action((paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) => askAccounts({ ...request, most: mostOf(raw) }, onRun),
        tell: (answer, words) => print(accounts(answer, words)),
      }),
    );
  personDataCommands(people);
  decision(people, "merge", "decide that identifiers are one customer, from now on in every load").action(
    (identifiers: string[], raw: RawDecision) => decide({ merge: identifiers }, raw),
  );
  decision(people, "split", "decide that identifiers, together, are another customer than the rest").action(
    (identifiers: string[], raw: RawDecision) => decide({ split: identifiers }, raw),
  );
}

const decision = (people: Command, name: string, description: string): Command =>
  people
    .command(name)
    .description(description)
    .argument("<identifier...>", "each with its kind: email:anna@x.pl customer:C17")
    .requiredOption("--reason <text>", "why; it stands beside the decision")
    .option("--in <path>", "folder or file with the data that it is about", ".")
    .option("--people <file>", "file of decisions (default: feltworth.people.yaml beside the data)")
    .option("--on <date>", "day of the decision (default: today)")
    .option("--dry-run", "show what would be written, and write nothing")
    .option("--language <language>", "language of what people read")
    .option(...FORMAT);

async function decide(what: { merge: string[] } | { split: string[] }, raw: RawDecision): Promise<void> {
  const format = outputFormat(raw.format);
  const words = texts(languageOption(raw as RawOptions) ?? "en");
  const on = raw.on === undefined ? new Date().toISOString().slice(0, 10) : dayOption("--on", raw.on);
  const reason = (raw.reason ?? "").trim();
  if (reason === "")
    throw new InputError("input.option_invalid", "--reason is empty.", { hint: "Say in a few words why." });
  const dryRun = raw.dryRun ?? false;
  const decided = { ...what, on, reason };
  const { path, text } = await decidePeople({
    decision: decided,
    paths: [raw.in!],
    people: raw.people ?? null,
    dryRun,
  });
  await print(
    format === "json"
      ? json({ schema: 1, path, written: !dryRun, decision: decided })
      : `${plain(words.t(dryRun ? "people.would_note" : "people.noted", { path }))}\n${text.replace(/^/gm, "  ").trimEnd()}\n`,
  );
}

const mostOf = ({ most }: Raw): number =>
  most === undefined ? 50 : wholeNumber("--most", most, { min: 1, max: 10_000 });

function explained(answer: Awaited<ReturnType<typeof explainPerson>>, words: Texts): string {
  const t = (key: string, values = {}) => words.t(`people.${key}`, values);
  const title = answer.blocked
    ? t("blocked", { name: answer.identifier })
    : t("party", { name: answer.identifier, n: answer.identifiers.length, list: answer.identifiers.join(", ") });
  const joins = answer.joins.map(({ a, b, state, file, line, on, reason }) => [
    a,
    b,
    t(`state.${state}`),
    file === null ? (reason ?? "") : t("line", { file, line: line ?? 0 }),
    on === null ? "–" : words.day(on as never),
  ]);
  const head = ["identifier", "with", "became", "why", "since"].map((name) => t(`column.${name}`));
  const belongs = answer.accounts.map(({ account, role, since, until, counts }) => [
    account,
    role ?? "–",
    since === null ? "–" : words.day(since as never),
    until === null ? "–" : words.day(until as never),
    counts ? t("counts") : "",
  ]);
  return [
    `${plain(title)}\n`,
    joins.length > 0 ? table(head, joins) : `${t("nothing_joined")}\n`,
    belongs.length > 0
      ? table(
          ["account", "role", "since", "until", "counts"].map((name) => t(`column.${name}`)),
          belongs,
        )
      : "",
  ].join("\n");
}

function suggested({ candidates }: Suggestions, words: Texts): string {
  const t = (key: string) => words.t(`people.${key}`);
  if (candidates.length === 0) return `${t("no_candidates")}\n`;
  const some = (names: readonly string[]) =>
    names.length > 3 ? `${names.slice(0, 3).join(", ")} …` : names.join(", ");
  const rows = candidates.map(({ score, a, b, clues }) => [
    words.number(score, 2),
    some(a),
    some(b),
    clues
      .map(({ clue, of: [one, other] }) => `${t(`clue.${clue}`)} (${one === other ? one : `${one} / ${other}`})`)
      .join("; "),
  ]);
  return `${table(
    ["score", "identifier", "with", "why"].map((name) => t(`column.${name}`)),
    rows,
  )}\n${t("nothing_was_joined")}\n`;
}

function accounts({ accounts: all, currency }: AccountsAnswer, words: Texts): string {
  const t = (key: string) => words.t(`people.${key}`);
  if (all.length === 0) return `${t("no_accounts")}\n`;
  const rows = all.map(({ account, name, persons, orders, revenue, contacts, answers }) => [
    account,
    name ?? "–",
    words.number(persons),
    words.number(orders),
    revenue === null || currency === null ? "–" : words.money(revenue, currency),
    words.number(contacts),
    words.number(answers),
  ]);
  const head = ["account", "name", "persons", "orders", "revenue", "contacts", "answers"].map((name) =>
    t(`column.${name}`),
  );
  return table(head, rows);
}
