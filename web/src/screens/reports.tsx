import { useState } from "react";
import { Page } from "../parts/page.tsx";
import { messageOf, Trouble } from "../parts/states.tsx";
import { get, isNoData, send } from "../server/api.ts";
import { useCompany } from "../server/ask.ts";
import type { DocumentJob } from "../server/types.ts";
import { useAsked } from "../shell/period.tsx";
import { useWords } from "../words.tsx";

const KINDS = ["digest", "one_page", "full", "support", "sales", "marketing", "product"] as const;
type Kind = (typeof KINDS)[number];
const FORMATS = ["html", "pdf", "csv", "md", "json"] as const;
type Format = (typeof FORMATS)[number];
const NAMES: Readonly<Record<Format, string>> = { html: "HTML", pdf: "PDF", csv: "CSV", md: "Markdown", json: "JSON" };
/** How often a document that is being made is looked at, in milliseconds. */
const LOOK_EVERY = 500;

/** What can be taken away, of the days and customers that stand in the address: each is made of the same findings as the screens. */
export function ReportsScreen() {
  const texts = useWords();
  const { error } = useCompany(true);
  return (
    <Page title={texts.t("web.nav.reports")} intro={texts.t("web.reports.intro")}>
      {isNoData(error) ? (
        <Trouble error={error} />
      ) : (
        <div className="cards">
          {KINDS.map((kind) => (
            <Document key={kind} kind={kind} />
          ))}
        </div>
      )}
    </Page>
  );
}

function Document({ kind }: { kind: Kind }) {
  const texts = useWords();
  const { period, from, to, where } = useAsked();
  const [making, setMaking] = useState<DocumentJob | null>(null);
  const [trouble, setTrouble] = useState("");
  const isDepartment = texts.has(`department.${kind}`);
  const make = async (format: Format) => {
    setTrouble("");
    const given = Object.entries({ period, from, to }).filter(([, value]) => value !== null);
    // Opened at once: a window that opens later is taken for an intruder.
    const page = format === "html" ? window.open("", "_blank") : null;
    try {
      let job = await send<DocumentJob>("POST", "/api/v1/documents", {
        ...Object.fromEntries(given),
        ...(where.length > 0 ? { where } : {}),
        ...{ kind, format },
      });
      while (job.state !== "done") {
        setMaking(job);
        if (job.state === "failed") throw new Error(job.error ?? "");
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
        job = await get<DocumentJob>(`/api/v1/documents/${job.id}`);
      }
      const file = `/api/v1/documents/${job.id}/file`;
      if (page) page.location.href = file;
      else location.assign(file);
    } catch (error) {
      page?.close();
      const own = error instanceof Error && error.constructor === Error ? error.message : "";
      setTrouble([messageOf(error, texts.t).filter(Boolean).join(" "), own].filter(Boolean).join(" "));
    }
    setMaking(null);
  };
  return (
    <article className="card card-estimate">
      <h2>
        {isDepartment
          ? texts.t("web.reports.department", { text: texts.t(`department.${kind}`) })
          : texts.t(`web.reports.${kind}`)}
      </h2>
      <p className="quiet">{texts.t(isDepartment ? "web.reports.department.about" : `web.reports.${kind}.about`)}</p>
      <fieldset className="choices formats" disabled={making !== null}>
        <legend className="sr">{texts.t("web.reports.download")}</legend>
        {FORMATS.map((format) => (
          <button key={format} type="button" className="choice" onClick={() => void make(format)}>
            {NAMES[format]}
          </button>
        ))}
      </fieldset>
      <p role="status" className="support">
        {making && texts.t(`web.reports.state.${making.state === "drawing" ? "drawing" : "computing"}`)}
        {making && <progress aria-label={texts.t("web.loading")} />}
      </p>
      {trouble && (
        <p className="wrong" role="alert">
          {trouble}
        </p>
      )}
    </article>
  );
}
