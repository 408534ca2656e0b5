import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AccessError } from "../../base/errors.ts";
import { silent } from "../../base/logger.ts";
import type { OpenIdSettings } from "../../config/open-id.ts";
import { PEOPLE_FILE } from "../../config/people.ts";
import { SETTINGS_FILE } from "../../config/settings.ts";
import type { Operations } from "../../store/ports/operations.ts";
import { copiedStore, hooksOn, identitiesOn, openOperations, repliesOn } from "../../store/postgres/open.ts";
import { studyFolder } from "../declared-studies.ts";
import { workspaceAsked } from "../kept-company.ts";
import { LiveWorkspace } from "../live-workspace.ts";
import type { CompanyRequest } from "../request.ts";
import { Access } from "./access.ts";
import { Background } from "./background.ts";
import { backUp, noteServed } from "./backup/back-up.ts";
import { controlPath, listenToCommands, type RunCommand } from "./control.ts";
import { RemovedNotes } from "./customers/removed-notes.ts";
import type { DataDesk } from "./data/desk.ts";
import { stateOfFiles } from "./files-state.ts";
import { HooksIn } from "./hooks/hooks-in.ts";
import { Imports } from "./imports/imports.ts";
import { UPLOADS } from "./imports/record.ts";
import { Ingest } from "./ingest.ts";
import { LiveCompany } from "./live-company.ts";
import { own } from "./one-owner.ts";
import { OpenId } from "./open-id/open-id.ts";
import { readFiles, readWorkspace } from "./readings.ts";
import { Repeats } from "./repeats.ts";
import { Seal } from "./seal.ts";
import { SetAsideLog } from "./set-aside-log.ts";
import { Studies } from "./studies.ts";

export type { Operations };

export interface ServerRequest {
  company: Omit<CompanyRequest, "now">;
  /** Folder for what the server keeps besides the data. */
  folder: string;
  /** Connection string of a PostgreSQL; null: the one inside this process, in the folder. */
  database: string | null;
  /** The provider by which people may sign in beside their passwords. */
  openId?: OpenIdSettings | null;
  /** Does the commands of others on this machine, on the workspace that is served. */
  run?: RunCommand;
  now: () => Date;
  /** Told when new data could not be read; the old ones go on being shown. */
  onTrouble(error: unknown): void;
  /** How others are told of what happens here; nothing stated: no machine of a private net, and again and again for half a day. */
  outgoing?: { allowsPrivate?: boolean; retry?: { retries: number; delaySeconds: number } };
}

export interface OpenServer {
  access: Access;
  /** Null where people sign in by their passwords alone. */
  openId: OpenId | null;
  operations: Operations;
  live: LiveCompany;
  /** Takes events in; null where the server shows files, which only their owner changes. */
  ingest: Ingest | null;
  hooks: HooksIn;
  aside: SetAsideLog;
  repeats: Repeats;
  data: DataDesk;
  /** Takes files of people in; null where the server shows files. */
  imports: Imports | null;
  background: Background;
  studies: Studies;
  removedNotes: RemovedNotes;
  now: () => Date;
  close(): Promise<void>;
}

/** New data are looked for this often. */
const LOOK_EVERY = 1_000;

/** Opens everything that a server answers from: the operational store, the company, and an eye on its files. */
export async function openServer(request: ServerRequest): Promise<OpenServer> {
  const { folder, database, now, company, onTrouble } = request;
  const giveBack = own(folder);
  const opened: (() => Promise<void>)[] = [async () => giveBack()];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const operations = await openOperations(
      database === null ? { folder: join(folder, "operations") } : { url: database },
    );
    opened.push(() => operations.close());
    const asked = firstWatched(company, now);
    const workspace = workspaceAsked(company.paths);
    const seal = Seal.in(folder);
    const hooks = hooksOn(operations);
    const access = new Access(operations, now);
    const common = {
      ...{ access, operations, now, close, removedNotes: new RemovedNotes(now) },
      openId: request.openId
        ? new OpenId(request.openId, {
            ...{ access, operations, identities: identitiesOn(operations), seal, now },
            onTrouble: (reason) =>
              onTrouble(new AccessError("access.provider", `Sign-in by OpenID Connect: ${reason}`)),
          })
        : null,
      ...{ aside: new SetAsideLog(hooks, now), repeats: new Repeats(repliesOn(operations), seal, now) },
    };
    const hooksIn = (ingest: Ingest | null) => new HooksIn({ hooks, operations, ingest, seal, now });
    const { paths, files } = company;
    const desk = { paths, people: files.people ?? null, workspaceFolder: workspace, folder };
    const backgroundOf = (live: LiveCompany) => {
      const parts = { operations, live, seal, aside: common.aside, now, onTrouble, ...request.outgoing };
      const background = Background.begin(parts);
      opened.push(() => background.close());
      return background;
    };
    // A workspace keeps its own, so that the command line knows them too.
    const studiesOn = (live: LiveCompany) =>
      new Studies({ live, at: workspace === null ? { folder } : studyFolder(workspace), operations, now });
    noteServed(folder, workspace);
    const listen = async (served: LiveWorkspace | null, run: RunCommand | null) => {
      const copied = copiedStore(operations);
      const parts = served === null ? null : { live: served, folder: workspace! };
      const control = await listenToCommands(folder, {
        backUp: (out) => backUp({ folder, operations: copied, workspace: parts, now: now() }, out),
        run,
      });
      opened.push(() => control.close());
    };
    if (workspace === null) {
      await listen(null, null);
      const before = await stateOfFiles(company.paths);
      const live = await LiveCompany.open(() => readFiles(asked()), now);
      opened.push(() => live.close());
      const watching = watch(live, company.paths, { before, onTrouble });
      opened.push(() => watching.end());
      const changed = () => void live.refresh().catch(onTrouble);
      return {
        ...common,
        live,
        ingest: null,
        hooks: hooksIn(null),
        imports: null,
        data: { ...desk, workspace: null, settings: null, changed },
        ...{ background: backgroundOf(live), studies: studiesOn(live) },
      };
    }
    const { run } = request;
    const kept = await LiveWorkspace.open(workspace, {
      ...{ doing: "serve", now: now() },
      ...(run ? { socket: controlPath(folder) } : {}),
    });
    opened.push(() => kept.close());
    const live = await LiveCompany.open(() => readWorkspace(kept, asked()), now);
    opened.push(() => live.close());
    const changed = () => void live.refresh().catch(onTrouble);
    // What a command changed, records or decisions about people, is in the figures as soon as they are computed anew.
    const stated = async () => [await kept.version(), await stateOfFiles([join(workspace, PEOPLE_FILE)])].join(" ");
    const done: RunCommand | null = run
      ? async (...called) => {
          const before = await stated();
          const exitCode = await run(...called);
          if ((await stated()) !== before) changed();
          return exitCode;
        }
      : null;
    await listen(kept, done);
    const ingest = new Ingest(kept, now, {
      onStored: () => live.recordsCame(onTrouble),
      isLookedAt: () => live.isLookedAt,
      onTrouble,
    });
    live.on("looked", () => ingest.hurry());
    opened.push(() => ingest.close());
    const imports = new Imports({
      ...{ workspace: kept, workspaceFolder: workspace, folder: join(folder, UPLOADS), company, now },
      onImported: changed,
    });
    opened.push(() => imports.close());
    return {
      ...{ ...common, live, ingest, hooks: hooksIn(ingest), imports },
      data: { ...desk, workspace: kept, settings: files.config ?? join(workspace, SETTINGS_FILE), changed },
      ...{ background: backgroundOf(live), studies: studiesOn(live) },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Only the first reading has somebody who watches it. */
function firstWatched({ onLoaded, ...again }: ServerRequest["company"], now: () => Date): () => CompanyRequest {
  let isFirst = true;
  return () => {
    const own = isFirst ? (onLoaded ? { onLoaded } : {}) : { progress: silent };
    isFirst = false;
    return { ...again, ...own, now: now() };
  };
}

/** Opens a new version of the data when files have changed and rest again: one that is still being written is not read. */
function watch(
  live: LiveCompany,
  paths: readonly string[],
  { before, onTrouble }: { before: string; onTrouble: (error: unknown) => void },
): { end(): Promise<void> } {
  const ended = new AbortController();
  const looking = (async () => {
    let [opened, last] = [before, before];
    while (!ended.signal.aborted) {
      await wait(LOOK_EVERY, undefined, { signal: ended.signal, ref: false }).catch(() => {});
      if (ended.signal.aborted) return;
      const state = await stateOfFiles(paths);
      const isAtRest = state === last;
      last = state;
      if (state === opened || !isAtRest) continue;
      opened = state;
      try {
        await live.refresh();
      } catch (error) {
        if (!ended.signal.aborted) onTrouble(error);
      }
    }
  })();
  return {
    async end() {
      ended.abort();
      await looking;
    },
  };
}
