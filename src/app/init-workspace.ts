import { makeWorkspace } from "../workspace/layout.ts";

export interface MadeWorkspace {
  schema: 1;
  workspace: string;
  isNew: boolean;
}

/** Makes a folder a workspace; one that is there stays as it is. */
export function initWorkspace(folder: string, now: Date): MadeWorkspace {
  const { layout, isNew } = makeWorkspace(folder, now);
  return { schema: 1, workspace: layout.folder, isNew };
}
