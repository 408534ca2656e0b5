import type { LiveWorkspace } from "../../live-workspace.ts";

/** What a server knows of where its data come from, for those who bring new ones or decide about them. */
export interface DataDesk {
  /** Files, folders, or the one workspace. */
  paths: readonly string[];
  /** File of decisions about who is who, where one is named. */
  people: string | null;
  /** The settings file of the workspace; null where the server shows files. */
  settings: string | null;
  /** Null where the server shows files, which only their owner changes. */
  workspace: LiveWorkspace | null;
  /** Folder of the workspace; null where there is none. */
  workspaceFolder: string | null;
  /** What the server keeps besides the data. */
  folder: string;
  /** Reads the data anew, once whoever changed them has been answered. */
  changed(): void;
}
