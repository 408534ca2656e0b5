/** Resolves once what waits has had its turn: before work that keeps the process busy for a second or more. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
