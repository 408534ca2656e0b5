/** Where a use case says how far it is. The face decides whether anybody sees it. */
export interface Progress {
  /** A step begins, for example `read` with what is being read. Ends when the next begins. */
  step(code: string, values?: Record<string, string | number>): void;
  done(): void;
}

export const silent: Progress = { step() {}, done() {} };
