import { type ReactNode, useEffect, useRef, useState } from "react";
import { NavLink, useLocation } from "react-router";
import { send } from "../server/api.ts";
import type { Line } from "../server/live.ts";
import type { Company, Me } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { GroupPicker, useGroupName } from "./group-picker.tsx";
import { useKept } from "./period.tsx";
import { PeriodPicker, usePeriodName } from "./period-picker.tsx";
import { GROUPS, type ScreenPlace } from "./screens.ts";

/** Screens that are about no stretch of days and no group. */
const TOLD_WHOLE = /^\/(relate|data|settings|customers\/.)/;

/** What stands around every screen: where we are, whose figures these are, of which days, and how fresh. */
export function Shell({
  me,
  company,
  line,
  children,
}: {
  me: Me;
  company: Company | null;
  line: Line;
  children: ReactNode;
}) {
  const texts = useWords();
  const main = useRef<HTMLElement>(null);
  const menu = useRef<HTMLDialogElement>(null);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: of every new screen the reader begins at the top
  useEffect(() => {
    menu.current?.close();
    if (!location.hash) window.scrollTo(0, 0);
  }, [pathname]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {texts.t("report.skip")}
      </a>
      <div className="side">
        <Places me={me} head={<Brand />} />
      </div>
      <div className="body">
        <header className="head">
          <button type="button" className="menu" onClick={() => menu.current?.showModal()}>
            <span className="sr">{texts.t("web.menu")}</span>
            <span aria-hidden="true" className="bars" />
          </button>
          <p className="whose">{company?.name || "Feltworth"}</p>
          {company && !TOLD_WHOLE.test(pathname) && me.may.includes("figures.read") && (
            <div className="pickers">
              <GroupPicker />
              <PeriodPicker company={company} />
            </div>
          )}
          <Freshness company={company} line={line} />
          <SignOut me={me} />
        </header>
        <Printed company={company} isWhole={TOLD_WHOLE.test(pathname)} />
        <main id="main" ref={main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <dialog ref={menu} className="drawer" aria-label={texts.t("web.menu")}>
        <form method="dialog">
          <button type="submit" className="quiet-button">
            {texts.t("web.close")}
          </button>
        </form>
        <Places me={me} />
        <SignOut me={me} />
      </dialog>
    </div>
  );
}

const Brand = () => (
  <p className="brand">
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <rect x="1" y="12" width="5" height="7" rx="1" />
      <rect x="7.5" y="7" width="5" height="12" rx="1" />
      <rect x="14" y="1" width="5" height="18" rx="1" />
    </svg>
    Feltworth
  </p>
);

export const maySee = (me: Me, { may }: Pick<ScreenPlace, "may">): boolean => may === "" || me.may.includes(may);

function Places({ me, head }: { me: Me; head?: ReactNode }) {
  const texts = useWords();
  const kept = useKept();
  return (
    <nav aria-label={texts.t("web.menu")}>
      {head}
      {GROUPS.map(({ title, screens }) => {
        const seen = screens.filter((screen) => maySee(me, screen));
        if (seen.length === 0) return null;
        return (
          <section key={title}>
            <h2>{texts.t(title)}</h2>
            <ul>
              {seen.map((screen) => (
                <li key={screen.path}>
                  <NavLink to={`${screen.path}${kept}`} end={screen.path === "/"}>
                    {texts.t(screen.title)}
                  </NavLink>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}

function Freshness({ company, line }: { company: Company | null; line: Line }) {
  const texts = useWords();
  if (line === "lost")
    return (
      <p className="fresh lost" role="status">
        {texts.t("web.line.lost")}
      </p>
    );
  if (!company?.asOf) return null;
  return (
    <p className="fresh" title={texts.t("web.fresh.long", { code: company.freshness.dataVersion.slice(0, 12) })}>
      {texts.t("web.fresh", { day: company.asOf })}
    </p>
  );
}

/** On paper there is no bar to say it: whose figures these are, of which days, as of when, and when they were printed. */
function Printed({ company, isWhole }: { company: Company | null; isWhole: boolean }) {
  const texts = useWords();
  const period = usePeriodName();
  const group = useGroupName();
  const [today, setToday] = useState(todayHere);
  useEffect(() => {
    const look = () => setToday(todayHere());
    window.addEventListener("beforeprint", look);
    return () => window.removeEventListener("beforeprint", look);
  }, []);
  const said = [
    company?.name || "Feltworth",
    ...(isWhole ? [] : [group, period]),
    company?.asOf ? texts.t("web.fresh", { day: company.asOf }) : null,
    texts.t("web.printed", { day: today }),
  ];
  return (
    <p className="printed" aria-hidden="true">
      {said.filter(Boolean).join(" · ")}
    </p>
  );
}

/** The day where the reader is. */
function todayHere(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function SignOut({ me }: { me: Me }) {
  const texts = useWords();
  const leave = async () => {
    await send("DELETE", "/api/v1/session").catch(() => {});
    // Whoever came by another's door leaves by it too.
    location.assign(me.way === "openid" ? "/api/v1/session/openid/end" : "/sign-in");
  };
  return (
    <div className="me">
      <span className="quiet">{me.user?.name}</span>
      <button type="button" className="quiet-button" onClick={leave}>
        {texts.t("server.sign_out")}
      </button>
    </div>
  );
}
