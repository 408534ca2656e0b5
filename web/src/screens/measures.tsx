import { Export } from "../parts/export.tsx";
import { Card } from "../parts/glance.tsx";
import { nameOf } from "../parts/names.ts";
import { Page } from "../parts/page.tsx";
import { Asked, Empty, Waiting } from "../parts/states.tsx";
import { useFindings, useMeasures } from "../server/ask.ts";
import type { Finding } from "../server/types.ts";
import { useAsked } from "../shell/period.tsx";
import { useWords } from "../words.tsx";

/** What measures are about, in the order of the screen: the kinds of records that they are counted from. */
const ABOUT: Readonly<Record<string, readonly string[]>> = {
  scores: ["answer", "invitation", "review"],
  service: ["contact", "case", "leg"],
  buying: ["purchase", "line", "refund", "usage"],
  loyalty: ["points"],
};
/** Counted from purchases, and about who goes on with them. */
const STAYING: readonly string[] = [
  ...[
    "conversion",
    "crr",
    "churn",
    "nrr",
    "grr",
    "revenue-churn",
    "repeat-rate",
    "repeat-revenue-share",
    "earned-growth",
  ],
  ...["days-between-orders", "clv-to-date", "usage-decline"],
];
const SECTIONS = ["scores", "service", "buying", "staying", "loyalty", "others"] as const;

/** Every measure at a glance, by what it is about; then what is not measured. */
export function MeasuresScreen() {
  const texts = useWords();
  const { query } = useAsked();
  const { data } = useMeasures();
  const known = new Map(data?.items.map(({ id, needs }) => [id, needs]));
  const aboutOf = ({ id }: Finding): string => {
    if (STAYING.includes(id)) return "staying";
    const needs = known.get(id) ?? [];
    return Object.keys(ABOUT).find((about) => needs.some((fact) => ABOUT[about]!.includes(fact))) ?? "others";
  };
  return (
    <Page
      title={texts.t("report.nav.measures")}
      intro={texts.t("web.measures.intro")}
      tools={<Export query={{ of: "measures", ...query }} name="measures" />}
    >
      <Asked query={useFindings("measures", query)}>
        {({ items }) => {
          if (!data) return <Waiting />;
          if (items.length === 0) return <Empty title={texts.t("report.measures.none")} />;
          const measured = items.filter(({ headline }) => headline.state !== "not_measured");
          return (
            <>
              {SECTIONS.map((about) => (
                <Cards
                  key={about}
                  title={texts.t(`web.measures.${about}`)}
                  findings={measured.filter((each) => aboutOf(each) === about)}
                />
              ))}
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
