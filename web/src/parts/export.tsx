import { address, isNoData, type Query } from "../server/api.ts";
import { useCompany } from "../server/ask.ts";
import { useWords } from "../words.tsx";

/**
 * What a screen shows, to take away: every figure with its interval, n, window and grade, as the server gives it; or a list, all of it,
 * for a spreadsheet.
 */
export function Export({
  path = "/api/v1/findings",
  query,
  name,
  as = "json",
  what,
}: {
  path?: string;
  query: Query;
  name: string;
  as?: "json" | "csv";
  /** What is in it, in words; otherwise customers in a list, and findings. */
  what?: string;
}) {
  const texts = useWords();
  if (isNoData(useCompany(true).error)) return null;
  const asked = as === "csv" ? { ...query, format: as } : query;
  return (
    <a className="button" download={`feltworth-${name}.${as}`} href={address(path, asked)}>
      <span className="sr">
        {texts.t("web.reports.download")}: {what ?? texts.t(as === "csv" ? "web.nav.customers" : "web.findings")},{" "}
      </span>
      {as.toUpperCase()}
    </a>
  );
}
