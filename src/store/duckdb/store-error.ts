import { StoreError } from "../../base/errors.ts";
import { printable, type Sql } from "../sql/sql.ts";

/** What the engine's refusal means to people, with the statement that it refused. */
export function storeError(cause: unknown, statement?: Sql): StoreError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/Could not set lock|Conflicting lock/i.test(message))
    return new StoreError("store.locked", "Another process has this workspace open.", {
      hint: "Stop the other Feltworth process, or let it finish; then try again.",
      cause,
    });
  if (/No space left|out of disk|ENOSPC/i.test(message))
    return new StoreError("store.disk_full", "The disk is full.", {
      hint: "Free some space, or set FELTWORTH_TEMP to a folder on a larger disk.",
      cause,
    });
  if (/Out of Memory/i.test(message))
    return new StoreError("store.unavailable", "The analytical engine ran out of memory.", {
      hint: "Give it more with FELTWORTH_MEMORY_MB, or a temporary folder with more room with FELTWORTH_TEMP.",
      cause,
    });
  return new StoreError("store.query_failed", `The analytical engine refused a statement: ${message.split("\n")[0]}`, {
    details: statement ? { statement: printable(statement) } : {},
    cause,
  });
}
