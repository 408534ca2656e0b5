import { useWords } from "../words.tsx";

/** From page to page of a list that is shown a part at a time. */
export function Turn({
  page,
  size,
  total,
  turn,
}: {
  /** From 0. */
  page: number;
  size: number;
  total: number;
  turn(page: number): void;
}) {
  const texts = useWords();
  if (total <= size) return null;
  return (
    <div className="choices turn">
      <button type="button" className="quiet-button" disabled={page === 0} onClick={() => turn(page - 1)}>
        {texts.t("web.page.before")}
      </button>
      <span className="support">{texts.t("web.page.of", { n: page + 1, pages: Math.ceil(total / size) })}</span>
      <button
        type="button"
        className="quiet-button"
        disabled={(page + 1) * size >= total}
        onClick={() => turn(page + 1)}
      >
        {texts.t("web.page.next")}
      </button>
    </div>
  );
}
