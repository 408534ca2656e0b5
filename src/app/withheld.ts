import { type Figure, isEstimate, type Message } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import type { MeasureBook } from "../measures/registry.ts";
import type { Withheld } from "../report/report-input.ts";

/** Most links that are named one by one; all of them stand in the table of links. */
const LINKS_NAMED = 4;

interface Told {
  measures: readonly Finding[];
  links: readonly Finding[];
  /** Of the chapter on worth: steps of scores, and actions that chance gave out. */
  worth: readonly Finding[];
  /** Share of revenue whose cost is known. */
  costCoverage: number | null;
  book: MeasureBook;
}

type Reason = Pick<Withheld, "why" | "needs">;

/** What the report does not say, why, and what would make it possible: worth first, because it is asked for first. */
export function withheld({ measures, links, worth, costCoverage, book }: Told): Withheld[] {
  const found = worth.flatMap((finding) => worthless(finding, costCoverage) ?? []);
  if (worth.length === 0 && links.some((link) => isEstimate(link.headline)))
    found.push({
      what: say("step_worth"),
      why: say("why.association_only"),
      needs: [say("need.adjusted")],
    });
  const lacking = new Map<string, string[]>();
  for (const { headline, id } of measures) {
    if (headline.state !== "not_measured") continue;
    const needs = headline.needs.join(",");
    lacking.set(needs, [...(lacking.get(needs) ?? []), id]);
  }
  for (const { headline, id } of measures) {
    if (isEstimate(headline)) continue;
    // What lacks the same records is said once, where the first of it stands.
    const together = headline.state === "not_measured" ? lacking.get(headline.needs.join(","))! : [id];
    if (together[0] !== id) continue;
    const counted = book.get(id)?.needs.includes("answer") ? "answers" : "records";
    found.push({
      what: together.length === 1 ? say("measure", { measure: id }) : say("measures", { measures: together.join(",") }),
      ...because(headline, costCoverage, counted),
    });
  }
  for (const { headline, verdict } of links.filter((link) => !isEstimate(link.headline)).slice(0, LINKS_NAMED)) {
    const { experience, outcome } = verdict.values;
    found.push({
      what: say("link", { experience: experience!, outcome: outcome! }),
      ...because(headline, costCoverage),
    });
  }
  return found;
}

const say = (code: string, values: Message["values"] = {}): Message => ({ code: `withheld.${code}`, values });

/** A worth that is not told, or that may as well be nothing. */
function worthless({ title, headline, verdict }: Finding, costCoverage: number | null): Withheld | null {
  if (!title) return null;
  const counted = verdict.code.startsWith("worth.trial.") ? "customers" : "answers";
  if (!isEstimate(headline)) return { what: title, ...because(headline, costCoverage, counted) };
  if (!verdict.code.endsWith(".unclear")) return null;
  const { unit, currency, low, high, level } = verdict.values;
  const bounds = {
    unit: unit!,
    ...(currency === undefined ? {} : { currency }),
    low: low!,
    high: high!,
    level: level!,
  };
  const n = answersLacking(headline.n, verdict.values);
  return {
    what: title,
    why: say("why.unclear", { ...bounds, difference: verdict.values.difference! }),
    needs: n === null ? [] : [say(`need.${counted}_as_it_is`, { n })],
  };
}

/**
 * About how many more it takes until the interval tells, if the difference stays as it is: its width falls with the root of n.
 * Then it either leaves out 0, or lies within what would not matter, whichever comes first. To two digits, upwards.
 * @param values with `difference`, `low`, `high` and `smallest`, the smallest difference that matters, in one unit
 */
export function answersLacking(n: number, values: Message["values"]): number | null {
  const [difference, low, high, smallest] = ["difference", "low", "high", "smallest"].map((key) => values[key]);
  if (![difference, low, high, smallest].every((value) => typeof value === "number")) return null;
  const half = (Number(high) - Number(low)) / 2;
  const size = Math.abs(Number(difference));
  const wanted = Math.max(size, Number(smallest) - size);
  const more = n * ((half / wanted) ** 2 - 1);
  if (!Number.isFinite(more)) return null;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, more))) - 1);
  return Math.max(1, Math.ceil(more / step) * step);
}

/** Why a comparison of steps, or what an action did, is undefined: each with what would make it possible. */
const NOT_COMPARED: Readonly<Record<string, string>> = {
  not_comparable: "need.alike",
  placebo: "need.experiment",
  sample_ratio: "need.whole_draw",
};

/** @param counted what a figure with too few of them counts */
function because(
  figure: Figure,
  coverage: number | null,
  counted: "answers" | "records" | "customers" = "answers",
): Reason {
  switch (figure.state) {
    case "not_measured":
      return figure.needs.includes("cost_coverage")
        ? { why: say("why.no_cost", { coverage: coverage ?? 0 }), needs: [say("need.cost")] }
        : { why: say("why.not_measured"), needs: [say("need.facts", { needs: figure.needs.join(",") })] };
    case "too_few":
      return {
        why: say("why.too_few", { n: figure.n }),
        needs: [say(`need.${counted}`, { n: Math.max(1, figure.required - figure.n) })],
      };
    case "too_early":
      return { why: say("why.too_early"), needs: [say("need.ready_on", { readyOn: figure.readyOn })] };
    case "undefined": {
      const { why, excluded } = figure;
      const isUndated = why === "no_dates" || excluded.some(({ reason }) => reason === "undated");
      if (why === "no_dates" || (why === "no_linked_answers" && isUndated))
        return { why: say("why.no_dates"), needs: [say("need.dates")] };
      if (why === "no_linked_answers") return { why: say("why.no_party"), needs: [say("need.identifier")] };
      const need = NOT_COMPARED[why];
      return need ? { why: say(`why.${why}`), needs: [say(need)] } : { why: say("why.not_measured"), needs: [] };
    }
    case "estimate":
      return { why: say("why.not_measured"), needs: [] };
    default:
      return figure satisfies never;
  }
}
