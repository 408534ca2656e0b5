import { address, isNoData, type Query } from "../server/api.ts";
import { useCompany } from "../server/ask.ts";
import { useWords } from "../words.tsx";

/** What a screen shows, to take away: every figure with its interval, n, window and grade, as the server gives it. */
export function Export({ path = "/api/v1/findings", query, name }: { path?: string; query: Query; name: string }) {
  const texts = useWords();
  if (isNoData(useCompany(true).error)) return null;
  return (
    <a className="button" download={`feltworth-${name}.json`} href={address(path, query)}>
      <span className="sr">{texts.t("web.reports.download")} </span>JSON
    </a>
  );
}
