import { Drawn } from "../parts/drawn.tsx";
import { Export } from "../parts/export.tsx";
import { Page } from "../parts/page.tsx";
import { Asked, Empty, Waiting } from "../parts/states.tsx";
import { Verbatims } from "../parts/verbatims.tsx";
import { useFindings } from "../server/ask.ts";
import type { Me } from "../server/types.ts";
import { useAsked } from "../shell/period.tsx";
import type { Chapter } from "../shell/screens.ts";
import { useWords } from "../words.tsx";

/** A chapter of findings: what is asked, and each answer with what it rests on. */
export function ChapterScreen({ id, me }: { id: Chapter; me: Me }) {
  const texts = useWords();
  const { query } = useAsked();
  const [title, intro] = [`report.chapter.${id}.title`, `report.chapter.${id}.intro`];
  return (
    <Page
      title={texts.t(texts.has(title) ? title : `web.nav.${id}`)}
      intro={texts.has(intro) ? texts.t(intro) : undefined}
      tools={<Export query={{ of: id, ...query }} name={id} />}
    >
      <Asked query={useFindings(id, query)} waiting={<Waiting long />}>
        {(told) =>
          told.items.length === 0 ? (
            <Empty title={texts.t(`report.chapter.${id}.none`)} />
          ) : (
            <Drawn as="finding" findings={told.items} told={told} />
          )
        }
      </Asked>
      {id === "problems" && me.may.includes("people.read") && <Verbatims query={query} />}
    </Page>
  );
}
