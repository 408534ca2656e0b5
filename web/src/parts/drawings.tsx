import { useLayoutEffect, useMemo, useRef } from "react";
import { useNavigate } from "react-router";
import {
  answerPanels,
  findingArticle,
  type Html,
  html,
  type Look,
  linkDetails,
  linkMatrix,
  measureArticle,
  type ShownAnswer,
  unlockList,
} from "../../../src/report/drawings.ts";
import type { Texts } from "../../../src/texts/texts-from.ts";
import type { Finding } from "../server/types.ts";
import { useKept } from "../shell/period.tsx";
import { placeOf } from "../shell/screens.ts";
import { useWords } from "../words.tsx";
import { Contents } from "./contents.tsx";

/** What the drawings of the report need to stand on a screen: their ways lead to other screens, and queries open in place. */
function lookOf(texts: Texts, queries: Readonly<Record<string, string>>): Look {
  return {
    texts,
    foldsNotes: true,
    inPage: (id, content) => {
      const place = placeOf(id);
      return place === null ? html`<span>${content}</span>` : html`<a href="${place}">${content}</a>`;
    },
    evidenceLink: (file) => html`<code>${file}</code>`,
    queryLink: (id) =>
      queries[id] === undefined
        ? html`<code>${id}</code>`
        : html`<details class="query"><summary><code>${id}</code></summary><pre tabindex="0">${queries[id]}</pre></details>`,
  };
}

/** How findings are to be drawn. */
export type As = "finding" | "measure" | "link" | "matrix";

const DRAW: Readonly<Record<As, (findings: readonly Finding[], look: Look) => Html>> = {
  finding: (findings, look) => html`${findings.map((finding) => findingArticle(finding, look))}`,
  measure: (findings, look) => html`${findings.map((finding) => measureArticle(finding, look))}`,
  link: (findings, look) => html`${findings.map((finding) => linkDetails(finding, look))}`,
  matrix: (findings, look) => linkMatrix(findings, look),
};

export function Drawings({
  as,
  findings,
  queries,
}: {
  as: As;
  findings: readonly Finding[];
  queries: Readonly<Record<string, string>>;
}) {
  const texts = useWords();
  const { text } = useMemo(() => DRAW[as](findings, lookOf(texts, queries)), [as, findings, queries, texts]);
  if (as !== "finding") return <Markup text={text} />;
  return (
    <>
      <Contents findings={findings} />
      <Markup text={text} className="chapter" />
    </>
  );
}

/** The first page's panels. */
export function AnswerDrawing({ answer }: { answer: ShownAnswer }) {
  const texts = useWords();
  const { text } = useMemo(() => answerPanels(answer, lookOf(texts, {})), [answer, texts]);
  return <Markup text={text} className="answer" />;
}

/** Markup of our own drawings. What somebody has opened stays open when newer figures take its place. */
function Markup({ text, className }: { text: string; className?: string | undefined }) {
  const navigate = useNavigate();
  const kept = useKept();
  const box = useRef<HTMLDivElement>(null);
  const open = useRef(new Set<string>());
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn anew is opened anew
  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return;
    const details = [...current.querySelectorAll("details")];
    const nameOf = (each: HTMLDetailsElement) =>
      `${details.indexOf(each)} ${each.querySelector("summary")?.textContent}`;
    for (const each of details) {
      if (open.current.has(nameOf(each))) each.open = true;
      each.addEventListener("toggle", () => open.current[each.open ? "add" : "delete"](nameOf(each)));
    }
    const follow = () => {
      const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target || !current.contains(target)) return;
      if (target instanceof HTMLDetailsElement) target.open = true;
      target.scrollIntoView();
    };
    follow();
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [text]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: only ways are followed, which the keyboard follows by itself
    // biome-ignore lint/a11y/noStaticElementInteractions: the same
    <div
      ref={box}
      className={className}
      onClick={(event) => {
        const way = event.target instanceof Element && event.target.closest("a[href^='/']");
        if (!way || event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        const [path, hash] = way.getAttribute("href")!.split("#");
        void navigate(`${path}${kept}${hash === undefined ? "" : `#${hash}`}`);
      }}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: every text of the data is escaped where it is drawn
      dangerouslySetInnerHTML={useMemo(() => ({ __html: text }), [text])}
    />
  );
}

/** What each kind of record makes possible. */
export function UnlockDrawing() {
  const texts = useWords();
  const { text } = useMemo(() => unlockList(lookOf(texts, {})), [texts]);
  return <Markup text={text} />;
}
