import { useId, useRef, useState } from "react";
import type { Company } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { type Asked, useAsked } from "./period.tsx";

const DAY = 86_400_000;

/** Years and quarters back from the last day of the records; `asOf` is the day after it. */
function choicesFor(asOf: string | null): string[] {
  if (asOf === null) return [];
  const last = new Date(Date.parse(asOf) - DAY);
  const [year, month] = [last.getUTCFullYear(), last.getUTCMonth() + 1];
  const quarters = Array.from({ length: 5 }, (_, back) => {
    const index = year * 4 + Math.floor((month - 1) / 3) - back;
    return `${Math.floor(index / 4)}-Q${(index % 4) + 1}`;
  });
  return [...[0, 1, 2].map((back) => String(year - back)), ...quarters];
}

/** The days that are asked for, as people call them. */
export function usePeriodName(): string {
  const texts = useWords();
  const { period, from, to } = useAsked();
  return period ?? (from || to ? [from ?? "…", to ?? "…"].join(" – ") : texts.t("web.period.report"));
}

/** Which days the figures are of. The choice stands in the address, so that a view can be kept and sent on. */
export function PeriodPicker({ company }: { company: Company }) {
  const texts = useWords();
  const { period, from, to, set } = useAsked();
  const popover = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState({ from: from ?? "", to: to ?? "" });
  const id = useId();
  const close = () => popover.current?.hidePopover();
  const choose = (asked: Partial<Asked>) => {
    set(asked);
    close();
  };
  const named = usePeriodName();
  const choice = (value: string | null, label: string) => (
    <button
      type="button"
      className="choice"
      aria-pressed={value === period && !from && !to}
      onClick={() => choose(value === null ? {} : { period: value })}
    >
      {label}
    </button>
  );
  return (
    <div className="picker">
      <button type="button" className="quiet-button" popoverTarget={id}>
        <span className="sr">{texts.t("web.period")}: </span>
        <span aria-hidden="true" className="calendar" />
        {named}
      </button>
      <div popover="auto" id={id} ref={popover} className="popover">
        <p className="popover-title">{texts.t("web.period")}</p>
        <div className="choices">
          {choice(null, texts.t("web.period.report"))}
          {choicesFor(company.asOf).map((value) => (
            <span key={value}>{choice(value, value)}</span>
          ))}
        </div>
        <form
          className="days"
          onSubmit={(event) => {
            event.preventDefault();
            choose({ from: draft.from || null, to: draft.to || null });
          }}
        >
          <label>
            {texts.t("web.period.from")}
            <input
              type="date"
              value={draft.from}
              onChange={({ target }) => setDraft({ ...draft, from: target.value })}
            />
          </label>
          <label>
            {texts.t("web.period.to")}
            <input type="date" value={draft.to} onChange={({ target }) => setDraft({ ...draft, to: target.value })} />
          </label>
          <button type="submit">{texts.t("web.period.show")}</button>
        </form>
      </div>
    </div>
  );
}
