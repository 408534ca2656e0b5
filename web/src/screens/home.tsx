import { lazy, Suspense, useEffect } from "react";
import { Link } from "react-router";
import { Card, Support, Value } from "../parts/glance.tsx";
import { nameOf, titleOf } from "../parts/names.ts";
import { Page } from "../parts/page.tsx";
import { Asked, Empty, Waiting } from "../parts/states.tsx";
import { Unlocks } from "../parts/unlocks.tsx";
import { useAnswer, useFindings } from "../server/ask.ts";
import type { Finding, Me } from "../server/types.ts";
import { useAsked, useKept } from "../shell/period.tsx";
import { useWords } from "../words.tsx";

const drawings = () => import("../parts/drawings.tsx");
const AnswerDrawing = lazy(async () => ({ default: (await drawings()).AnswerDrawing }));

type Block = "answer" | "changes" | "targets" | "money" | "needs";

/** What each role looks at first. */
const FIRST: Readonly<Record<NonNullable<Me["role"]>, readonly Block[]>> = {
  administrator: ["answer", "targets", "changes", "needs", "money"],
  analyst: ["answer", "targets", "changes", "money", "needs"],
  cx_lead: ["changes", "targets", "needs", "answer", "money"],
  finance: ["money", "answer", "targets", "changes"],
  department_head: ["changes", "needs", "targets", "answer"],
  agent: [],
};

const BLOCKS: Readonly<Record<Block, () => React.JSX.Element | null>> = {
  answer: AnswerBlock,
  changes: Changes,
  targets: Targets,
  money: Money,
  needs: Needs,
};

/** What changed, whether it is real, what it is worth, and who needs us: in the order of whoever looks. */
export function HomeScreen({ me, isEmpty }: { me: Me; isEmpty: boolean }) {
  const texts = useWords();
  if (isEmpty)
    return (
      <Page title={texts.t("web.welcome")} intro={texts.t("web.welcome.intro")}>
        <Unlocks me={me} />
      </Page>
    );
  const blocks = FIRST[me.role ?? "agent"];
  return (
    <Page title={texts.t("web.home.title")}>
      {blocks.length === 0 ? (
        <Empty title={texts.t("web.home.agent")}>
          <Link to="/customers">{texts.t("web.nav.customers")}</Link>
        </Empty>
      ) : (
        blocks.map((block) => {
          const Part = BLOCKS[block];
          return <Part key={block} />;
        })
      )}
    </Page>
  );
}

function Section({
  title,
  to,
  more,
  children,
}: {
  title: string;
  to?: string;
  more?: string;
  children: React.ReactNode;
}) {
  const kept = useKept();
  return (
    <section className="block">
      <div className="block-head">
        <h2>{title}</h2>
        {to && more && <Link to={`${to}${kept}`}>{more}</Link>}
      </div>
      {children}
    </section>
  );
}

function AnswerBlock() {
  const texts = useWords();
  const { query } = useAsked();
  // Here they are needed in any case: they come while the figures do.
  useEffect(() => void drawings().catch(() => {}), []);
  return (
    <Section title={texts.t("report.nav.answer")} to="/reports" more={texts.t("web.nav.reports")}>
      <Asked query={useAnswer(query)} waiting={<Waiting long />}>
        {(answer) => (
          <Suspense fallback={<Waiting />}>
            <AnswerDrawing answer={answer} />
          </Suspense>
        )}
      </Asked>
    </Section>
  );
}

const MOVED = /^change\.(up|down)$/;
const MOST = 6;

/** Measures that moved more than chance explains; that none did is an answer too. */
function Changes() {
  const texts = useWords();
  const { query } = useAsked();
  return (
    <Section title={texts.t("web.home.changes")} to="/measures" more={texts.t("web.home.all_measures")}>
      <Asked query={useFindings("measures", query)}>
        {({ items }) => {
          const moved = items.filter(
            ({ verdict, headline }) => MOVED.test(verdict.code) && headline.state === "estimate",
          );
          if (moved.length === 0) return <p className="empty">{texts.t("web.home.no_changes")}</p>;
          return (
            <div className="cards">
              {moved.slice(0, MOST).map((finding) => (
                <Card
                  key={finding.id}
                  finding={finding}
                  name={nameOf(finding.headline, texts)}
                  to={`/measures/${encodeURIComponent(finding.id)}`}
                />
              ))}
            </div>
          );
        }}
      </Asked>
    </Section>
  );
}

function Targets() {
  const texts = useWords();
  const { query } = useAsked();
  const { data } = useFindings("targets", query);
  if (!data || data.items.length === 0) return null;
  return (
    <Section title={texts.t("report.targets.title")}>
      <div className="cards">
        {data.items.map((finding) => (
          <Card
            key={finding.id}
            finding={finding}
            name={titleOf(finding, texts)}
            to={`/measures/${encodeURIComponent(finding.headline.definition.split("@")[0]!)}`}
          />
        ))}
      </div>
    </Section>
  );
}

/** What a step is worth, what customers are worth, and what will come. */
function Money() {
  const texts = useWords();
  return (
    <Section title={texts.t("web.home.money")} to="/worth" more={texts.t("web.nav.worth")}>
      <div className="rows">
        <Firsts of="worth" most={2} />
        <Firsts of="clv" most={1} />
        <Firsts of="forecast" most={1} />
      </div>
    </Section>
  );
}

function Needs() {
  const texts = useWords();
  return (
    <Section title={texts.t("web.home.needs")} to="/risk" more={texts.t("web.nav.risk")}>
      <div className="rows">
        <Firsts of="risk" most={1} />
        <Firsts of="problems" most={2} />
      </div>
    </Section>
  );
}

function Firsts({ of, most }: { of: string; most: number }) {
  const texts = useWords();
  const { query } = useAsked();
  return (
    <Asked query={useFindings(of, query)} waiting={<Waiting />}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="empty">{texts.t(`report.chapter.${of}.none`)}</p>
        ) : (
          items.slice(0, most).map((finding) => <Line key={finding.id} finding={finding} to={`/${of}`} />)
        )
      }
    </Asked>
  );
}

function Line({ finding, to }: { finding: Finding; to: string }) {
  const texts = useWords();
  const kept = useKept();
  return (
    <article className="line">
      <div>
        <h3>
          <Link to={`${to}${kept}`}>{titleOf(finding, texts)}</Link>
        </h3>
        <p className="verdict">{texts.say(finding.verdict)}</p>
      </div>
      <div>
        <Value figure={finding.headline} />
        <Support figure={finding.headline} />
      </div>
    </article>
  );
}
