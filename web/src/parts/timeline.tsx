import { useInfiniteQuery } from "@tanstack/react-query";
import type { Texts } from "../../../src/texts/texts-from.ts";
import { get } from "../server/api.ts";
import type { TimelineItem, TimelinePage } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { Trouble, Waiting } from "./states.tsx";

/** All that happened with a customer, the newest first, with the file and line of every record. */
export function Timeline({ path }: { path: string }) {
  const texts = useWords();
  const pages = useInfiniteQuery({
    queryKey: [`${path}/timeline`],
    queryFn: ({ pageParam, signal }) => get<TimelinePage>(`${path}/timeline`, { after: pageParam, limit: 30 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  return (
    <section className="block">
      <h2>{texts.t("web.customer.timeline")}</h2>
      {pages.error && <Trouble error={pages.error} again={() => void pages.refetch()} />}
      {pages.isPending && <Waiting />}
      <ol className="timeline">
        {pages.data?.pages
          .flatMap(({ items }) => items)
          .map((item) => (
            <Happened key={`${item.kind} ${item.id}`} item={item} />
          ))}
      </ol>
      {pages.hasNextPage && (
        <button
          type="button"
          className="quiet-button"
          disabled={pages.isFetching}
          onClick={() => void pages.fetchNextPage()}
        >
          {texts.t("web.customer.earlier")}
        </button>
      )}
    </section>
  );
}

/** Fields that say most of a record, in this order; the others open on demand. */
const TOLD = [
  "text",
  "score",
  "rating",
  "amount",
  "topic",
  "product",
  "channel",
  "direction",
  "campaign",
  "reason",
  "plan",
  "outcome",
  "arm",
  "status",
  "touchpoint",
  "survey",
];

/** The measure that a score is of. */
const measureOf = ({ instrument, item }: TimelineItem["fields"], texts: Texts): string => {
  const measure = instrument ?? item;
  return typeof measure === "string" && measure !== "" ? `${texts.word("measure", measure, ".short")} ` : "";
};

function Happened({ item: { kind, at, precision, fields, parts, file, line } }: { item: TimelineItem }) {
  const texts = useWords();
  const { currency } = fields;
  const said = TOLD.filter((field) => fields[field] !== undefined && fields[field] !== null && fields[field] !== "");
  const value = (field: string) =>
    field === "amount" && typeof fields.amount === "number"
      ? texts.quantity(fields.amount, { unit: "money", ...(currency ? { currency: String(currency) } : {}) })
      : String(fields[field]);
  return (
    <li className={`happened is-${kind}`}>
      <p className="when">
        {at === null ? texts.t("web.customer.undated") : <time dateTime={at}>{texts.day(at.slice(0, 10))}</time>}
        {at !== null && precision === "instant" && <span className="support"> {at.slice(11, 16)}</span>}
      </p>
      <div>
        <p>
          <strong>{texts.t(`web.happened.${kind}`)}</strong> {measureOf(fields, texts)}
          {said
            .filter((field) => field !== "text")
            .slice(0, 5)
            .map(value)
            .join(" · ")}
        </p>
        {fields.text ? <blockquote>{String(fields.text)}</blockquote> : null}
        <details className="open-figure">
          <summary>
            <span>{texts.t("web.customer.record")}</span>
          </summary>
          <dl className="facts">
            {Object.entries(fields).map(([name, content]) => (
              <div key={name}>
                <dt>
                  <code>{name}</code>
                </dt>
                <dd>{String(content)}</dd>
              </div>
            ))}
            {parts.map((part, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name of their own and never change places
              <div key={index}>
                <dt>{texts.number(index + 1)}</dt>
                <dd>
                  {Object.entries(part)
                    .filter(([, content]) => content !== null)
                    .map(([name, content]) => `${name}: ${content}`)
                    .join(" · ")}
                </dd>
              </div>
            ))}
            {file && (
              <div>
                <dt>{texts.t("web.customer.from")}</dt>
                <dd>{texts.t("web.customer.file_line", { file, n: line })}</dd>
              </div>
            )}
          </dl>
        </details>
      </div>
    </li>
  );
}
