import { expect, it } from "vitest";
import { InputError } from "../../src/base/errors.ts";
import { parseSettings, readSettings, type Settings, writeSettings } from "../../src/config/settings.ts";
import { matches, settingsFor } from "../../src/sources/file-settings.ts";
import type { Expression } from "../../src/sources/mapping.ts";
import { sample } from "./samples.ts";

const GOOD = `
company: Garden & Home
currency: EUR
timezone: Europe/Paris
language: ro
asOf: 2026-03-31
margin: 0.4
effort: { held: 0, repeated: 30 }
service: { switchHours: 48 }
files:
  - match: "orders*.csv"
    format: shop
    system: shop
    read: { dates: dmy, decimal: ",", money: minor, missing: ["NA", "-"], delimiter: ";" }
    facts:
      - fact: purchase
        id: No
        subject: { kind: customer, value: Customer }
        also: [{ kind: email, value: { column: Mail, text: lower } }]
        at: { value: { join: [Day, Time], with: " " }, precision: instant }
        where: { all: [{ column: State, isNot: [void, 3] }, { any: [{ column: Total, above: 0 }, { column: Total, present: false }] }] }
        keep: [Note]
        fields:
          order_id: No
          amount: { difference: [Total, { column: Tax, times: 0.01, atLeast: 0 }], absolute: true }
          status: { column: State, map: { ok: paid, "*": open } }
          channel: { choose: [{ when: { column: Web, is: 1 }, then: { value: web } }], otherwise: { value: shop } }
`;

function failure(text: string): InputError {
  try {
    parseSettings(text, "shop/feltworth.yaml");
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("these settings were accepted");
}

it("reads every setting", () => {
  const settings = parseSettings(GOOD);
  expect(settings).toMatchObject({ company: "Garden & Home", currency: "EUR", asOf: "2026-03-31", margin: 0.4 });
  expect(settings.effort).toEqual({ held: 0, repeated: 30 });
  expect(failure("service: { switchHours: 0 }").message).toContain("hours above 0");
  expect(failure("service: { switchHours: 9000 }").message).toContain("up to 8760");
  expect(failure("value:\n  year:\n    costs: 5\n    retention: 80").message).toContain(
    "line 4: value.year.retention expects a share above 0 and at most 1",
  );
  expect(failure("value: { year: { customers: 0 } }").message).toContain("expects a number of customers above 0");
  expect(failure("value: { year: { cost: 5 } }")).toMatchObject({ message: expect.stringContaining('"costs"') });
  expect(failure("service: { switchDays: 2 }").message).toContain("service.switchDays");
  expect(failure("effort: { heldd: 5 }").message).toContain("effort.heldd");
  expect(parseSettings("disloyal: { all: [lost, detractor], days: 90 }").disloyal).toEqual({
    all: ["lost", "detractor"],
    days: 90,
  });
  expect(failure("company: K\ndisloyal: { any: [lost, detracter] }")).toMatchObject({
    message: expect.stringContaining("disloyal.any"),
    details: { problems: [{ line: 2 }] },
  });
  expect(failure("disloyal: { days: 90 }").message).toContain("either any or all");
  expect(failure("disloyal: { any: [lost], all: [lost] }").message).toContain("either any or all");
  expect(failure("disloyal: { any: [lost], days: 0 }").message).toContain("1 to 730");
  expect(failure("effort: { held: -5 }").message).toContain("0 or more");
  const column = (meaning: string) => `company: A\nfiles:\n  - match: a.csv\n    columns:\n      Q1: ${meaning}\n`;
  expect(failure(column("ammount")).message).toBe(
    'shop/feltworth.yaml, line 5: files[0].columns.Q1 "ammount" is nothing that a column can be. Did you mean "amount"?',
  );
  // A field of a fact that no generic table is known by.
  expect(parseSettings(column("touchpoint")).files[0]?.columns).toEqual({ Q1: "touchpoint" });
  expect(settings.files[0]?.read).toEqual({
    dates: "dmy",
    decimal: ",",
    money: "minor",
    missing: ["NA", "-"],
    delimiter: ";",
  });
  expect(settings.files[0]?.facts?.[0]?.fields.amount).toEqual({
    difference: ["Total", { column: "Tax", times: 0.01, atLeast: 0 }],
    absolute: true,
  });
});

it("an empty file means no settings", () => {
  expect(parseSettings("")).toEqual({ files: [] });
  expect(parseSettings("# nothing yet\n")).toEqual({ files: [] });
});

it.each<[string, string, number, string, string?]>([
  ["a mistyped key at the top", "company: A\ncurency: EUR\n", 2, '"curency" is not a key here', "currency"],
  ["an unknown currency", "currency: EURO\n", 1, '"EURO" is not a known ISO 4217 currency', "EUR"],
  ["an unknown zone", "company: A\ntimezone: Europe/Warsav\n", 2, "is not a time zone", "Europe/Warsaw"],
  ["a language that is not spoken", "\n\nlanguage: de\n", 3, '"de" is not a known language'],
  ["a date that does not exist", "asOf: 2026-02-30\n", 1, "is not a calendar date"],
  ["a margin in per cent", "margin: 35\n", 1, "expects a share above 0"],
  ["costs of nothing", "costs:\n  currency: EUR\n", 1, "expects contact (what contacts cost), closing"],
  ["a gap without a cost", "costs:\n  closing:\n    - { driver: late }\n", 3, "expects once (an amount), year"],
  [
    "a gap closed for nothing",
    "costs:\n  closing:\n    - driver: late\n      once: 0\n",
    4,
    "expects an amount above 0",
  ],
  [
    "a second cost of one gap",
    "costs:\n  closing:\n    - { driver: late, once: 1 }\n    - { driver: late, year: 2 }\n",
    4,
    '"late" has its cost already (closing[0])',
  ],
  ["costs without a rate", "costs:\n  contact:\n    - { channel: email }\n", 3, "expects each (for a contact), hour"],
  [
    "a mistyped key of a cost",
    "costs:\n  contact:\n    - hour: 32\n      chanel: email\n",
    4,
    '"chanel" is not a key here',
    "channel",
  ],
  [
    "an unknown way of being handled",
    "costs:\n  contact: [{ by: bots, each: 1 }]\n",
    2,
    '"bots" is not a known way',
    "bot",
  ],
  ["a cost below zero", "costs:\n  contact:\n    - each: -1\n", 3, "expects an amount of 0 or more"],
  ["costs that are no list", "costs:\n  contact: { hour: 32 }\n", 2, "expects a list of what contacts cost"],
  [
    "a rate of a currency to itself",
    "rates:\n  - { from: EUR, to: EUR, on: 2024-01-01, value: 1 }\n",
    2,
    "is the currency that it comes from",
  ],
  [
    "a rate of nothing",
    "rates:\n  - from: USD\n    to: EUR\n    on: 2024-01-01\n    value: 0\n",
    5,
    "expects a rate above 0",
  ],
  [
    "a rate that ends before it begins",
    "rates:\n  - from: USD\n    to: EUR\n    on: 2024-02-01\n    value: 1\n    until: 2024-01-01\n",
    6,
    "lies before the first day",
  ],
  [
    "two rates of one pair and day",
    "rates:\n  - { from: USD, to: EUR, on: 2024-01-01, value: 0.9 }\n  - { from: EUR, to: USD, on: 2024-01-01, value: 1.2 }\n",
    3,
    "gives a second rate of EUR and USD for 2024-01-01 (the first is rates[0])",
  ],
  ["hours that close before they open", "hours:\n  monday: 17:00-09:00\n", 2, "expects opening and a later closing"],
  ["hours in words", "hours:\n  monday: nine to five\n", 2, "expects opening and"],
  [
    "hours that overlap",
    "hours:\n  monday:\n    - 09:00-13:00\n    - 12:00-17:00\n",
    4,
    "begins before the one before it ends",
  ],
  [
    "a mistyped weekday",
    "hours:\n  monday: 09:00-17:00\n  wensday: 09:00-17:00\n",
    3,
    '"wensday" is not a key here',
    "wednesday",
  ],
  ["hours of no day", "hours: { zone: Europe/Paris }\n", 1, "expects at least one weekday"],
  [
    "a holiday that does not exist",
    "hours: { monday: 09:00-17:00, holidays: [2024-02-30] }\n",
    1,
    "is not a calendar date",
  ],
  ["a thirteenth month", "calendar:\n  firstMonth: 13\n", 2, "expects a month from 1 (January) to 12"],
  ["a mistyped key of the calendar", "calendar:\n  firstmonth: 4\n", 2, '"firstmonth" is not a key here', "firstMonth"],
  ["files that are no list", "files:\n  match: a.csv\n", 1, "expects a list of files"],
  ["a file without a match", "files:\n  - format: x\n", 2, "files[0].match"],
  ["a mistyped key of a file", "files:\n  - match: a.csv\n    factes: []\n", 3, '"factes" is not a key here', "facts"],
  [
    "a mistyped key of read",
    "files:\n  - match: a.csv\n    read:\n      date: dmy\n",
    4,
    '"date" is not a key here',
    "dates",
  ],
  [
    "an unknown order of dates",
    "files:\n  - match: a.csv\n    read:\n      dates: dym\n",
    4,
    '"dym" is not a known order of dates',
    "dmy",
  ],
  [
    "an unknown fact",
    "files:\n  - match: a.csv\n    facts:\n      - fact: purchas\n        fields: {}\n",
    4,
    '"purchas" is not a known fact',
    "purchase",
  ],
  [
    "an unknown field of a fact",
    "files:\n  - match: a.csv\n    facts:\n      - fact: purchase\n        at: { value: d }\n        fields:\n          order_id: no\n          amout: x\n",
    8,
    '"amout" is not a field of purchase',
    "amount",
  ],
  [
    "a value that is not possible",
    "files:\n  - match: a.csv\n    facts:\n      - fact: purchase\n        at: { value: d }\n        fields:\n          status:\n            column: s\n            map:\n              ok: payed\n",
    10,
    '"payed" is not possible here',
    "paid",
  ],
  [
    "a missing date",
    "files:\n  - match: a.csv\n    facts:\n      - fact: purchase\n        fields: { amount: x }\n",
    4,
    'purchase needs "at"',
  ],
  [
    "a missing subject",
    "files:\n  - match: a.csv\n    facts:\n      - fact: party\n        fields: { name: x }\n",
    4,
    "party needs a subject",
  ],
  [
    "a missing field",
    "files:\n  - match: a.csv\n    facts:\n      - fact: answer\n        fields: { score: x }\n",
    5,
    'answer needs the field "instrument"',
  ],
  [
    "an unknown operator",
    "files:\n  - match: a.csv\n    facts:\n      - fact: answer\n        fields:\n          instrument: { value: nps }\n          score: { colum: x }\n",
    7,
    'not "colum"',
    "column",
  ],
  [
    "an unknown adjustment",
    "files:\n  - match: a.csv\n    facts:\n      - fact: answer\n        fields:\n          instrument: { value: nps }\n          score: { column: x, atleast: 0 }\n",
    7,
    '"atleast" is not a key here',
    "atLeast",
  ],
  [
    "a pattern without a group",
    'files:\n  - match: a.csv\n    facts:\n      - fact: answer\n        fields:\n          instrument: { value: nps }\n          score: { column: x, pattern: "a+" }\n',
    7,
    "needs a group",
  ],
  ["broken YAML", "company: A\nfiles: [\n", 3, "is not valid YAML"],
  ["a key written twice", "company: A\ncompany: B\n", 2, "is not valid YAML"],
])("%s is an error that names its line", (_, text, line, message, suggestion) => {
  const error = failure(text);
  expect(error.code).toBe("input.settings_invalid");
  expect(error.details).toMatchObject({ file: "shop/feltworth.yaml", line });
  expect(error.message).toContain(`shop/feltworth.yaml, line ${line}`);
  expect(error.message).toContain(message);
  if (suggestion) expect(error.message).toContain(`Did you mean "${suggestion}"?`);
});

it("several errors are counted and listed", () => {
  const error = failure("curency: EUR\nlanguage: de\ncompany: A\ntimezon: UTC\n");
  expect(error.details.problems).toHaveLength(2);
  expect(error.message).toContain("(and 1 more)");
  expect(error.hint).toContain("company, currency, timezone");
});

it("a file that is not there is an error with its path", async () => {
  await expect(readSettings("/nowhere/feltworth.yaml")).rejects.toMatchObject({ code: "input.path_unreadable" });
});

it("settings written and read back are the same", () => {
  const settings = parseSettings(GOOD);
  expect(parseSettings(writeSettings(settings))).toEqual(settings);
});

it("texts that YAML would take for something else survive the round trip", () => {
  const tricky = [
    "no",
    "null",
    "1e3",
    "0012",
    "a: b",
    "# x",
    " lead",
    "multi\nline",
    "ДА",
    "2026-01-01",
    "*",
    "~",
    "'",
    '"',
  ];
  const settings: Settings = {
    files: [
      {
        match: "x.csv",
        facts: [
          {
            fact: "answer",
            fields: {
              instrument: { value: "nps" },
              item: { first: tricky as Expression[] },
              comment: { column: "c", map: Object.fromEntries(tricky.map((text) => [text, text])) },
            },
          },
        ],
      },
    ],
  };
  expect(parseSettings(writeSettings(settings))).toEqual(settings);
});

it("files are matched by name, by path where the glob holds a slash, without regard to case or compression", () => {
  expect(matches("orders*.csv", "2026/Orders_03.CSV")).toBe(true);
  expect(matches("orders*.csv", "orders.csv.gz")).toBe(true);
  expect(matches("2026/*.csv", "2026/orders.csv")).toBe(true);
  expect(matches("2026/*.csv", "2026/03/orders.csv")).toBe(false);
  expect(matches("**/*.csv", "2026/03/orders.csv")).toBe(true);
  expect(matches("{a,b}.csv", "b.csv")).toBe(true);
  expect(matches("a.csv", "xa.csv")).toBe(false);
  expect(matches("a.csv", "abcsv")).toBe(false);
});

it("the first entry that fits holds, sheets included", () => {
  const files = [
    { match: "book.xlsx", sheet: "Orders" },
    { match: "*.xlsx", ignore: true },
  ];
  expect(settingsFor(sample(["a"], [], { name: "book.xlsx", part: "orders" }), files)).toBe(files[0]);
  expect(settingsFor(sample(["a"], [], { name: "book.xlsx", part: "Returns" }), files)).toBe(files[1]);
});

it("reads events and targets, and says where one is wrong", () => {
  const { events, targets } = parseSettings(`
events:
  - { on: 2026-01-12, name: New price list, kind: price }
  - { on: 2026-03-02, name: App 4.0 }
targets:
  - { measure: nps, value: 20, since: 2026-01-01, by: 2026-12-31, where: { segment: Business } }
`);
  expect(events).toEqual([
    { on: "2026-01-12", name: "New price list", kind: "price" },
    { on: "2026-03-02", name: "App 4.0", kind: "other" },
  ]);
  expect(targets).toEqual([
    { measure: "nps", value: 20, since: "2026-01-01", by: "2026-12-31", where: { segment: "Business" } },
  ]);
  const wrong: [string, RegExp][] = [
    ["events:\n  - { on: yesterday, name: X }", /line 2: events\[0\]\.on "yesterday" is not a calendar date/],
    ["events:\n  - { on: 2026-01-01, name: X, kind: relase }", /Did you mean "release"/],
    ["targets:\n  - { measure: nps, value: high, since: 2026-01-01 }", /targets\[0\]\.value expects a number/],
    ["targets:\n  - { measure: nps, value: 1 }", /targets\[0\]\.since/],
    ["targets:\n  - { measure: nps, value: 1, since: 2026-01-01, where: { a: b, c: d } }", /one dimension/],
  ];
  for (const [text, message] of wrong) expect(failure(text).message).toMatch(message);
});
