import { Drawn } from "../parts/drawn.tsx";
import { Export } from "../parts/export.tsx";
import { Page } from "../parts/page.tsx";
import { Asked, Empty } from "../parts/states.tsx";
import { useFindings } from "../server/ask.ts";
import { useAsked } from "../shell/period.tsx";
import { useWords } from "../words.tsx";

/** Experience by outcome: each cell a verdict, and below it what that rests on. */
export function LinksScreen() {
  const texts = useWords();
  const { query } = useAsked();
  return (
    <Page
      title={texts.t("report.nav.links")}
      intro={texts.t("report.links.intro")}
      tools={<Export query={{ of: "links", ...query }} name="links" />}
    >
      <Asked query={useFindings("links", query)}>
        {(told) =>
          told.items.length === 0 ? (
            <Empty title={texts.t("report.links.none")} />
          ) : (
            <>
              <Drawn as="matrix" findings={told.items} told={told} />
              <h2 className="sr">{texts.t("web.findings")}</h2>
              <h3 className="more">{texts.t("report.links.detail")}</h3>
              <Drawn as="link" findings={told.items} told={told} />
            </>
          )
        }
      </Asked>
    </Page>
  );
}
