import { useState } from "react";
import { anchor } from "../../../src/report/drawings.ts";
import type { Finding } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { titleOf } from "./names.ts";

/** Of fewer findings the eye finds its way by itself. */
const FEWEST = 4;
/** More would stand before what they lead to on a telephone: there they are closed at first. */
const MOST = 10;

/** What a long page holds: each finding with its figure, and the way to it. */
export function Contents({ findings }: { findings: readonly Finding[] }) {
  const texts = useWords();
  const [isOpen, setOpen] = useState(() => findings.length <= MOST || matchMedia("(min-width: 820px)").matches);
  if (findings.length < FEWEST) return null;
  const title = texts.t("web.contents");
  return (
    <nav className="contents" aria-label={title}>
      <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{title}</summary>
        <ol>
          {findings.map((finding) => (
            <li key={finding.id}>
              <a href={`#${anchor(finding.kind, finding.id)}`}>{titleOf(finding, texts)}</a>
              <span className="support">{texts.figureValue(finding.headline)}</span>
            </li>
          ))}
        </ol>
      </details>
    </nav>
  );
}
