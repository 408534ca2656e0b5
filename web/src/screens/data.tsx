import { useRef, useState } from "react";
import type { Texts } from "../../../src/texts/texts-from.ts";
import { Page } from "../parts/page.tsx";
import { SamePeople } from "../parts/same-people.tsx";
import { Asked } from "../parts/states.tsx";
import { Table } from "../parts/table.tsx";
import { Upload } from "../parts/upload.tsx";
import { isNoData } from "../server/api.ts";
import { useAsk } from "../server/ask.ts";
import type { DataHealth, DataSources, Me, RejectPage } from "../server/types.ts";
import { useWords } from "../words.tsx";

/** Where the records come from, how fresh and how good they are, and how more come in. */
export function DataScreen({ me }: { me: Me }) {
  const texts = useWords();
  const sources = useAsk<DataSources>("/api/v1/data/sources");
  const isEmpty = isNoData(sources.error);
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
      <Table
        title={texts.t("web.data.sources")}
        rows={sources}
        keyOf={({ source }) => source}
        columns={[
          { name: texts.t("web.data.source"), isHead: true, cell: ({ source }) => source },
          {
            ...{ name: texts.t("web.data.days"), className: "days-cell" },
            cell: ({ firstDay, lastDay }) =>
              firstDay && lastDay ? `${texts.day(firstDay)} – ${texts.day(lastDay)}` : "",
          },
          {
            ...{ name: texts.t("web.data.behind"), isEnd: true },
            cell: ({ daysBehind }) => (daysBehind === null ? "" : texts.quantity(daysBehind, { unit: "days" })),
          },
          {
            ...{ name: texts.t("web.data.holds"), className: "sentence" },
            cell: ({ facts }) =>
              texts.list(
                Object.entries(facts).map(([fact, n]) =>
                  texts.t("report.figure.exclusion", { text: texts.word("fact", fact), n }),
                ),
              ),
          },
        ]}
      />
    </section>
  );
}

function Files({ data: { files } }: { data: DataSources }) {
  const texts = useWords();
  if (files.length === 0) return null;
  return (
    <section className="block">
      <h2>{texts.t("web.data.files")}</h2>
      <Table
        title={texts.t("web.data.files")}
        rows={files}
        keyOf={({ name }) => name}
        columns={[
          { name: texts.t("web.data.file"), isHead: true, cell: ({ name }) => name },
          {
            name: texts.t("web.data.taken_for"),
            cell: ({ formats }) => texts.list(formats.map((format) => takenFor(format, texts))),
          },
          { name: texts.t("web.data.rows_read"), isEnd: true, cell: ({ rows }) => texts.number(rows) },
          { name: texts.t("web.data.rows_aside"), isEnd: true, cell: ({ setAside }) => texts.number(setAside) },
        ]}
      />
    </section>
  );
}

/** What a table was taken for: the system that writes such ones, or the kind of records. */
const takenFor = (format: string, texts: Texts): string => {
  const [system, table = ""] = format.split(".");
  return system === "generic" ? texts.word("fact", table.split("-")[0]!) : format;
};

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
              <Table
                title={title}
                rows={items}
                keyOf={(_, index) => index}
                columns={[
                  { name: texts.t("web.data.file"), cell: ({ file }) => file },
                  { name: texts.t("web.data.line"), isEnd: true, cell: ({ line }) => texts.number(line) },
                  { name: texts.t("web.data.column"), cell: ({ column }) => column },
                  { name: texts.t("web.data.cell"), cell: ({ text }) => <code>{text}</code> },
                ]}
              />
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
                    {where === "" ? texts.t("report.quality.everywhere") : takenFor(where, texts)} ·{" "}
                    {texts.t(`sure.${sure}`)}
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
