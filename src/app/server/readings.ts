import { AppError } from "../../base/errors.ts";
import { companyOn, withCompany } from "../company.ts";
import { loadKept } from "../kept-company.ts";
import type { LiveWorkspace } from "../live-workspace.ts";
import type { CompanyRequest } from "../request.ts";
import { restricted } from "../restricted.ts";
import type { Reading } from "./live-company.ts";

/** The files as they are now, in an engine of their own. */
export function readFiles(request: CompanyRequest): Promise<Reading> {
  return new Promise((resolve, reject) => {
    let release!: () => void;
    const released = new Promise<void>((done) => {
      release = done;
    });
    const ended = withCompany(request, async (company) => {
      const close = () => {
        release();
        return ended;
      };
      resolve({ company, close });
      await released;
    });
    ended.catch(reject);
  });
}

/** The facts of a workspace as they are now, with tables of their own beside those of earlier readings; null where it holds none yet. */
export async function readWorkspace(live: LiveWorkspace, request: CompanyRequest): Promise<Reading | null> {
  await live.settleLogged(new Date());
  const { workspace, end } = await live.edition();
  try {
    const company = await companyOn(workspace.run, request, () => loadKept(workspace, request));
    const where = request.analysis.where ?? [];
    if (where.length === 0) return { company, close: end };
    const narrowed = await restricted(company, where);
    return { company: narrowed.company, close: () => narrowed.end().then(end) };
  } catch (error) {
    await end();
    if (error instanceof AppError && error.code === "input.no_files") return null;
    throw error;
  }
}
