import { Link } from "react-router";
import type { Figure } from "../../../src/findings/figure.ts";
import { valueClass } from "../../../src/report/value-class.ts";
import type { Finding } from "../server/types.ts";
import { useKept } from "../shell/period.tsx";
import { useWords } from "../words.tsx";

/** A figure at a glance: value, interval and n; or, plainly different, why there is none. */
export function Value({ figure, size = "medium" }: { figure: Figure; size?: "hero" | "large" | "medium" }) {
  const texts = useWords();
  if (figure.state !== "estimate")
    return (
      <p className={`value value-${size} state state-${figure.state}`}>
        <span>{texts.figureValue(figure)}</span>
      </p>
    );
  const value = texts.figureValue(figure);
  const per = figure.unit === "money_per_customer" ? texts.t("unit.per_customer", { value: "" }).trim() : "";
  return (
    <p className={valueClass(value, size)}>
      {value}
      {per && <small> {per}</small>}
    </p>
  );
}

export function Support({ figure }: { figure: Figure }) {
  const texts = useWords();
  if (figure.state !== "estimate") return <p className="support">{texts.figure(figure)}</p>;
  const range = texts.figureRange(figure);
  const interval =
    range === undefined || !figure.interval
      ? texts.t("figure.no_interval", { basis: figure.basis })
      : texts.t("figure.interval", { level: figure.interval.level, range });
  return (
    <p className="support">
      {interval} · {texts.t("figure.n", { n: figure.n })}
      {figure.basis === "assumption" && (
        <>
          {" · "}
          <strong className="assumed">{texts.t("basis.assumption.short")}</strong>
        </>
      )}
    </p>
  );
}

/** One finding as a card that leads to all of it. */
export function Card({ finding, to, name }: { finding: Finding; to: string; name: string }) {
  const texts = useWords();
  const kept = useKept();
  const { headline, verdict } = finding;
  const [path, hash] = to.split("#");
  return (
    <article className={`card card-${headline.state}`}>
      <h3>
        <Link to={`${path}${kept}${hash ? `#${hash}` : ""}`}>{name}</Link>
      </h3>
      <Value figure={headline} />
      <Support figure={headline} />
      {headline.state === "estimate" && verdict.code !== "change.not_asked" && (
        <p className="verdict">{texts.say(verdict)}</p>
      )}
    </article>
  );
}
