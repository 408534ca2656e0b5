/** What the product said of one step of one made-up company, and what is true of it. */
export interface CompanyRun {
  variant: string;
  seed: number;
  customers: number;
  step: string;
  atu: number;
  verdict: string;
  /** Value, low, high and grade; null where nothing was given. */
  headline: [number, number, number, string] | null;
}

export function readRuns(file: string): CompanyRun[];
export function runCompanies(asked: {
  dist: string;
  file: string;
  from: number;
  to: number;
  customers: number;
  variants: readonly string[];
  until: number;
}): void;
export function companyPage(rows: readonly CompanyRun[], about: { date: string }): string;
