import { Page } from "../parts/page.tsx";
import { useWords } from "../words.tsx";

const REPORTS = [
  { id: "full", address: "/report", download: false },
  { id: "one_page", address: "/onepage", download: false },
  { id: "json", address: "/api/v1/report", download: true },
] as const;

/** What can be taken away: each is made of the same findings as the screens. */
export function ReportsScreen() {
  const texts = useWords();
  return (
    <Page title={texts.t("web.nav.reports")} intro={texts.t("web.reports.intro")}>
      <div className="cards">
        {REPORTS.map(({ id, address, download }) => (
          <article key={id} className="card card-estimate">
            <h2>{texts.t(`web.reports.${id}`)}</h2>
            <p className="quiet">{texts.t(`web.reports.${id}.about`)}</p>
            <p>
              <a
                className="button"
                href={address}
                {...(download ? { download: "feltworth-report.json" } : { target: "_blank", rel: "noreferrer" })}
              >
                {texts.t(download ? "web.reports.download" : "web.reports.open")}
              </a>
            </p>
          </article>
        ))}
      </div>
    </Page>
  );
}
