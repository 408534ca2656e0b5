import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { Drawn } from "../parts/drawn.tsx";
import { Export } from "../parts/export.tsx";
import { Card } from "../parts/glance.tsx";
import { type GroupRow, Groups } from "../parts/groups.tsx";
import { nameOf } from "../parts/names.ts";
import { Page } from "../parts/page.tsx";
import { Records } from "../parts/records.tsx";
import { Asked } from "../parts/states.tsx";
import { Verbatims } from "../parts/verbatims.tsx";
import { useAsk, useCompany, useMeasure, useMeasures } from "../server/ask.ts";
import type { Me } from "../server/types.ts";
import { useAsked } from "../shell/period.tsx";
import { useWords } from "../words.tsx";

/** One measure in full, cut by whatever it can be cut by. */
export function MeasureScreen({ me }: { me: Me }) {
  const { id = "" } = useParams();
  const texts = useWords();
  const { query } = useAsked();
  const [search, setSearch] = useSearchParams();
  const [by, value] = [search.get("by"), search.get("group")];
  const group = by !== null && value !== null ? { by, value } : null;
  const mayOpen = me.may.includes("people.read");
  const score = useCompany(true).data?.scores.find((one) => id === one || id.startsWith(`${one}-`));
  const name = texts.word("measure", id, ".name");
  const known = useMeasures().data?.items.find((measure) => measure.id === id);
  return (
    <Page
      title={name}
      intro={texts.has(`measure.${id}.definition`) ? texts.t(`measure.${id}.definition`) : undefined}
      tools={<Export path={`/api/v1/measures/${encodeURIComponent(id)}`} query={query} name={id} />}
    >
      <Asked query={useMeasure(id, query)}>
        {({ finding, queries }) => (
          <div className="alone">
            <Drawn as="measure" findings={[finding]} told={{ queries }} />
          </div>
        )}
      </Asked>
      {score !== undefined && <ResponseRate />}
      {known && known.dimensions.length > 0 && (
        <Cut id={id} name={name} dimensions={known.dimensions} mayOpen={mayOpen} />
      )}
      {mayOpen && score !== undefined && <Verbatims key={score} query={query} measure={score} />}
      {mayOpen && (
        <Records
          key={JSON.stringify([id, query, group])}
          id={id}
          query={query}
          group={group}
          clear={() =>
            setSearch((before) => {
              const after = new URLSearchParams(before);
              after.delete("group");
              return after;
            })
          }
        />
      )}
    </Page>
  );
}

/** How many of those who were asked answered: what a score rests on. */
function ResponseRate() {
  const texts = useWords();
  const { query } = useAsked();
  const { data } = useMeasure("response-rate", query);
  if (!data) return null;
  const { finding } = data;
  return (
    <div className="cards answered">
      <Card finding={finding} name={nameOf(finding.headline, texts)} to="/measures/response-rate" />
    </div>
  );
}

interface MeasureAnswer {
  rows: GroupRow[];
  currency?: string;
}

/** Groups of one's choice; which, stands in the address. */
function Cut({
  id,
  name,
  dimensions,
  mayOpen,
}: {
  id: string;
  name: string;
  dimensions: readonly string[];
  mayOpen: boolean;
}) {
  const texts = useWords();
  const { query } = useAsked();
  const [search, setSearch] = useSearchParams();
  const by = search.get("by") ?? dimensions[0]!;
  const open = (value: string) => {
    setSearch((before) => {
      const after = new URLSearchParams(before);
      after.set("by", by);
      after.set("group", value);
      return after;
    });
    document.getElementById("records")?.scrollIntoView();
  };
  const [fair, setFair] = useState(false);
  const answer = useAsk<MeasureAnswer>(`/api/v1/measures/${encodeURIComponent(id)}`, {
    ...query,
    by,
    ...(fair ? { fair: "true" } : {}),
  });
  return (
    <section className="block" aria-labelledby="groups">
      <h2 id="groups">{texts.t("web.measure.groups")}</h2>
      <fieldset className="choices">
        <legend className="sr">{texts.t("web.measure.by")}</legend>
        {dimensions.map((dimension) => (
          <button
            key={dimension}
            type="button"
            className="choice"
            aria-pressed={dimension === by}
            onClick={() =>
              setSearch((before) => {
                const after = new URLSearchParams(before);
                after.set("by", dimension);
                after.delete("group");
                return after;
              })
            }
          >
            {texts.capital(texts.word("dimension", dimension))}
          </button>
        ))}
      </fieldset>
      <label className="check">
        <input type="checkbox" checked={fair} onChange={({ target }) => setFair(target.checked)} />
        {texts.t("web.measure.fair")}
      </label>
      <Asked query={answer}>
        {({ rows, currency }) => (
          <Groups rows={rows} by={by} currency={currency} title={name} open={mayOpen ? open : undefined} />
        )}
      </Asked>
    </section>
  );
}
