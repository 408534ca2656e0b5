import type { ReactNode } from "react";
import { useWords } from "../words.tsx";

/** Wide tables scroll inside their own frame, which the keyboard can reach. */
export function Scrolling({ title, children }: { title: string; children: ReactNode }) {
  const texts = useWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll the table
    <section className="scroll" tabIndex={0} aria-label={texts.t("report.table.region", { text: title })}>
      {children}
    </section>
  );
}
