import { lazy, Suspense } from "react";
import { Route, Routes, useLocation } from "react-router";
import { Catching, Empty, Trouble, Waiting } from "./parts/states.tsx";
import { Undoing } from "./parts/undo.tsx";
import { HomeScreen } from "./screens/home.tsx";
import { ApiProblem, isNoData } from "./server/api.ts";
import { useCompany, useMe } from "./server/ask.ts";
import { useLive } from "./server/live.ts";
import type { Me } from "./server/types.ts";
import { CHAPTERS } from "./shell/screens.ts";
import { Shell } from "./shell/shell.tsx";
import { languageFor, Speaking, useWords } from "./words.tsx";

// Each screen is loaded when somebody goes there.
const MeasuresScreen = lazy(async () => ({ default: (await import("./screens/measures.tsx")).MeasuresScreen }));
const MeasureScreen = lazy(async () => ({ default: (await import("./screens/measure.tsx")).MeasureScreen }));
const LinksScreen = lazy(async () => ({ default: (await import("./screens/links.tsx")).LinksScreen }));
const RelateScreen = lazy(async () => ({ default: (await import("./screens/relate.tsx")).RelateScreen }));
const WorthScreen = lazy(async () => ({ default: (await import("./screens/worth.tsx")).WorthScreen }));
const ChapterScreen = lazy(async () => ({ default: (await import("./screens/chapter.tsx")).ChapterScreen }));
const CustomersScreen = lazy(async () => ({ default: (await import("./screens/customers.tsx")).CustomersScreen }));
const CustomerScreen = lazy(async () => ({ default: (await import("./screens/customer.tsx")).CustomerScreen }));
const RiskScreen = lazy(async () => ({ default: (await import("./screens/risk.tsx")).RiskScreen }));
const DataScreen = lazy(async () => ({ default: (await import("./screens/data.tsx")).DataScreen }));
const ReportsScreen = lazy(async () => ({ default: (await import("./screens/reports.tsx")).ReportsScreen }));
const SettingsScreen = lazy(async () => ({ default: (await import("./screens/settings.tsx")).SettingsScreen }));

const NO_WORDS: Record<string, string> = {};

/** Everything: who is there decides the language, and what of the screens they see. */
export function App() {
  const me = useMe();
  const company = useCompany(me.data !== undefined);
  const language = languageFor(me.data?.user?.language);
  if (me.error instanceof ApiProblem && me.error.status === 401) {
    location.replace("/sign-in");
    return null;
  }
  return (
    <Speaking language={language} own={company.data?.words ?? NO_WORDS} waiting={<div className="opening" />}>
      {me.data ? (
        <Inside me={me.data} company={company.data ?? null} isEmpty={isNoData(company.error)} />
      ) : me.error ? (
        <Trouble error={me.error} again={() => void me.refetch()} />
      ) : (
        <Waiting />
      )}
    </Speaking>
  );
}

function Inside({
  me,
  company,
  isEmpty,
}: {
  me: Me;
  company: Parameters<typeof Shell>[0]["company"];
  isEmpty: boolean;
}) {
  const line = useLive();
  const { pathname } = useLocation();
  return (
    <Undoing>
      <Shell me={me} company={company} line={line}>
        <Catching key={pathname}>
          <Suspense fallback={<Waiting />}>
            <Routes>
              <Route path="/" element={<HomeScreen me={me} isEmpty={isEmpty} />} />
              <Route path="/measures" element={<MeasuresScreen />} />
              <Route path="/measures/:id" element={<MeasureScreen me={me} />} />
              <Route path="/links" element={<LinksScreen />} />
              <Route path="/relate" element={<RelateScreen />} />
              <Route path="/worth" element={<WorthScreen />} />
              {CHAPTERS.filter((id) => id !== "worth" && id !== "risk").map((id) => (
                <Route key={id} path={`/${id}`} element={<ChapterScreen key={id} id={id} me={me} />} />
              ))}
              <Route path="/risk" element={<RiskScreen me={me} />} />
              <Route path="/customers" element={<CustomersScreen />} />
              <Route path="/customers/:id" element={<CustomerScreen me={me} />} />
              <Route path="/data" element={<DataScreen me={me} />} />
              <Route path="/reports" element={<ReportsScreen />} />
              <Route path="/settings" element={<SettingsScreen me={me} />} />
              <Route path="*" element={<Nowhere />} />
            </Routes>
          </Suspense>
        </Catching>
      </Shell>
    </Undoing>
  );
}

function Nowhere() {
  const texts = useWords();
  return <Empty title={texts.t("web.nowhere")} />;
}
