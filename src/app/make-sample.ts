import { resolve } from "node:path";
import { type SampleOptions, type SampleSummary, writeSample } from "../sample/write-sample.ts";
import { makeFolder } from "./make-folder.ts";
import { unwritable } from "./write-files.ts";

export type { SampleOptions, SampleSummary };

export interface SampleRequest {
  dir: string;
  options: SampleOptions;
  progress?: (done: { customers: number; of: number }) => void;
}

/**
 * Writes the exports of a made-up company whose truth is known.
 * @throws InputError `input.output_unwritable`
 */
export async function makeSample({ dir, options, progress }: SampleRequest): Promise<SampleSummary> {
  try {
    await makeFolder(resolve(dir));
  } catch (cause) {
    throw unwritable(dir, cause);
  }
  return writeSample(dir, options, progress);
}
