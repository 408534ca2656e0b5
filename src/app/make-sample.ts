import { type SampleOptions, type SampleSummary, writeSample } from "../sample/write-sample.ts";

export type { SampleOptions, SampleSummary };

export interface SampleRequest {
  dir: string;
  options: SampleOptions;
  progress?: (done: { customers: number; of: number }) => void;
}

/** Writes the exports of a made-up company whose truth is known. */
export const makeSample = ({ dir, options, progress }: SampleRequest): Promise<SampleSummary> =>
  writeSample(dir, options, progress);
