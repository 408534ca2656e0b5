import type { OwnScore } from "../facts/own-score.ts";
import { LOOKED_AFTER, NEGATIVE_WORD_OF_MOUTH, SHARE_OF_WALLET } from "../facts/told.ts";
import type { Column } from "./looks.ts";
import type { Expression } from "./mapping.ts";
import { readBoolean } from "./read/value-shapes.ts";
import { WRITTEN_SCALE, words } from "./words/header.ts";

/** Questions that measures know by their names. They are written as a company's own scores are, and have no bands. */
const KNOWN: readonly { score: OwnScore; names: readonly string[] }[] = [
  {
    score: { id: SHARE_OF_WALLET, scale: "0-100", whole: false, bands: [] },
    names: [
      ...["share of wallet", "wallet share", "share of spend", "share of category spend"],
      ...["udział w portfelu", "udział w portfelu klienta", "udział w wydatkach", "udział w wydatkach klienta"],
      ...["andel av plånboken", "plånboksandel", "andel av kundens utgifter"],
      ...["доля кошелька", "доля в кошельке", "доля в расходах клиента"],
      ...["cota din portofel", "ponderea în portofel", "cota din cheltuieli", "ponderea în cheltuieli"],
    ],
  },
  {
    score: { id: NEGATIVE_WORD_OF_MOUTH, scale: "0-1", bands: [] },
    names: [
      ...["negative word of mouth", "complained to friends", "spoke badly to others", "told others something negative"],
      ...["negatywny przekaz ustny", "negatywne opinie wśród znajomych", "skarżył się znajomym"],
      ...["negativ ryktesspridning", "klagat till vänner", "talat illa till andra"],
      ...["негативное сарафанное радио", "жаловался знакомым", "плохо отзывался знакомым"],
      ...["comentarii negative către alții", "recomandare negativă", "s-a plâns prietenilor"],
    ],
  },
  {
    // Answers are banded by thirds, as of any score without bands of its own; a company that states bands for it has those.
    score: { id: LOOKED_AFTER, scale: "1-5", bands: [] },
    names: [
      ...["feeling looked after", "felt looked after", "looked after", "i felt looked after", "i feel looked after"],
      ...["poczucie zaopiekowania", "czułem się zaopiekowany", "czułam się zaopiekowana", "czuję się zaopiekowany"],
      ...["väl omhändertagen", "jag kände mig väl omhändertagen", "kände mig omhändertagen"],
      ...["ощущение заботы", "обо мне позаботились", "я чувствовал заботу", "я чувствую заботу"],
      ...["m-am simțit îngrijit", "s-a avut grijă de mine", "sentimentul de a fi îngrijit"],
    ],
  },
];

/**
 * The score of the company's own that a column holds: the one that the settings say it is, otherwise the one whose id or
 * name, in any language, it bears; then the question that measures know by that name.
 * @param title the header, or the question
 * @param said what the settings say of the column
 */
export function ownScoreOf(title: string, said: string | undefined, scores: readonly OwnScore[]): OwnScore | undefined {
  const known = KNOWN.filter(({ score }) => !scores.some(({ id }) => id === score.id));
  if (said !== undefined) return [...scores, ...known.map(({ score }) => score)].find(({ id }) => id === said);
  const written = bareName(title);
  const isWritten = (name: string) => bareName(name) === written;
  return (
    scores.find((score) => namesOf(score).some(isWritten)) ??
    known.find(({ score, names }) => [score.id, ...names].some(isWritten))?.score
  );
}

/** The question by whose name a total is called that somebody else computed; undefined for any other. */
export const knownTotal = (name: string): string | undefined =>
  [SHARE_OF_WALLET].find((id) =>
    KNOWN.some(
      ({ score, names }) => score.id === id && [id, ...names].some((each) => bareName(each) === bareName(name)),
    ),
  );

/** Whether a column could hold the answers to a question: whole numbers; to a known one any numbers, and yes or no. */
export const holdsAnswers = ({ range, shape: { share } }: Column, { bands }: OwnScore): boolean =>
  range !== null || (bands.length === 0 && (share.amount >= 0.9 || share.boolean >= 0.9));

/** The numbers of a column of answers: 1 and 0 where they are written as yes and no. */
export function answersOf({ name, values, range, shape: { share } }: Column): Expression {
  if (range !== null || share.boolean < 0.9) return name;
  const words = [...new Set(values)].flatMap((value) => {
    const isYes = value === null ? null : readBoolean(value);
    return isYes === null ? [] : [[value!, isYes ? 1 : 0] as const];
  });
  return { column: name, map: Object.fromEntries(words) };
}

const namesOf = ({ id, name }: OwnScore): string[] => [
  id,
  ...(name === undefined ? [] : typeof name === "string" ? [name] : Object.values(name)),
];

const bareName = (text: string): string => words(text.replace(WRITTEN_SCALE, " ")).join(" ");
