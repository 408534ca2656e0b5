import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { STUDY_COLUMNS, studyLines, studyRow } from "../../../src/report/study-words.ts";
import { useAsk } from "../server/ask.ts";
import type { Study, StudyAnswer, StudyList } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { Drawn } from "./drawn.tsx";
import { Asked, Waiting } from "./states.tsx";
import { Table } from "./table.tsx";

/** Studies as they were declared, the latest first. */
export function Studies({ shown, open }: { shown: string | null; open(id: string): void }) {
  const texts = useWords();
  const studies = useAsk<StudyList>("/api/v1/studies");
  return (
    <section className="block" id="studies">
      <h2>{texts.t("web.relate.studies")}</h2>
      <Asked query={studies}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{texts.t("study.none")}</p>
          ) : (
            <Table
              title={texts.t("web.relate.studies")}
              rows={[...items].reverse()}
              keyOf={({ id }) => id}
              rowOf={({ id }) => ({ "aria-current": id === shown || undefined })}
              columns={STUDY_COLUMNS.map((name, at) => ({
                name: texts.t(`study.column.${name}`),
                isHead: at === 0,
                cell: (study: Study) => {
                  const said = studyRow(study, texts)[at]!;
                  if (name === "id")
                    return (
                      <button type="button" className="text-button" onClick={() => open(study.id)}>
                        {said}
                      </button>
                    );
                  return name === "declared" ? texts.day(said) : said;
                },
              }))}
            />
          )
        }
      </Asked>
    </section>
  );
}

/** One study: what was declared, what was known then, and what came out. */
export function StudyAnswered({ id, another }: { id: string; another(): void }) {
  const texts = useWords();
  const answer = useAsk<StudyAnswer>(`/api/v1/studies/${encodeURIComponent(id)}`);
  const client = useQueryClient();
  const isAnswered = answer.data !== undefined;
  useEffect(() => {
    if (isAnswered) void client.invalidateQueries({ queryKey: ["/api/v1/studies"] });
  }, [client, isAnswered]);
  return (
    <section className="block">
      <h2>{texts.t("web.relate.result")}</h2>
      <Asked query={answer} waiting={<Waiting long />}>
        {({ study, recordsThen, readings, findings }) => (
          <>
            <ul className="study">
              {studyLines(study, texts).map((line) => (
                <li key={line}>{line}</li>
              ))}
              {recordsThen && <li>{texts.t(`study.records.${recordsThen}`)}</li>}
              {readings.map(({ finding, reading, ...step }) => (
                <li key={finding}>
                  <strong>{texts.t(`study.${reading}`, step)}</strong>
                </li>
              ))}
            </ul>
            <p>
              <button type="button" className="quiet-button" onClick={another}>
                {texts.t("web.relate.another")}
              </button>
            </p>
            <Drawn as="finding" findings={findings.items} told={findings} />
          </>
        )}
      </Asked>
    </section>
  );
}
