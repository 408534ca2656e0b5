import { initWorkspace } from "../../src/app/init-workspace.ts";
import { LiveWorkspace } from "../../src/app/live-workspace.ts";

/** Works on a new workspace that a process keeps open, as a server does, and closes it. */
export async function onNewWorkspace<T>(path: string, now: Date, use: (live: LiveWorkspace) => Promise<T>): Promise<T> {
  initWorkspace(path, now);
  const live = await LiveWorkspace.open(path, { doing: "test", now });
  try {
    return await use(live);
  } finally {
    await live.close();
  }
}
