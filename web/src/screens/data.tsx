import { useRef, useState } from "react";
import { Page } from "../parts/page.tsx";
import { SamePeople } from "../parts/same-people.tsx";
import { Scrolling } from "../parts/scrolling.tsx";
import { Asked } from "../parts/states.tsx";
import { Upload } from "../parts/upload.tsx";
import { ApiProblem } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { DataHealth, DataSources, Me, RejectPage } from "../server/types.ts";
import { useWords } from "../words.tsx";

/** Where the records come from, how fresh and how good they are, and how more come in. */
export function DataScreen({ me }: { me: Me }) {
  const texts = useWords();
  const sources = useAsk<DataSources>("/api/v1/data/sources");
  const isEmpty = sources.error instanceof ApiProblem && sources.error.code === "request.conflict";
  // What is known of it stands while it is asked for anew: an upload under way must not lose its place.
  const takesFiles = useRef(false);
  if (isEmpty || sources.data) takesFiles.current = isEmpty || sources.data?.isWorkspace === true;
  return (
    <Page title={texts.t("web.nav.data")} intro={texts.t("web.data.intro")}>
      {me.may.includes("data.write") && takesFiles.current && <Upload />}
      {sources.data && !sources.data.isWorkspace && <p className="note">{texts.t("web.data.read_only")}</p>}
      {!isEmpty && (
        <Asked query={sources}>
          {(data) => (
            <>
              <Sources data={data} />
              <Files data={data} />
              <Rejects reasons={data.rejects} />
              <Health />
              {me.may.includes("people.decide") && <SamePeople />}
            </>
          )}
        </Asked>
      )}
    </Page>
  );
}

function Sources({ data: { sources } }: { data: DataSources }) {
  const texts = useWords();
  return (
    <section className="block">
      <h2>{texts.t("web.data.sources")}</h2>
      <Scrolling title={texts.t("web.data.sources")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.t("web.data.source")}</th>
              <th scope="col">{texts.t("web.data.holds")}</th>
              <th scope="col">{texts.t("web.data.days")}</th>
              <th scope="col" className="end">
                {texts.t("web.data.behind")}
              </th>
            </tr>
          </thead>
          <tbody>
            {sources.map(({ source, facts, firstDay, lastDay, daysBehind }) => (
              <tr key={source}>
                <th scope="row">{source}</th>
                <td>
                  {texts.list(
                    Object.entries(facts).map(([fact, n]) => `${texts.number(n)} ${texts.word("fact", fact)}`),
                  )}
                </td>
                <td>{firstDay && lastDay ? `${texts.day(firstDay)} – ${texts.day(lastDay)}` : ""}</td>
                <td className="end">{daysBehind === null ? "" : texts.quantity(daysBehind, { unit: "days" })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </section>
  );
}

function Files({ data: { files } }: { data: DataSources }) {
  const texts = useWords();
  if (files.length === 0) return null;
  return (
    <section className="block">
      <h2>{texts.t("web.data.files")}</h2>
      <Scrolling title={texts.t("web.data.files")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.t("web.data.file")}</th>
              <th scope="col">{texts.t("web.data.taken_for")}</th>
              <th scope="col" className="end">
                {texts.t("web.data.rows_read")}
              </th>
              <th scope="col" className="end">
                {texts.t("web.data.rows_aside")}
              </th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ name, formats, rows, setAside }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{formats.join(", ")}</td>
                <td className="end">{texts.number(rows)}</td>
                <td className="end">{texts.number(setAside)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </section>
  );
}

const ROWS_SHOWN = 50;

/** What was set aside, by reason; and the rows themselves, with file and line. */
function Rejects({ reasons }: { reasons: DataSources["rejects"] }) {
  const texts = useWords();
  const [reason, setReason] = useState<string | null>(null);
  const rows = useAsk<RejectPage>("/api/v1/data/rejects", { reason, limit: ROWS_SHOWN }, reason !== null);
  const title = texts.t("web.data.aside");
  if (reasons.length === 0)
    return (
      <section className="block">
        <h2>{title}</h2>
        <p className="empty">{texts.t("web.data.nothing_aside")}</p>
      </section>
    );
  return (
    <section className="block">
      <h2>{title}</h2>
      <div className="choices">
        {reasons.map(({ reason: code, n }) => (
          <button
            key={code}
            type="button"
            className="choice"
            aria-pressed={code === reason}
            onClick={() => setReason(code === reason ? null : code)}
          >
            {texts.t(texts.has(`reject.${code}`) ? `reject.${code}` : "reject.other", { code })} ({texts.number(n)})
          </button>
        ))}
      </div>
      {reason !== null && (
        <Asked query={rows}>
          {({ items, total }) => (
            <>
              <Scrolling title={title}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{texts.t("web.data.file")}</th>
                      <th scope="col" className="end">
                        {texts.t("web.data.line")}
                      </th>
                      <th scope="col">{texts.t("web.data.column")}</th>
                      <th scope="col">{texts.t("web.data.cell")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map(({ file, line, column, text }, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: one line may be set aside for several columns
                      <tr key={index}>
                        <td>{file}</td>
                        <td className="end">{texts.number(line)}</td>
                        <td>{column}</td>
                        <td>
                          <code>{text}</code>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scrolling>
              {total > items.length && (
                <p className="note">{texts.t("web.data.more_rows", { n: total - items.length })}</p>
              )}
            </>
          )}
        </Asked>
      )}
    </section>
  );
}

/** What looks wrong in the records, the surest first, and what to do about it. */
function Health() {
  const texts = useWords();
  return (
    <section className="block">
      <h2>{texts.t("web.data.health")}</h2>
      <Asked query={useAsk<DataHealth>("/api/v1/data/health")}>
        {({ suspicions }) =>
          suspicions.length === 0 ? (
            <p className="empty">{texts.t("web.data.healthy")}</p>
          ) : (
            <ul className="owed">
              {suspicions.map(({ what, where, sure }) => (
                <li
                  key={`${what.code} ${where} ${JSON.stringify(what.values)}`}
                  className={sure === "certain" ? "late" : undefined}
                >
                  <strong>{texts.capital(texts.say(what))}</strong>
                  <span className="support">
                    {where === "" ? texts.t("report.quality.everywhere") : where} · {texts.t(`sure.${sure}`)}
                  </span>
                  <span>{texts.t(`${what.code}.next`)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </section>
  );
}
