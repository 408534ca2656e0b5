/** What leads to somebody, and how a text or a value of JSON stands without it. */
export interface Traces {
  /** Texts that lead there wherever they stand. */
  anywhere: readonly string[];
  /** Texts that lead there where nothing else stands beside them. */
  alone: readonly string[];
  text(text: string): string;
  json(value: unknown): unknown;
}
