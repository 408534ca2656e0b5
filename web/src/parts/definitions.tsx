import { Link } from "react-router";
import { isNoData } from "../server/api.ts";
import { useCompany, useMeasures } from "../server/ask.ts";
import { useWords } from "../words.tsx";
import { Asked } from "./states.tsx";
import { Table } from "./table.tsx";

/** What holds of every figure, and what each measure is; both are stated in the settings file, which the screens only show. */
export function Definitions() {
  const texts = useWords();
  const company = useCompany(true);
  const measures = useMeasures();
  const title = texts.t("web.settings.definitions");
  // Before there are data there is nothing to count.
  if (isNoData(company.error)) return null;
  return (
    <section className="block">
      <h2>{texts.t("web.settings.figures")}</h2>
      <p className="intro">{texts.t("web.settings.figures.intro")}</p>
      <Asked query={company}>
        {({ currency, zone, asOf, language }) => (
          <dl className="facts">
            {(
              [
                ["currency", currency ?? texts.t("web.settings.no_currency")],
                ["zone", zone],
                ["as_of", asOf && texts.day(asOf)],
                ["documents", texts.has(`web.language.${language}`) ? texts.t(`web.language.${language}`) : language],
              ] as const
            ).map(([name, said]) => (
              <div key={name}>
                <dt>{texts.t(`web.settings.${name}`)}</dt>
                <dd>{said}</dd>
              </div>
            ))}
          </dl>
        )}
      </Asked>
      <details className="open-figure">
        <summary>
          <span>{title}</span>
        </summary>
        <Asked query={measures}>
          {({ items }) => (
            <Table
              title={title}
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  ...{ name: texts.t("web.settings.name"), isHead: true },
                  cell: ({ id }) => (
                    <Link to={`/measures/${encodeURIComponent(id)}`}>{texts.word("measure", id, ".name")}</Link>
                  ),
                },
                {
                  name: texts.t("web.settings.definition"),
                  cell: ({ id }) => texts.has(`measure.${id}.definition`) && texts.t(`measure.${id}.definition`),
                },
                {
                  name: texts.t("web.settings.good"),
                  cell: ({ id }) => texts.has(`measure.${id}.good`) && texts.t(`measure.${id}.good`),
                },
                { name: texts.t("web.settings.version"), cell: ({ definition }) => <code>{definition}</code> },
              ]}
            />
          )}
        </Asked>
      </details>
    </section>
  );
}
