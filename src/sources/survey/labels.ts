import { plain } from "../words/header.ts";

/** Words of the answers to closed questions, in five languages; each is a part of the bare text. */
const NEGATIVE =
  "dissatisf unsatisf unhappy disagree difficult hard unlikely niezadowol nie_zgadz trudn missnojd inte_alls inte_med haller_inte instammer_inte svar недовол неудовлет не_удовлет не_согл несоглас трудн сложн nemultum nesatisf dezacord nu_sunt dificil greu";
const POSITIVE =
  "satisf happy agree easy zadowol zgadz latw nojd instam haller_med haller_helt haller_delvis latt enkel довол удовлет соглас легк прост multum acord usor";
const NEUTRAL = "neither neutral ani_ varken ни_ нейтр nici_ neutru neutr";
const STRONG =
  "very extremely strongly completely totally bardzo zdecydowanie calkowicie mycket helt extremt starkt inte_alls очень полностью совершенно крайне абсолютно foarte total extrem complet cu_tarie deloc";
const WEAK =
  "somewhat slightly rather fairly a_little raczej troche dosc ganska nagot delvis скорее отчасти довольно oarecum mai_degraba putin destul partial";

const has = (text: string, words: string): boolean =>
  words.split(" ").some((word) => text.includes(plain(word).replaceAll("_", " ")));

/** A label on an agreement or satisfaction scale: −3 … 3 (very, plainly, somewhat), 0 neither; undefined for other words. */
function stance(label: string): number | undefined {
  const text = ` ${plain(label)
    .replace(/[^\p{L}\d]+/gu, " ")
    .trim()} `;
  if (has(text, NEUTRAL)) return 0;
  const sign = has(text, NEGATIVE) ? -1 : has(text, POSITIVE) ? 1 : 0;
  return sign === 0 ? undefined : sign * (has(text, STRONG) ? 3 : has(text, WEAK) ? 1 : 2);
}

export interface LabelledScale {
  /** The number of each label. */
  map: Record<string, number>;
  /** Steps of the scale; undefined where the labels that were used do not tell. */
  steps: 3 | 5 | 7 | undefined;
}

/**
 * Labels as numbers from 1, where every one of them is understood. How many steps there are is told by how many degrees
 * were used; a single degree may be one of three, five or seven steps.
 */
export function labelledScale(values: readonly string[], stated?: number): LabelledScale | null {
  const labels = [...new Set(values)];
  const stances = labels.map(stance);
  if (labels.length < 2 || labels.length > 9 || stances.some((s) => s === undefined)) return null;
  const degrees = [...new Set(stances.map((s) => Math.abs(s!)).filter((s) => s > 0))].sort((a, b) => a - b);
  const steps =
    stated === 3 || stated === 5 || stated === 7
      ? stated
      : degrees.length === 2
        ? 5
        : degrees.length === 3
          ? 7
          : undefined;
  const half = ((steps ?? 5) - 1) / 2;
  const rank = (degree: number): number =>
    half === 3 ? degree : half === 1 ? 1 : degree === 3 ? 2 : degrees.length === 2 && degrees[1] === degree ? 2 : 1;
  const map = Object.fromEntries(
    labels.map((label, i) => {
      const own = stances[i]!;
      return [label, half + 1 + (own === 0 ? 0 : Math.sign(own) * rank(Math.abs(own)))];
    }),
  );
  return { map, steps };
}
