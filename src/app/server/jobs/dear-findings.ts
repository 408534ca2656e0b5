import { createHash } from "node:crypto";
import { RequestError } from "../../../base/errors.ts";
import { CHAPTERS_ON_REQUEST } from "../../../report/report-input.ts";
import type { Job, JobKind, Jobs } from "../../../store/ports/jobs.ts";
import type { Saved } from "../../../store/ports/saved.ts";
import { VERSION } from "../../make-report.ts";
import { type FindingGroup, type FindingsAnswer, findingsOf } from "../findings.ts";
import type { LiveCompany } from "../live-company.ts";

/** Groups of findings that take their time: they are computed by jobs and kept. */
export const DEAR = [...CHAPTERS_ON_REQUEST, "risk"] as const satisfies readonly FindingGroup[];
export type Dear = (typeof DEAR)[number];

export const RECOMPUTE: JobKind = {
  ...{ name: "recompute", retries: 2, delaySeconds: 30, longestSeconds: 3_600, atATime: 1 },
};

const DAY = 24 * 60 * 60_000;
/** What nobody has asked for in this time is computed when somebody asks again. */
const WANTED = 7 * DAY;
/** While records pour in, one part in so many of the time goes into computing what is dear. */
const REST = 10;

export interface DearAnswer {
  group: Dear;
  /** Null until it was computed for the first time. */
  findings: FindingsAnswer | null;
  dataVersion: string | null;
  computedAt: Date | null;
  tookMilliseconds: number | null;
  /** Whether it is of the data as they are now. */
  isCurrent: boolean;
  /** What is being done about it; null where it is current. */
  job: Pick<Job, "state" | "error"> | null;
}

interface Parts {
  saved: Saved;
  live: LiveCompany;
  jobs: () => Promise<Jobs>;
  now: () => Date;
  /** Told when findings say something else than before. */
  onChanged: (group: Dear, dataVersion: string) => Promise<void>;
}

/** Findings that take their time, kept up to date by jobs for as long as somebody asks for them; each tells how fresh it is. */
export class DearFindings {
  constructor(private readonly parts: Parts) {}

  /** What is kept, at once; where it is not current, it is computed meanwhile. @throws RequestError on a group that is none */
  async of(group: string): Promise<DearAnswer> {
    const { saved, live, jobs, now } = this.parts;
    const dear = DEAR.find((one) => one === group);
    if (!dear)
      throw new RequestError("request.not_found", `There are no findings "${group}" that are kept.`, {
        hint: `There are ${DEAR.join(", ")}.`,
        details: { what: "group" },
      });
    const present = live.current.company.loaded.dataVersion;
    await saved.noteAsked(dear, now());
    const kept = await saved.saved(dear);
    const isCurrent = kept !== null && kept.dataVersion === present && kept.madeBy === VERSION;
    if (!isCurrent) await (await jobs()).send(RECOMPUTE.name, dear);
    const job = isCurrent ? null : ((await this.#jobOf(dear)) ?? null);
    return {
      ...{ group: dear, findings: kept && (JSON.parse(kept.body) as FindingsAnswer), isCurrent },
      ...{ dataVersion: kept?.dataVersion ?? null, computedAt: kept?.computedAt ?? null },
      ...{ tookMilliseconds: kept?.tookMilliseconds ?? null, job: job && { state: job.state, error: job.error } },
    };
  }

  /** Everything that is kept, and whether it is current. */
  async all() {
    const present = this.parts.live.present?.company.loaded.dataVersion ?? null;
    const kept = await this.parts.saved.allSaved();
    return kept.map(({ madeBy, ...one }) => ({ ...one, isCurrent: one.dataVersion === present && madeBy === VERSION }));
  }

  /** Has everything computed anew that somebody wanted lately: at once where that is cheap, otherwise after a rest. */
  async refresh(): Promise<void> {
    const { saved, jobs, now, live } = this.parts;
    const present = live.present?.company.loaded.dataVersion;
    const at = now().getTime();
    for (const kept of await saved.allSaved()) {
      const isWanted = at - kept.askedAt.getTime() < WANTED;
      if (!isWanted || (kept.dataVersion === present && kept.madeBy === VERSION)) continue;
      const next = kept.computedAt.getTime() + REST * kept.tookMilliseconds;
      await (await jobs()).send(RECOMPUTE.name, kept.group, next > at ? new Date(next) : undefined);
    }
  }

  /** How often what was known then may no longer be said. */
  #outdated = 0;
  readonly #saving = new Set<Promise<void>>();

  /** From here on nothing is kept that was computed of the data before: somebody was erased from them. */
  async outdate(): Promise<void> {
    this.#outdated += 1;
    await Promise.allSettled(this.#saving);
  }

  /** Computes a group and keeps it. */
  async recompute(group: string): Promise<void> {
    const { saved, live, onChanged } = this.parts;
    const dear = DEAR.find((one) => one === group);
    if (!dear || !live.present) return;
    const before = await saved.saved(dear);
    const outdated = this.#outdated;
    const answered = await findingsOf(live, dear);
    if (outdated !== this.#outdated) return this.recompute(group);
    const { dataVersion, computedAt } = answered;
    const body = JSON.stringify(answered.value);
    const { tookMilliseconds } = answered;
    const saving = saved.save({ group: dear, dataVersion, madeBy: VERSION, computedAt, tookMilliseconds, body });
    this.#saving.add(saving);
    await saving.finally(() => this.#saving.delete(saving));
    if (before === null || said(before.body) !== said(body)) await onChanged(dear, dataVersion);
  }

  async #jobOf(group: Dear): Promise<Job | undefined> {
    const jobs = await (await this.parts.jobs()).jobs(200);
    return jobs.find(({ kind, key }) => kind === RECOMPUTE.name && key === group);
  }
}

/** What findings say, whichever version of the data they name. */
function said(body: string): string {
  const { items } = JSON.parse(body) as FindingsAnswer;
  return createHash("sha256")
    .update(JSON.stringify(items.map(({ dataVersion: _, ...finding }) => finding)))
    .digest("hex");
}
