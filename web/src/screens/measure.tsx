import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { Drawn } from "../parts/drawn.tsx";
import { type GroupRow, Groups } from "../parts/groups.tsx";
import { Page } from "../parts/page.tsx";
import { Asked } from "../parts/states.tsx";
import { address } from "../server/api.ts";
import { useAsk, useMeasure, useMeasures } from "../server/ask.ts";
import { useAsked } from "../shell/period.tsx";
import { useWords } from "../words.tsx";

/** One measure in full, cut by whatever it can be cut by. */
export function MeasureScreen() {
  const { id = "" } = useParams();
  const texts = useWords();
  const { query } = useAsked();
  const name = texts.word("measure", id, ".name");
  const known = useMeasures().data?.items.find((measure) => measure.id === id);
  return (
    <Page
      title={name}
      intro={texts.has(`measure.${id}.definition`) ? texts.t(`measure.${id}.definition`) : undefined}
      tools={
        <a className="button" download href={address(`/api/v1/measures/${encodeURIComponent(id)}`, query)}>
          JSON
        </a>
      }
    >
      <Asked query={useMeasure(id, query)}>
        {({ finding, queries }) => (
          <div className="alone">
            <Drawn as="measure" findings={[finding]} told={{ queries }} />
          </div>
        )}
      </Asked>
      {known && known.dimensions.length > 0 && <Cut id={id} name={name} dimensions={known.dimensions} />}
    </Page>
  );
}

interface MeasureAnswer {
  rows: GroupRow[];
  currency?: string;
}

/** Groups of one's choice; which, stands in the address. */
function Cut({ id, name, dimensions }: { id: string; name: string; dimensions: readonly string[] }) {
  const texts = useWords();
  const { query } = useAsked();
  const [search, setSearch] = useSearchParams();
  const by = search.get("by") ?? dimensions[0]!;
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
        {({ rows, currency }) => <Groups rows={rows} by={by} currency={currency} title={name} />}
      </Asked>
    </section>
  );
}
