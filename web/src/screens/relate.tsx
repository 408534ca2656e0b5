import { type FormEvent, useState } from "react";
import { useSearchParams } from "react-router";
import { useDoing } from "../parts/doing.ts";
import { Page } from "../parts/page.tsx";
import { Asked, Empty } from "../parts/states.tsx";
import { Studies, StudyAnswered } from "../parts/studies.tsx";
import { send } from "../server/api.ts";
import { useAsk, useMe } from "../server/ask.ts";
import type { Study, StudyChoices } from "../server/types.ts";
import { useWords } from "../words.tsx";

const EXPECTED = ["more", "less", "none"] as const;

/**
 * Three steps: which business measure, which experience measure, and how they relate. The design is declared, with its date and author, before
 * its result is shown. What was chosen, or the study that is shown, stands in the address.
 */
export function RelateScreen() {
  const texts = useWords();
  const [search, setSearch] = useSearchParams();
  const study = search.get("study");
  const me = useMe().data;
  const choices = useAsk<StudyChoices>("/api/v1/study-choices");
  const open = (id: string) => setSearch(new URLSearchParams({ study: id }));
  return (
    <Page title={texts.t("web.nav.relate")} intro={texts.t("web.relate.intro")}>
      {study !== null && <StudyAnswered key={study} id={study} another={() => setSearch(new URLSearchParams())} />}
      {study === null && me?.may.includes("studies.declare") && (
        <Asked query={choices}>
          {(found) =>
            found.outcomes.length === 0 || found.experiences.length === 0 ? (
              <Empty title={texts.t("report.links.none")} />
            ) : (
              <ThreeSteps choices={found} declared={open} />
            )
          }
        </Asked>
      )}
      <Studies shown={study} open={open} />
    </Page>
  );
}

function ThreeSteps({ choices, declared }: { choices: StudyChoices; declared(id: string): void }) {
  const texts = useWords();
  const [search, setSearch] = useSearchParams();
  const [outcome, experience] = [search.get("outcome"), search.get("experience")];
  const { trouble, act } = useDoing("/api/v1/studies");
  const [isDeclaring, setDeclaring] = useState(false);
  const choose = (name: string, value: string) =>
    setSearch((before) => {
      const after = new URLSearchParams(before);
      after.set(name, value);
      return after;
    });
  const declare = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = Object.fromEntries([...new FormData(event.currentTarget)].filter(([, value]) => value !== ""));
    setDeclaring(true);
    await act(async () =>
      declared((await send<Study>("POST", "/api/v1/studies", { outcome, experience, ...said })).id),
    );
    setDeclaring(false);
  };
  const steps = choices.experiences.find(({ id }) => id === experience)?.steps ?? [];
  return (
    <>
      <Step n={1} title={texts.t("web.relate.business")}>
        <Choices
          options={choices.outcomes.map((id) => [id, texts.capital(texts.word("outcome", id))])}
          chosen={outcome}
          choose={(id) => choose("outcome", id)}
        />
      </Step>
      <Step n={2} title={texts.t("web.relate.experience")}>
        <Choices
          options={choices.experiences.map(({ id }) => [id, texts.word("measure", id, ".name")])}
          chosen={experience}
          choose={(id) => choose("experience", id)}
        />
      </Step>
      <Step n={3} title={texts.t("web.relate.relate")}>
        <form className="fields" onSubmit={(event) => void declare(event)}>
          <label>
            {texts.t("web.relate.step")}
            <select name="step" key={experience}>
              <option value="">{texts.t("web.relate.step.every")}</option>
              {steps.map(({ lowBand, highBand }) => (
                <option key={lowBand} value={lowBand}>
                  {texts.word("band", lowBand)} → {texts.word("band", highBand)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {texts.t("web.relate.expects")}
            <select name="expects">
              <option value="">{texts.t("web.relate.expects.open")}</option>
              {EXPECTED.map((code) => (
                <option key={code} value={code}>
                  {texts.t(`study.expecting.${code}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {texts.t("web.relate.why")}
            <input name="why" maxLength={1_000} />
          </label>
          <button type="submit" className="button" disabled={!outcome || !experience || isDeclaring}>
            {texts.t("web.relate.show")}
          </button>
        </form>
        <p className="note">{texts.t("web.relate.note")}</p>
        <p className="wrong" role="alert">
          {trouble}
        </p>
      </Step>
    </>
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
