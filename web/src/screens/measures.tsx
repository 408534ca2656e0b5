import { Export } from "../parts/export.tsx";
import { Card } from "../parts/glance.tsx";
import { nameOf } from "../parts/names.ts";
import { Page } from "../parts/page.tsx";
import { Asked, Empty } from "../parts/states.tsx";
import { useCompany, useFindings } from "../server/ask.ts";
import type { Finding } from "../server/types.ts";
import { useAsked } from "../shell/period.tsx";
import { useWords } from "../words.tsx";

/** Every measure at a glance: what customers said first, then what they did, then what is not measured. */
export function MeasuresScreen() {
  const texts = useWords();
  const { query } = useAsked();
  const scores = useCompany(true).data?.scores ?? [];
  return (
    <Page
      title={texts.t("report.nav.measures")}
      intro={texts.t("web.measures.intro")}
      tools={<Export query={{ of: "measures", ...query }} name="measures" />}
    >
      <Asked query={useFindings("measures", query)}>
        {({ items }) => {
          if (items.length === 0) return <Empty title={texts.t("report.measures.none")} />;
          const measured = items.filter(({ headline }) => headline.state !== "not_measured");
          const isScore = ({ id }: Finding) => scores.some((score) => id === score || id === `${score}-mean`);
          return (
            <>
              <Cards title={texts.t("web.measures.scores")} findings={measured.filter(isScore)} />
              <Cards title={texts.t("web.measures.others")} findings={measured.filter((each) => !isScore(each))} />
              <Cards
                title={texts.t("web.measures.missing")}
                findings={items.filter((each) => !measured.includes(each))}
              />
            </>
          );
        }}
      </Asked>
    </Page>
  );
}

function Cards({ title, findings }: { title: string; findings: readonly Finding[] }) {
  const texts = useWords();
  if (findings.length === 0) return null;
  return (
    <section className="block">
      <h2>{title}</h2>
      <div className="cards">
        {findings.map((finding) => (
          <Card
            key={finding.id}
            finding={finding}
            name={nameOf(finding.headline, texts)}
            to={`/measures/${encodeURIComponent(finding.id)}`}
          />
        ))}
      </div>
    </section>
  );
}
