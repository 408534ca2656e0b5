import type { Jobs } from "../../store/ports/jobs.ts";
import { jobsOn, outgoingOn, repliesOn, savedOn } from "../../store/postgres/open.ts";
import type { PostgresOperations } from "../../store/postgres/operations.ts";
import { HooksOut } from "./hooks-out/hooks-out.ts";
import { CLEAN_UP, CLEAN_UP_CRON, cleanUp } from "./jobs/clean-up.ts";
import { DearFindings, RECOMPUTE } from "./jobs/dear-findings.ts";
import type { LiveCompany } from "./live-company.ts";
import type { Seal } from "./seal.ts";
import type { SetAsideLog } from "./set-aside-log.ts";

interface Parts {
  operations: PostgresOperations;
  live: LiveCompany;
  seal: Seal;
  aside: SetAsideLog;
  now: () => Date;
  onTrouble: (error: unknown) => void;
  allowsPrivate?: boolean;
  retry?: { retries: number; delaySeconds: number };
}

/** What the server does by itself: jobs, dear findings kept up to date, others told of what happens. Whoever asks for figures does not wait for it to begin. */
export class Background {
  readonly dear: DearFindings;
  readonly out: HooksOut;
  readonly #begun: Promise<Jobs>;
  readonly #under: Set<Promise<void>> = new Set();

  private constructor(private readonly parts: Parts) {
    const { operations, live, seal, now, onTrouble, allowsPrivate = false, retry } = parts;
    this.#begun = jobsOn(operations, (error) => this.#isClosing || onTrouble(error));
    const jobs = () => this.#begun;
    this.out = new HooksOut({
      ...{ store: outgoingOn(operations), operations, seal, jobs, now, allowsPrivate, ...(retry ? { retry } : {}) },
      dataVersion: () => live.present?.company.loaded.dataVersion ?? null,
    });
    this.dear = new DearFindings({
      ...{ saved: savedOn(operations), live, jobs, now },
      onChanged: (group, dataVersion) => this.out.tell("finding.changed", { group, dataVersion }),
    });
  }

  #isClosing = false;

  static begin(parts: Parts): Background {
    const background = new Background(parts);
    background.#do(() => background.#begin());
    parts.live.on("changed", background.#onChanged);
    return background;
  }

  jobs(): Promise<Jobs> {
    return this.#begun;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.parts.live.off("changed", this.#onChanged);
    await Promise.all(this.#under);
    await (await this.#begun.catch(() => null))?.close();
    await this.out.close();
  }

  async #begin(): Promise<void> {
    const { operations, aside, now } = this.parts;
    const jobs = await this.#begun;
    const replies = repliesOn(operations);
    const forgetting = {
      endSessionsBefore: (at: Date) => operations.endSessionsBefore(at),
      forgetReplies: (at: Date) => replies.forgetReplies(at),
      forgetAside: () => aside.forget(),
      forgetOutgoing: (before: Date) => outgoingOn(operations).forgetOutgoing(before),
    };
    await jobs.handle(CLEAN_UP, () => cleanUp(forgetting, now()));
    await jobs.handle(RECOMPUTE, (group) => this.dear.recompute(group));
    await this.out.begin();
    await this.#keepTime();
    await this.dear.refresh();
  }

  /** By the clocks of the workspace, as soon as it is known where they stand. */
  async #keepTime(): Promise<void> {
    const zone = this.parts.live.present?.company.analysis.info.zone ?? "UTC";
    const jobs = await this.#begun;
    const known = (await jobs.schedules()).find(({ kind }) => kind === CLEAN_UP.name);
    if (known?.zone !== zone) await jobs.schedule({ kind: CLEAN_UP.name, cron: CLEAN_UP_CRON, zone });
  }

  readonly #onChanged = () =>
    this.#do(async () => {
      await this.#begun;
      await this.out.dataChanged();
      await this.dear.refresh();
      await this.#keepTime();
    });

  /** Does something that nobody waits for, but the end. */
  #do(work: () => Promise<void>): void {
    const done: Promise<void> = work()
      .catch((error: unknown) => {
        if (!this.#isClosing) this.parts.onTrouble(error);
      })
      .finally(() => this.#under.delete(done));
    this.#under.add(done);
  }
}
