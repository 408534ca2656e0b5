import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeSample } from "../../src/sample/write-sample.ts";
import { describe as describeTable } from "../../src/sources/describe.ts";
import { discover } from "../../src/sources/read/discover.ts";
import { probe } from "../../src/sources/read/probe.ts";
import { recognise } from "../../src/sources/recognise.ts";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "feltworth-sample-"));
  await writeSample(folder, { customers: 1000 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What each file is, and the columns that the vocabulary has no place for. */
const FILES: Record<string, [format: string, unused: string[]]> = {
  "contact_legs.csv": ["generic.leg", []],
  "contacts.csv": ["generic.contact", []],
  "costs.csv": ["generic.cost", []],
  "customers.csv": ["generic.party", []],
  "employees.csv": ["generic.employee", ["name"]],
  "loyalty_points.csv": ["generic.points", []],
  "offers.csv": ["generic.offer", []],
  "order_lines.csv": ["generic.line", []],
  "orders.csv": ["generic.purchase", []],
  "referrals.csv": ["generic.referral", []],
  "refunds.csv": ["generic.refund", []],
  "reviews.csv": ["generic.review", ["language"]],
  "subscriptions.csv": ["generic.term", []],
  // The ends of the scale are known by the instrument.
  "survey_answers.csv": ["generic.answer-long", ["scale_min", "scale_max"]],
  "survey_invitations.csv": ["generic.invitation", []],
  "tickets.csv": ["generic.case", []],
  "touches.csv": ["generic.touch", []],
};

it("every file of the sample company is known by itself, column for column, and nothing is asked", async () => {
  const files = (await discover([folder])).filter(({ name }) => name.endsWith(".csv"));
  expect(files.map(({ name }) => name)).toEqual(Object.keys(FILES));
  for (const file of files) {
    const [table] = await probe(file);
    const { format, unusedColumns, questions } = describeTable(table!, recognise(table!));
    expect([file.name, format, unusedColumns, questions]).toEqual([file.name, ...FILES[file.name]!, []]);
  }
});
