import { stretchNamed } from "../base/calendar.ts";
import type { Currency } from "../base/currency.ts";
import type { Day } from "../base/day.ts";
import { InputError } from "../base/errors.ts";
import { UTC } from "../base/zone.ts";
import type { Settings } from "../config/settings.ts";
import { type AnalysisOptions, analyse } from "./analysis.ts";
import { openRun, type Run } from "./compose.ts";
import { loadKept, workspaceAsked } from "./kept-company.ts";
import { loadFiles } from "./load-files.ts";
import type { OpenCompany } from "./open-company.ts";
import { settingsOf } from "./recognise-files.ts";
import type { CompanyRequest, LoadedFiles } from "./request.ts";
import { restricted } from "./restricted.ts";
import { readingWorkspace } from "./workspace.ts";

/** Reads the files of a company and builds its analysis tables; `use` works on them, and everything is closed behind it. */
export async function withCompany<T>(
  request: CompanyRequest,
  use: (company: OpenCompany) => Promise<T>,
  onRun: (run: Run) => void = () => {},
): Promise<T> {
  // A window that cannot be is told before any file is read.
  const { calendar } = await settingsOf(request.paths, request.files);
  windowOf(request.analysis, calendar?.firstMonth ?? 1);
  const work = async (run: Run, load: () => Promise<LoadedFiles>): Promise<T> => {
    try {
      const whole = await companyOn(run, request, load);
      const where = request.analysis.where ?? [];
      if (where.length === 0) return await use(whole);
      const narrowed = await restricted(whole, where);
      try {
        return await use(narrowed.company);
      } finally {
        await narrowed.end();
      }
    } finally {
      request.progress.done();
    }
  };
  const folder = workspaceAsked(request.paths);
  if (folder !== null)
    return readingWorkspace(folder, { doing: "read", now: request.now, onRun }, (workspace) =>
      work(workspace.run, () => loadKept(workspace, request)),
    );
  const run = await openRun();
  onRun(run);
  try {
    return await work(run, () => loadFiles(run, request));
  } finally {
    await run.close();
  }
}

/** Loads the records of a company into a run and builds its analysis tables. */
export async function companyOn(
  run: Run,
  request: CompanyRequest,
  load: () => Promise<LoadedFiles>,
): Promise<OpenCompany> {
  const loaded = await load();
  request.onLoaded?.(loaded);
  const options = settled(request.analysis, loaded.settings);
  const analysis = await analyse(run.store, options, request.progress);
  return { run, loaded, analysis, options, language: request.language ?? loaded.settings.language ?? "en" };
}

/** Options win over the settings file, the settings file over the defaults. */
function settled(
  options: Partial<AnalysisOptions>,
  settings: Pick<
    Settings,
    | "timezone"
    | "currency"
    | "asOf"
    | "events"
    | "effort"
    | "disloyal"
    | "value"
    | "health"
    | "margin"
    | "service"
    | "costs"
    | "rates"
    | "points"
    | "measures"
    | "scores"
    | "hours"
    | "calendar"
    | "people"
  >,
): AnalysisOptions {
  return {
    zone: options.zone ?? settings.timezone ?? UTC,
    currency: options.currency ?? settings.currency ?? null,
    asOf: options.asOf ?? settings.asOf ?? null,
    ...windowOf(options, settings.calendar?.firstMonth ?? 1),
    ...(settings.calendar ? { firstMonth: settings.calendar.firstMonth } : {}),
    inactivityDays: options.inactivityDays ?? null,
    events: [...(settings.events ?? [])].sort((a, b) =>
      a.on < b.on ? -1 : a.on > b.on ? 1 : a.name < b.name ? -1 : 1,
    ),
    ...(settings.effort ? { effortWeights: settings.effort } : {}),
    ...(settings.disloyal ? { disloyal: settings.disloyal } : {}),
    ...(settings.service?.switchHours === undefined ? {} : { switchHours: settings.service.switchHours }),
    ...(settings.value ? { valueTerms: settings.value } : {}),
    ...(settings.health ? { healthWeights: settings.health } : {}),
    ...(settings.margin === undefined ? {} : { margin: settings.margin }),
    ...(settings.points ? { points: settings.points } : {}),
    ...(settings.costs?.contact
      ? { contactCosts: { ...costsIn(settings.costs), contact: settings.costs.contact } }
      : {}),
    ...(settings.costs?.closing
      ? { closingCosts: { ...costsIn(settings.costs), closing: settings.costs.closing } }
      : {}),
    ...(settings.hours ? { hours: settings.hours } : {}),
    ...(settings.measures ? { measures: settings.measures } : {}),
    ...(settings.scores ? { scores: settings.scores } : {}),
    ...(settings.rates ? { rates: settings.rates } : {}),
    ...(settings.people ? { people: settings.people } : {}),
    ...(options.gapDays === undefined ? {} : { gapDays: options.gapDays }),
  };
}

const costsIn = ({ currency }: { currency?: Currency }): { currency?: Currency } => (currency ? { currency } : {});

/** @throws InputError `input.option_invalid` where a period is named that is none */
export function windowOf(
  { from, to, period }: { from?: Day | null | undefined; to?: Day | null | undefined; period?: string | undefined },
  firstMonth: number,
): Pick<AnalysisOptions, "from" | "to"> {
  if (period === undefined) return { from: from ?? null, to: to ?? null };
  const named = stretchNamed(period, firstMonth);
  if (named) return named;
  const own =
    firstMonth === 1 ? "" : `, or FY2025/26 and FY2025/26-Q1 for your year, which begins in month ${firstMonth}`;
  throw new InputError("input.option_invalid", `--period "${period}" is not a period.`, {
    hint: `Write 2025, 2025-Q2 or 2025-03${own}.`,
    details: { period },
  });
}
