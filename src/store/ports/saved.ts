/** Findings that take their time, as they were computed last. */
export interface SavedFindings {
  group: string;
  /** Of which version of the data, and by which version of the product. */
  dataVersion: string;
  madeBy: string;
  computedAt: Date;
  tookMilliseconds: number;
  /** Findings and the queries that made them, as JSON. */
  body: string;
}

/** What is kept of findings between versions of the data. */
export interface Saved {
  saved(group: string): Promise<SavedFindings | null>;
  /** Everything that is kept, without what it says, with when it was asked for last. */
  allSaved(): Promise<(Omit<SavedFindings, "body"> & { askedAt: Date })[]>;
  save(findings: SavedFindings): Promise<void>;
  /** Notes that somebody asked; what nobody asks for is not kept up to date. */
  noteAsked(group: string, at: Date): Promise<void>;
}
