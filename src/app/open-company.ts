import type { Language } from "../texts/language.ts";
import type { Analysis, AnalysisOptions } from "./analysis.ts";
import type { Run } from "./compose.ts";
import type { LoadedFiles } from "./request.ts";

/** A company whose records are loaded and whose analysis tables are built. */
export interface OpenCompany {
  run: Run;
  loaded: LoadedFiles;
  analysis: Analysis;
  options: AnalysisOptions;
  language: Language;
}
