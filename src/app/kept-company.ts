import { InputError } from "../base/errors.ts";
import { erasures } from "../workspace/erase/tombstones.ts";
import { keptFiles } from "../workspace/files.ts";
import { isWorkspace } from "../workspace/layout.ts";
import { present } from "../workspace/present.ts";
import { asLoaded, listRejects } from "./load-files.ts";
import { settingsOf } from "./recognise-files.ts";
import type { CompanyRequest, LoadedFiles } from "./request.ts";
import { nothingImported, type OpenWorkspace } from "./workspace.ts";

/** The workspace that is asked, where it is one: alone, because its facts are settled among themselves. */
export function workspaceAsked(paths: readonly string[]): string | null {
  const found = paths.find(isWorkspace);
  if (found === undefined || paths.length === 1) return found ?? null;
  throw new InputError("input.option_invalid", `"${found}" is a workspace, and can only be asked alone.`, {
    hint: `Import the other files first: \`feltworth import <path…> --workspace ${found}\`.`,
    details: { workspace: found },
  });
}

/** What a workspace keeps, as if its files had just been read: the same figures, and the same evidence. */
export async function loadKept({ run, layout }: OpenWorkspace, request: CompanyRequest): Promise<LoadedFiles> {
  const settings = await settingsOf([layout.folder], request.files);
  const files = await keptFiles(run.store);
  if (files.length === 0) throw nothingImported(layout.folder);
  const latest = files.filter((file) => file.latest);
  await run.expect(latest.reduce((sum, { bytes }) => sum + bytes, 0));
  await present(run.store, files);
  const loaded = {
    settings,
    rejects: await listRejects(run),
    rejectedRows: latest
      .flatMap(({ tables }) => tables)
      .reduce((sum, { report }) => sum + (report?.rowsSetAside ?? 0), 0),
    workspace: layout.folder,
    request,
  };
  // An earlier version of which nothing stands any more has no part in the figures.
  const hashes = files.filter((file) => file.latest || file.standing).map(({ sha256 }) => sha256);
  const erased = await erasures(run.store);
  return asLoaded(latest, loaded, erased === 0 ? hashes : [...hashes, `erased ${erased}`]);
}
