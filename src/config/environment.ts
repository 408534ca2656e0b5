import { availableParallelism, tmpdir } from "node:os";

/** What the environment may decide. Nothing else reads it. */
export interface Environment {
  /** Folder for what a run needs only while it lasts. */
  tempFolder: string;
  /** Memory that the analytical engine may use, in megabytes. */
  memoryMb: number;
  threads: number;
  /** Connection string of the PostgreSQL that keeps users, keys and the like of a server; null: the one inside the process. */
  databaseUrl: string | null;
}

/** Reads `FELTWORTH_TEMP`, `FELTWORTH_MEMORY_MB`, `FELTWORTH_THREADS` and `FELTWORTH_DATABASE_URL`; what is not a number falls back to the default. */
export function environment(variables: NodeJS.ProcessEnv = process.env): Environment {
  return {
    tempFolder: variables.FELTWORTH_TEMP || tmpdir(),
    memoryMb: positive(variables.FELTWORTH_MEMORY_MB) ?? 1_280,
    threads: positive(variables.FELTWORTH_THREADS) ?? availableParallelism(),
    databaseUrl: variables.FELTWORTH_DATABASE_URL || null,
  };
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return text && Number.isInteger(value) && value > 0 ? value : undefined;
}
