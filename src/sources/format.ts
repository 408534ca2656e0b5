import type { TableMapping } from "./mapping.ts";
import type { TableSample } from "./table.ts";
import { words } from "./words/header.ts";

/**
 * A known export of a known system. One file per format (`src/sources/<vendor>/<table>.ts`), registered in `formats.ts`.
 * Headers are compared without regard to case, blanks and punctuation.
 */
export interface Format {
  /** `<vendor>.<table>`. */
  name: string;
  /** Where its ids come from; exports of one system share it. */
  system: string;
  /** Every one of these must be there. */
  required: readonly string[];
  /** Not one of these may be there: they tell this export from its neighbours. */
  forbidden?: readonly string[];
  /** Often there, but not always (versions, options); each that is there makes the match surer. */
  usual?: readonly string[];
  /** Whether the values look as this system writes them. */
  looks?(sample: TableSample): boolean;
  mapping(sample: TableSample): TableMapping;
}

export interface SignatureMatch {
  format: Format;
  /** In [0, 1]; 1 where all required and usual headers are there. */
  score: number;
  missing: string[];
  forbidden: string[];
  looksRight: boolean;
}

const FEWEST_HEADERS = 3;

/** How well a sample carries a format's signature. A signature of fewer than three headers is never sure. */
export function matchSignature(format: Format, sample: TableSample): SignatureMatch {
  const present = new Set(sample.columns.map(bare));
  const missing = format.required.filter((header) => !present.has(bare(header)));
  const forbidden = (format.forbidden ?? []).filter((header) => present.has(bare(header)));
  const looksRight = missing.length > 0 || (format.looks?.(sample) ?? true);
  const usual = format.usual ?? [];
  const share = usual.length === 0 ? 1 : usual.filter((header) => present.has(bare(header))).length / usual.length;
  const complete = 0.85 + 0.15 * share;
  const found = (format.required.length - missing.length) / format.required.length;
  const isSure =
    missing.length === 0 && forbidden.length === 0 && looksRight && format.required.length >= FEWEST_HEADERS;
  return { format, score: isSure ? complete : 0.4 * found, missing, forbidden, looksRight };
}

const bare = (header: string): string => words(header).join("");
