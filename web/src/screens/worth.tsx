import { useDeferredValue, useState } from "react";
import { Drawn } from "../parts/drawn.tsx";
import { Equivalence } from "../parts/equivalence.tsx";
import { Export } from "../parts/export.tsx";
import { Page } from "../parts/page.tsx";
import { Asked, Empty, Waiting } from "../parts/states.tsx";
import { isNoData } from "../server/api.ts";
import { useAsk, useCompany } from "../server/ask.ts";
import type { FindingList } from "../server/types.ts";
import { useAsked } from "../shell/period.tsx";
import { useWords } from "../words.tsx";

const USUAL_SHARE = 10;

/** What a step of a score is worth, and what moving some of those below would bring, as one asks it. */
export function WorthScreen() {
  const texts = useWords();
  const company = useCompany(true).data;
  const [share, setShare] = useState(USUAL_SHARE);
  const [cost, setCost] = useState("");
  // The figures follow the hand without holding it up.
  const asked = useDeferredValue({ share: share / 100, cost: cost === "" ? null : Number(cost) });
  const { where } = useAsked();
  const answer = useAsk<FindingList>("/api/v1/worth", { ...asked, where });
  return (
    <Page
      title={texts.t("web.nav.worth")}
      intro={texts.t("report.chapter.worth.intro")}
      tools={<Export path="/api/v1/worth" query={{ ...asked, where }} name="worth" />}
    >
      {!isNoData(answer.error) && (
        <form
          className="what-if"
          onSubmit={(event) => event.preventDefault()}
          aria-label={texts.t("web.worth.what_if")}
        >
          <h2>{texts.t("web.worth.what_if")}</h2>
          <label>
            {texts.t("web.worth.share")}
            <output>{texts.share(share / 100, 0)}</output>
            <input
              type="range"
              min={1}
              max={100}
              value={share}
              onChange={({ target }) => setShare(Number(target.value))}
            />
          </label>
          <label>
            {texts.t("web.worth.cost", { name: company?.currency ?? "" })}
            <input
              type="number"
              min={0}
              step="any"
              inputMode="decimal"
              value={cost}
              placeholder={texts.t("web.worth.cost.none")}
              onChange={({ target }) => setCost(target.value)}
            />
          </label>
          <p className="note">{texts.t("web.worth.note")}</p>
        </form>
      )}
      <Asked query={answer} waiting={<Waiting long />}>
        {(told) =>
          told.items.length === 0 ? (
            <Empty title={texts.t("report.chapter.worth.none")} />
          ) : (
            <Drawn as="finding" findings={told.items} told={told} />
          )
        }
      </Asked>
      {/* Costs and profit are those of the whole company; what stands above comes first, so that nothing moves under the hand. */}
      {answer.data && where.length === 0 && <Equivalence currency={company?.currency ?? undefined} />}
    </Page>
  );
}
