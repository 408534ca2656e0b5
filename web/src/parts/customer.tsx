import type { Texts } from "../../../src/texts/texts-from.ts";
import type { CustomerRow } from "../server/types.ts";
import { useWords } from "../words.tsx";

/** Whether a band is a good one; those of a company's own scores have no colour. */
const TONES: Readonly<Record<string, string>> = {
  ...{ detractor: "bad", dissatisfied: "bad", hard: "bad", low_third: "bad" },
  ...{ passive: "middle", neutral: "middle", middle: "middle", middle_third: "middle" },
  ...{ promoter: "good", satisfied: "good", easy: "good", high_third: "good" },
};

/** A score with its band in words, so that colour is never alone. */
export function Score({ score }: { score: NonNullable<CustomerRow["lastScore"]> }) {
  const texts = useWords();
  const { measure, value, band } = score;
  return (
    <span className={`score tone-${(band && TONES[band]) ?? "neutral"}`}>
      <i className="mark" aria-hidden="true" />
      {texts.word("measure", measure, ".short")} {texts.number(value)}
      {band && <span className="support"> {texts.word("band", band)}</span>}
    </span>
  );
}

/** What raises a customer's risk or readiness, in words. */
export const reasonsOf = (codes: readonly string[], { list, t }: Texts): string =>
  list(codes.map((code) => t(`risk.reason.${code}`)));
