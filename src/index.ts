export { askLinks } from "./app/ask-links.ts";
export { askMeasure } from "./app/ask-measure.ts";
export { inspectFiles } from "./app/inspect-files.ts";
export { makeReport, VERSION } from "./app/make-report.ts";
export { AppError, ERROR_CODES, type ErrorCode } from "./base/errors.ts";
export type { Figure, Grade } from "./findings/figure.ts";
export type { Finding } from "./findings/finding.ts";
export { writeSample } from "./sample/write-sample.ts";
