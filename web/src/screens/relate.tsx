import { useState } from "react";
import { useSearchParams } from "react-router";
import { Drawn } from "../parts/drawn.tsx";
import { Page } from "../parts/page.tsx";
import { Asked, Empty, Waiting } from "../parts/states.tsx";
import { useAsk, useFindings } from "../server/ask.ts";
import type { OneFinding } from "../server/types.ts";
import { useWords } from "../words.tsx";

/** Three steps: which business measure, which experience measure, and how they relate. What was chosen stands in the address. */
export function RelateScreen() {
  const texts = useWords();
  const [search, setSearch] = useSearchParams();
  const [outcome, experience] = [search.get("outcome"), search.get("experience")];
  const [asked, setAsked] = useState(search.get("show") === "1");
  const links = useFindings("links");
  const choose = (name: string, value: string) => {
    setAsked(false);
    setSearch((before) => {
      const after = new URLSearchParams(before);
      after.set(name, value);
      after.delete("show");
      return after;
    });
  };
  const show = () => {
    setAsked(true);
    setSearch((before) => {
      const after = new URLSearchParams(before);
      after.set("show", "1");
      return after;
    });
  };
  return (
    <Page title={texts.t("web.nav.relate")} intro={texts.t("web.relate.intro")}>
      <Asked query={links}>
        {({ items }) => {
          const designs = items.flatMap(({ design }) => design ?? []);
          if (designs.length === 0) return <Empty title={texts.t("report.links.none")} />;
          const outcomes = [...new Set(designs.map((design) => design.outcome))];
          const experiences = [...new Set(designs.map((design) => design.experience))];
          return (
            <>
              <Step n={1} title={texts.t("web.relate.business")}>
                <Choices
                  options={outcomes.map((id) => [id, texts.capital(texts.word("outcome", id))])}
                  chosen={outcome}
                  choose={(id) => choose("outcome", id)}
                />
              </Step>
              <Step n={2} title={texts.t("web.relate.experience")}>
                <Choices
                  options={experiences.map((id) => [id, texts.word("measure", id, ".name")])}
                  chosen={experience}
                  choose={(id) => choose("experience", id)}
                />
              </Step>
              <Step n={3} title={texts.t("web.relate.relate")}>
                <button type="button" className="button" disabled={!outcome || !experience} onClick={show}>
                  {texts.t("web.relate.show")}
                </button>
              </Step>
              {asked && outcome && experience && <Related outcome={outcome} experience={experience} />}
            </>
          );
        }}
      </Asked>
    </Page>
  );
}

function Step({ n, title, children }: { n: number; title: string; children: React.ReactNode }) {
  return (
    <section className="relate-step">
      <h2>
        <span aria-hidden="true" className="number">
          {n}
        </span>
        {title}
      </h2>
      {children}
    </section>
  );
}

function Choices({
  options,
  chosen,
  choose,
}: {
  options: readonly (readonly [id: string, name: string])[];
  chosen: string | null;
  choose(id: string): void;
}) {
  return (
    <div className="choices">
      {options.map(([id, name]) => (
        <button key={id} type="button" className="choice" aria-pressed={id === chosen} onClick={() => choose(id)}>
          {name}
        </button>
      ))}
    </div>
  );
}

function Related({ outcome, experience }: { outcome: string; experience: string }) {
  const texts = useWords();
  const link = useAsk<OneFinding>("/api/v1/links", { outcome, experience });
  return (
    <section className="block">
      <h2>{texts.t("web.relate.result")}</h2>
      <Asked query={link} waiting={<Waiting long />}>
        {({ finding, queries }) => <Drawn as="finding" findings={[finding]} told={{ queries }} />}
      </Asked>
    </section>
  );
}
