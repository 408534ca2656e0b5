import type { UseQueryResult } from "@tanstack/react-query";
import { Component, type ReactNode } from "react";
import { Link } from "react-router";
import { ApiProblem, isNoData, Offline } from "../server/api.ts";
import { useAsked } from "../shell/period.tsx";
import { useWords } from "../words.tsx";

/** Shows what was asked for; until then, or instead of it, what is the matter and what to do. */
export function Asked<T>({
  query,
  waiting,
  children,
}: {
  query: UseQueryResult<T>;
  waiting?: ReactNode;
  children(data: T): ReactNode;
}) {
  // What is there stays while newer figures are on their way.
  if (query.data !== undefined)
    return (
      <div className={query.isFetching ? "told stale" : "told"} aria-busy={query.isFetching}>
        {query.error && <Trouble error={query.error} again={() => void query.refetch()} />}
        {children(query.data)}
      </div>
    );
  if (query.error) return <Trouble error={query.error} again={() => void query.refetch()} />;
  return waiting ?? <Waiting />;
}

/** Figures are being computed: grey bars in the place of what will stand there. */
export function Waiting({ long = false }: { long?: boolean }) {
  const texts = useWords();
  return (
    <div className="waiting" role="status">
      <span className={long ? "waiting-text" : "sr"}>{texts.t(long ? "web.computing" : "web.loading")}</span>
      <i className="bone wide-bone" />
      <i className="bone" />
      <i className="bone tall-bone" />
    </div>
  );
}

export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const texts = useWords();
  const { setWhere } = useAsked();
  if (error instanceof ApiProblem && error.status === 401) {
    location.assign("/sign-in");
    return null;
  }
  const [title, detail] = messageOf(error, texts.t);
  if (isNoData(error))
    return (
      <Empty title={title}>
        <p>{detail}</p>
        <Link className="button" to="/data">
          {texts.t("web.welcome.bring")}
        </Link>
      </Empty>
    );
  const isOfGroup = error instanceof ApiProblem && OF_GROUPS.includes(error.code);
  return (
    <div className={isOfGroup ? "empty" : "trouble"} role="alert">
      <p>
        <strong>{title}</strong> {detail}
      </p>
      {isOfGroup ? (
        <button type="button" className="quiet-button" onClick={() => setWhere([])}>
          {texts.t("web.group.all")}
        </button>
      ) : (
        again && (
          <button type="button" className="quiet-button" onClick={again}>
            {texts.t("web.again")}
          </button>
        )
      )}
    </div>
  );
}

/** What is refused because of the customers that were asked for. */
const OF_GROUPS: readonly string[] = ["input.not_by_group", "input.unknown_group"];

/** What went wrong, in the language of the page where it has the words. */
export function messageOf(error: unknown, t: (code: string) => string): [title: string, detail: string] {
  if (error instanceof Offline) return [t("web.offline"), ""];
  if (error instanceof ApiProblem) {
    if (error.status === 403) return [t("web.denied"), ""];
    if (error.code === "input.not_by_group") return [`${t("web.group.not_here")}.`, t("web.group.not_here.why")];
    if (error.code === "input.unknown_group") return [t("web.group.nobody"), ""];
    if (isNoData(error)) return [t("web.no_data"), t("web.no_data.next")];
    return [error.problem.title ?? t("web.failed"), error.problem.detail ?? ""];
  }
  return [t("web.failed"), ""];
}

/** Nothing to show, which is not the same as zero: with what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p>
        <strong>{title}</strong>
      </p>
      {children}
    </div>
  );
}

/** Keeps the shell standing where a screen cannot be shown, as when its part of the program cannot be fetched. */
export class Catching extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const isMissing = error instanceof Error && /import|fetch|load/i.test(error.message);
    return <Trouble error={isMissing ? new Offline() : error} again={() => location.reload()} />;
  }
}
