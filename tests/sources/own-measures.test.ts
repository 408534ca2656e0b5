import { expect, it } from "vitest";
import { InputError } from "../../src/base/errors.ts";
import { parseSettings, writeSettings } from "../../src/config/settings.ts";

const HEAD = "measures:\n  - id: mine\n    name: Mine\n    rows: orders\n";

function failure(text: string): InputError {
  try {
    parseSettings(text, "feltworth.yaml", ["nps", "csat", "revenue"]);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("these settings were accepted");
}

it.each<[string, string, number, string, string?]>([
  [
    "rows that are not there",
    "measures:\n  - id: mine\n    name: A\n    rows: ordres\n    value: { mean: amount }\n",
    4,
    '"ordres" is not a known kind of rows',
    "orders",
  ],
  [
    "an id that is there already",
    "measures:\n  - id: nps\n    name: A\n    rows: orders\n    value: { mean: amount }\n",
    2,
    '"nps" is the id of a measure that is there already',
  ],
  [
    "one id twice",
    `${HEAD}    value: { mean: amount }\n  - id: mine\n    name: B\n    rows: orders\n    value: { mean: cost }\n`,
    6,
    '"mine" is the id of measures[0] already',
  ],
  [
    "an id that is no word",
    "measures:\n  - id: My Measure\n    name: A\n    rows: orders\n    value: { mean: amount }\n",
    2,
    "expects an id of small letters",
  ],
  ["a key that is not there", `${HEAD}    valeu: { mean: amount }\n`, 5, '"valeu" is not a key here', "value"],
  ["no value", HEAD, 2, "value is missing"],
  ["a family that is not there", `${HEAD}    value:\n      meen: amount\n`, 6, '"meen" is not a key here', "mean"],
  ["two families", `${HEAD}    value:\n      mean: amount\n      total: amount\n`, 7, '"total" stands beside "mean"'],
  [
    "a column that is not there",
    `${HEAD}    value:\n      mean: amuont\n`,
    6,
    '"amuont" is not a column with numbers here',
    "amount",
  ],
  [
    "a column of another table",
    `${HEAD}    value: { mean: handle }\n`,
    5,
    '"handle" is not a column with numbers here',
  ],
  ["a mean of a text", `${HEAD}    value: { mean: channel }\n`, 5, '"channel" is no number'],
  ["a quantile of nothing", `${HEAD}    value: { quantile: amount }\n`, 5, 'expects "at"'],
  [
    "a quantile beyond all",
    `${HEAD}    value:\n      quantile: amount\n      at: 90\n`,
    7,
    'expects "at", a share between 0 and 1',
  ],
  [
    "a condition on no column",
    `${HEAD}    value: { mean: amount }\n    where:\n      chanel: web\n`,
    7,
    '"chanel" is not a column here',
    "channel",
  ],
  [
    "a bound that is not there",
    `${HEAD}    value: { mean: amount }\n    where:\n      amount:\n        gtee: 5\n`,
    8,
    '"gtee" is not a key here',
    "gte",
  ],
  [
    "a text where a number is meant",
    `${HEAD}    value: { mean: amount }\n    where:\n      amount: { gte: lots }\n`,
    7,
    'expects a number, not "lots"',
  ],
  [
    "a number where a text is meant",
    `${HEAD}    value: { mean: amount }\n    where: { channel: [web, 5] }\n`,
    6,
    "expects a text, not 5",
  ],
  [
    "an order of texts",
    `${HEAD}    value: { mean: amount }\n    where: { channel: { gt: web } }\n`,
    6,
    '"channel" has no order',
  ],
  ["a flag in words", `${HEAD}    value: { share: { returned: 1 } }\n`, 5, "expects true or false, not 1"],
  [
    "a day that does not exist",
    "measures:\n  - id: mine\n    name: A\n    rows: customers\n    value: { share: { since: { gte: 2024-02-30 } } }\n",
    5,
    "expects a day, written as YYYY-MM-DD",
  ],
  ["a ratio of one", `${HEAD}    value: { ratio: { of: amount } }\n`, 5, "expects of and per"],
  ["a condition without anything", `${HEAD}    value: { share: {} }\n`, 5, "expects columns and what they have to be"],
  [
    "a cut that is not possible",
    `${HEAD}    value: { mean: amount }\n    cuts: [chanel]\n`,
    6,
    'orders cannot be cut by "chanel"',
    "channel",
  ],
  [
    "agents of what has none",
    "measures:\n  - id: mine\n    name: A\n    rows: refunds\n    value: { mean: amount }\n    cluster: agent\n",
    6,
    "refunds have no agent",
  ],
  [
    "another unit of a share",
    `${HEAD}    value: { share: { channel: web } }\n    unit: money\n`,
    6,
    "a share has no other unit",
  ],
  [
    "a unit that is not there",
    `${HEAD}    value: { mean: amount }\n    unit: euros\n`,
    6,
    '"euros" is not a known unit',
  ],
  ["half a minimum", `${HEAD}    value: { mean: amount }\n    minimum: 2.5\n`, 6, "expects a whole number of rows"],
  [
    "a target for a measure that is not there",
    `${HEAD}    value: { mean: amount }\ntargets:\n  - { measure: mien, value: 1, since: 2024-01-01 }\n`,
    7,
    '"mien" is not a measure',
    "mine",
  ],
])("%s", (_name, text, line, sentence, suggestion) => {
  const error = failure(text);
  expect(error.message).toContain(`feltworth.yaml, line ${line}:`);
  expect(error.message).toContain(sentence);
  if (suggestion) expect(error.message).toContain(`Did you mean "${suggestion}"?`);
});

it("survives being written, and a target may name it", () => {
  const text = `${HEAD}    where: { channel: [web, "it's"], amount: { gte: 1.5, not: [3, 4] }, returned: false }
    value: { ratio: { of: { column: amount, where: { segment: Big } }, per: rows } }
    better: down
    cuts: [segment, channel]
targets:
  - { measure: mine, value: 1, since: 2024-01-01 }
`;
  const settings = parseSettings(text, "feltworth.yaml", ["nps"]);
  expect(parseSettings(writeSettings(settings), "feltworth.yaml", ["nps"])).toEqual(settings);
});
