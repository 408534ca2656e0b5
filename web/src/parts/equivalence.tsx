import { useDeferredValue, useState } from "react";
import { useAsk } from "../server/ask.ts";
import type { FindingList } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { Drawn } from "./drawn.tsx";
import { Asked, Empty, Waiting } from "./states.tsx";

const USUAL_POINTS = "2";
const FIGURES = ["customers", "retention", "perCustomer", "costs", "profit"] as const;
type Written = Partial<Record<(typeof FIGURES)[number], string>>;

/** Which cut of costs does as much as points of retention; what is left empty comes from the records. */
export function Equivalence({ currency }: { currency: string | undefined }) {
  const texts = useWords();
  const [points, setPoints] = useState(USUAL_POINTS);
  const [written, setWritten] = useState<Written>({});
  // What is written waits, not what is made of it: that is another object each time.
  const [by, figures] = [useDeferredValue(points), useDeferredValue(written)];
  const answer = useAsk<FindingList>("/api/v1/what-if", { points: within(amount(by)), ...figuresOf(figures) });
  const unit = { customers: "", retention: "%", perCustomer: currency, costs: currency, profit: currency };
  const field = (
    label: string,
    value: string,
    onChange: (text: string) => void,
    limits: { min?: number; max?: number },
  ) => (
    <label key={label}>
      {label}
      <input
        type="number"
        step="any"
        inputMode="decimal"
        {...limits}
        value={value}
        placeholder={texts.t("web.equivalence.recorded")}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
  return (
    <section aria-labelledby="equivalence">
      <form className="what-if" onSubmit={(event) => event.preventDefault()}>
        <h2 id="equivalence">{texts.t("clv.equivalence.title")}</h2>
        <div className="fields">
          {field(texts.t("web.equivalence.points"), points, setPoints, { min: 0, max: 100 })}
          {FIGURES.map((figure) =>
            field(
              [texts.capital(texts.t(`clv.equivalence.figure.${figure}`)), unit[figure]].filter(Boolean).join(", "),
              written[figure] ?? "",
              (text) => setWritten((before) => ({ ...before, [figure]: text })),
              figure === "profit" ? {} : { min: 0, ...(figure === "retention" ? { max: 100 } : {}) },
            ),
          )}
        </div>
        <p className="note">{texts.t("web.equivalence.note")}</p>
      </form>
      <Asked query={answer} waiting={<Waiting />}>
        {(told) =>
          told.items.length === 0 ? (
            <Empty title={texts.t("clv.equivalence.none")} />
          ) : (
            <Drawn as="finding" findings={told.items} told={told} />
          )
        }
      </Asked>
    </section>
  );
}

/** What is written as a number above 0; null where it is none, or not yet. */
const amount = (text: string | undefined): number | null => (text && Number(text) > 0 ? Number(text) : null);

/** Of a hundred there are no more. */
const within = (percent: number | null): number | null => (percent !== null && percent <= 100 ? percent : null);

/** Figures as the server takes them: a retention as a share. */
function figuresOf({ retention, profit, ...others }: Written) {
  const kept = within(amount(retention));
  return {
    ...Object.fromEntries(Object.entries(others).map(([figure, text]) => [figure, amount(text)])),
    retention: kept === null ? null : kept / 100,
    profit: profit === undefined || profit === "" || Number.isNaN(Number(profit)) ? null : Number(profit),
  };
}
