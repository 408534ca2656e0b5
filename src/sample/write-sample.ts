import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../base/errors.ts";
import { Calendar } from "./calendar.ts";
import { describeSample } from "./describe.ts";
import { createFiles, type Files } from "./files.ts";
import { type Company, companyOf, type SampleOptions } from "./options.ts";
import { PARAMETERS } from "./parameters.ts";
import { Recorder } from "./record.ts";
import type { Totals } from "./totals.ts";
import type { TrueEffect } from "./truth.ts";

export type { SampleOptions };

export interface SampleFile {
  name: string;
  /** Data rows, the planted ones included. */
  rows: number;
  /** Rows that cannot be right, by reason. */
  planted: Record<string, number>;
}

export interface SampleSummary {
  dir: string;
  files: SampleFile[];
  rows: number;
  rowsPerCustomer: number;
  /** Answers to the relationship survey. */
  answers: number;
  totals: Totals;
  effects: TrueEffect[];
}

/** How often progress is told, in customers. */
const STRIDE = 1000;

/**
 * Writes a made-up company with known truth into `dir`: the exports that such a company would have, `truth.json` and a
 * README. One customer at a time: memory does not grow with the company.
 */
export async function writeSample(
  dir: string,
  options: SampleOptions = {},
  progress: (done: { customers: number; of: number }) => void = () => {},
): Promise<SampleSummary> {
  const company = companyOf(options);
  const files = await openFiles(dir, company);
  const sheets = Object.values(files);
  try {
    const recorder = new Recorder(company, files);
    const { totals, costs } = recorder;
    const { truth: known } = recorder.simulation;
    for (let customer = 1; customer <= company.customers; customer++) {
      recorder.live(customer);
      for (const sheet of sheets) if (sheet.isFull) await sheet.flush();
      if (customer % STRIDE === 0) progress({ customers: customer, of: company.customers });
    }
    const effects = known.effects();
    const written = sheets.map(({ name, rows, planted }) => ({ name, rows, planted: { ...planted } }));
    const truth = {
      schema: 1,
      company,
      definitions: DEFINITIONS,
      inactivityWindow: known.inactivityWindow,
      effects,
      totals: inMajorUnits(totals, costs),
      files: written,
      parameters: PARAMETERS,
    };
    await writeFile(join(dir, "truth.json"), `${JSON.stringify(truth, null, 2)}\n`);
    await writeFile(join(dir, "README.md"), describeSample(company, written));
    const rows = written.reduce((sum, file) => sum + file.rows, 0);
    const answers = Object.values(totals.answers.nps ?? {}).reduce((sum, n) => sum + n, 0);
    progress({ customers: company.customers, of: company.customers });
    return { dir, files: written, rows, rowsPerCustomer: rows / company.customers, answers, totals, effects };
  } finally {
    for (const sheet of sheets) await sheet.close();
  }
}

const DEFINITIONS = {
  moment:
    "One row an answer to the relationship survey (instrument nps); every answer counts, also several of one customer.",
  bands: "detractor 0-6, passive 7-8, promoter 9-10",
  window: "Answer on day d: outcome in [d+1, d+1+H) whole days; answers whose horizon is not complete are left out.",
  margin: "Order amounts minus their cost minus refunds, each on its own date; cancelled orders count nowhere. Euro.",
  revenue: "Order amounts, gross of refunds. Euro.",
  orders: "Orders that were not cancelled, subscription payments included.",
  contacts: "Rows of contacts.csv, bots and abandoned ones included.",
  churn:
    "Not active at the end of the last day of the window, of those active on day d. With a subscription: no term covers the day. Without: the last order is `inactivityWindow` days or more ago.",
  atu: "Mean over the lower band's answers of (outcome in the upper band - outcome in the lower band), same customers, same chance.",
  ate: "The same difference averaged over all answers.",
  naive: "Observed mean of the upper band minus observed mean of the lower band.",
  asked: "The effects over everybody who was asked, by the score they gave or would have given.",
  se: "Standard error over moments, not clustered by customer.",
} as const;

function inMajorUnits(totals: Totals, costs: number) {
  const { amount, cost, listAmount, refunded } = totals;
  return {
    ...totals,
    amount: amount / 100,
    cost: cost / 100,
    listAmount: listAmount / 100,
    refunded: refunded / 100,
    costs: costs / 100,
  };
}

async function openFiles(dir: string, company: Company): Promise<Files> {
  try {
    await mkdir(dir, { recursive: true });
    return await createFiles(dir, new Calendar(company));
  } catch (cause) {
    throw new InputError("input.output_unwritable", `The sample cannot be written to ${dir}.`, {
      hint: "Give a folder that you may write to.",
      details: { dir },
      cause,
    });
  }
}
