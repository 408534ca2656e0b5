import { MEASURES } from "../measures/registry.ts";

/** Ids of all measures, for the help of a face. */
export const MEASURE_IDS: readonly string[] = [...MEASURES.keys()];
