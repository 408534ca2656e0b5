import { versionOf } from "../workspace/append.ts";
import { statusOf, type WorkspaceStatus } from "../workspace/status.ts";
import { nothingImported, type Opening, readingWorkspace } from "./workspace.ts";

export type { WorkspaceStatus };

/** What a workspace holds and how fresh it is. */
export const workspaceStatus = (folder: string, opening: Opening): Promise<WorkspaceStatus> =>
  readingWorkspace(folder, opening, async ({ run, layout }) => {
    if ((await versionOf(run.store)) === 0) throw nothingImported(layout.folder);
    return statusOf(run.store, layout, opening.now);
  });
