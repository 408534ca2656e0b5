import { describe, expect, it } from "vitest";
import { MEASURE_IDS } from "../../src/app/measure-ids.ts";
import { InputError } from "../../src/base/errors.ts";
import { parseSettings, writeSettings } from "../../src/config/settings.ts";
import { bandOf } from "../../src/facts/instruments.ts";
import { ownInstrument } from "../../src/facts/own-score.ts";
import { recognise, type Stated } from "../../src/sources/recognise.ts";
import { sample } from "./samples.ts";

const DELIGHT = `scores:
  - id: delight
    name: { en: Delight index, pl: Indeks zachwytu }
    scale: "1-7"
    bands:
      - { id: low, from: 1, to: 3 }
      - { id: middle, from: 4, to: 5 }
      - { id: high, from: 6, to: 7, name: delighted }
`;

const parsed = (text: string) => parseSettings(text, "feltworth.yaml", MEASURE_IDS);
const scoreOf = (text: string) => parsed(text).scores![0]!;

function failure(text: string): InputError {
  try {
    parsed(text);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("these settings were accepted");
}

describe("a score in the settings", () => {
  it("has bands from the worst to the best", () => {
    const { bands } = ownInstrument(scoreOf(DELIGHT));
    expect(bands.map(({ code, low, high, tone }) => [code, low, high, tone])).toEqual([
      ["delight.low", 1, 3, "bad"],
      ["delight.middle", 4, 5, "middle"],
      ["delight.high", 6, 7, "good"],
    ]);
  });

  it("may have its good end below, and fractions", () => {
    const hassle = ownInstrument(
      scoreOf(
        'scores:\n  - { id: hassle, scale: "0-10 low", whole: false, bands: [{ id: little, from: 0, to: 2.5 }, { id: some, from: 2.5, to: 10 }] }\n',
      ),
    );
    expect(hassle.bands.map(({ code, tone }) => [code, tone])).toEqual([
      ["hassle.some", "bad"],
      ["hassle.little", "good"],
    ]);
    expect([0, 2.4, 2.5, 10, 10.1].map((score) => bandOf(hassle, score)?.code)).toEqual([
      ...["hassle.little", "hassle.little", "hassle.some", "hassle.some"],
      undefined,
    ]);
  });

  it("is written and read back as it is", () => {
    expect(parsed(writeSettings(parsed(DELIGHT)))).toEqual(parsed(DELIGHT));
  });
});

const HEAD = 'scores:\n  - id: delight\n    scale: "1-7"\n    bands:\n';
const [LOW, HIGH] = ["      - { id: low, from: 1, to: 3 }\n", "      - { id: high, from: 4, to: 7 }\n"];
const whole = (id: string) => `${HEAD.replace("delight", id)}${LOW}${HIGH}`;

const ELEMENTS = [
  "scores:",
  "  - id: quality",
  '    scale: "0-100"',
  "    version: 1",
  "    bands: [{ id: low, from: 0, to: 50 }, { id: high, from: 50, to: 100 }]",
  "    elements:",
  "      - { id: satisfaction, instrument: csat, weight: 2 }",
  "      - { id: ease, instrument: ces }",
  "    weights:",
  "      - { where: { segment: Business }, weights: { satisfaction: 1, ease: 3 } }",
  "      - { where: { segment: [Public, Private] }, weights: { ease: 1 } }",
  "",
].join("\n");

describe("a composite", () => {
  it("is read with its elements and weights, and survives being written", () => {
    const settings = parsed(ELEMENTS);
    expect(settings.scores![0]).toMatchObject({
      version: 1,
      elements: [{ weight: 2 }, { instrument: "ces" }],
      weights: [{ where: { segment: "Business" }, weights: { ease: 3 } }, { weights: { ease: 1 } }],
    });
    expect(parsed(writeSettings(settings))).toEqual(settings);
  });

  it.each<[string, string, string, number, string, string?]>([
    ["an unknown element", "ease: 3", "eas: 3", 10, '"eas" is not an element', "ease"],
    ["an unknown score", "instrument: ces", "instrument: cse", 8, '"cse" is no score whose scale is known', "ces"],
    ["another composite", "instrument: ces", "instrument: quality", 8, '"quality" is made of elements itself'],
    ["a weight of nothing", "weight: 2", "weight: 0", 7, "expects a weight above 0"],
    ["a weight below nothing", "ease: 3", "ease: -1", 10, "expects a weight above 0"],
    ["a weight beyond all measure", "ease: 3", "ease: 1e308", 10, "expects a weight of at most 1000"],
    ["weights of nothing", "{ ease: 1 }", "{}", 11, "expects a weight for one element or more"],
    [
      "a segment twice",
      "[Public, Private]",
      "[Public, Business]",
      11,
      '"Business" has its weights from weights[0] already',
    ],
    [
      "a condition that is none",
      "segment: Business",
      "segmnet: Business",
      10,
      "is nothing that weights can depend on",
      "segment",
    ],
    ["no condition", "{ segment: Business }", "{}", 10, "expects whom or what it is about"],
    ["no version", "    version: 1\n", "", 2, "version is missing"],
    ["a version that is none", "version: 1", "version: 1.5", 4, "expects a version such as 1"],
    ["an element twice", "id: ease", "id: satisfaction", 8, '"satisfaction" is the id of elements[0] already'],
    ["answers twice", "instrument: ces", "instrument: csat", 8, "holds answers that elements[0] holds already"],
    ["one element", "      - { id: ease, instrument: ces }\n", "", 6, "expects at least 2 elements"],
    [
      "a scale that is known",
      "instrument: ces",
      'instrument: ces, scale: "1-5"',
      8,
      'is not for "ces", whose scale is known',
    ],
    [
      "whole numbers",
      "    version: 1",
      "    whole: true\n    version: 1",
      4,
      "cannot be true: a mean of elements has fractions",
    ],
    [
      "a share of weight beyond all",
      "    version: 1",
      "    answered: 1.5\n    version: 1",
      4,
      "expects a share of the weight",
    ],
    ["a name that clashes", "id: quality", "id: churn", 2, '"churn" is the id of a measure that is there already'],
    [
      "the name of its share",
      "    weights:",
      "    weights: []\nmeasures:\n  - { id: quality-good, name: A, rows: orders, value: { mean: amount } }\nhealth: {} #",
      11,
      '"quality-good" is the id of a measure that is there already',
    ],
    [
      "a column that is said to be it",
      "    weights:",
      "    weights: []\nfiles:\n  - match: a.csv\n    columns:\n      Q1: quality\nhealth: {} #",
      13,
      '"quality" is nothing that a column can be',
    ],
  ])("is refused for %s, with the line", (_, from, to, line, message, suggestion) => {
    const text = ELEMENTS.replace(from, to);
    expect(text).not.toBe(ELEMENTS);
    // What follows a part that was put in its place is left out.
    const cut = text.includes(" #") ? text.slice(0, text.indexOf(" #")) : text;
    const error = failure(cut);
    expect(error.message).toContain(`line ${line}:`);
    expect(error.message).toContain(message);
    if (suggestion) expect(error.message).toContain(`Did you mean "${suggestion}"?`);
  });

  it("keys of a composite are for composites", () => {
    expect(failure(`${whole("delight")}    importance: true\n`).message).toContain(
      "line 7: scores[0].importance is for a score that is made of elements",
    );
  });
});

describe("is refused, with the line,", () => {
  it.each<[string, string, number, string, string?]>([
    ["a standard score", whole("csat"), 2, '"csat" is a standard score, whose bands are fixed'],
    ["an id of a measure", whole("churn"), 2, '"churn" is the id of a measure that is there already'],
    [
      "a measure of one's own that bears the id of its mean",
      `${whole("delight")}measures:\n  - { id: delight-mean, name: A, rows: orders, value: { mean: amount } }\n`,
      8,
      '"delight-mean" is the id of a measure that is there already',
    ],
    [
      "one id twice",
      `${whole("delight")}${whole("delight").replace("scores:\n", "")}`,
      7,
      "is the id of scores[0] already",
    ],
    ["an id that is no word", whole("My Score"), 2, "expects an id of small letters"],
    ["no scale", "scores:\n  - id: delight\n    bands: []\n", 2, "scale expects a scale such as"],
    ["a scale that is none", whole("delight").replace("1-7", "one to seven"), 3, "expects a scale such as"],
    ["a scale the wrong way round", whole("delight").replace("1-7", "7-1"), 3, "ends before it begins"],
    ["one band", `${HEAD}      - { id: all, from: 1, to: 7 }\n`, 4, "expects at least 2 bands"],
    ["a gap", `${HEAD}${LOW}${HIGH.replace("4", "5")}`, 6, "has to be 4, so that each score lies in one band"],
    ["bands that overlap", `${HEAD}${LOW}${HIGH.replace("4", "3")}`, 6, "has to be 4, so that each score"],
    ["a beginning left out", `${HEAD}${LOW.replace("1", "2")}${HIGH}`, 5, "has to be 1, where the scale begins"],
    ["an end left out", `${HEAD}${LOW}${HIGH.replace("7", "6")}`, 6, "has to be 7, where the scale ends"],
    ["fractions of whole numbers", `${HEAD}${LOW}${HIGH.replace("4", "3.5")}`, 6, "is no whole number"],
    ["a band twice", `${HEAD}${LOW}${HIGH.replace("high", "low")}`, 6, '"low" is the id of bands[0] already'],
    [
      "a kind of band that is none",
      `${HEAD}${LOW.replace(" }", ", is: bat }")}${HIGH}`,
      5,
      "is not a known kind",
      "bad",
    ],
    [
      "good below bad",
      `${HEAD}${LOW.replace(" }", ", is: good }")}${HIGH.replace(" }", ", is: bad }")}`,
      5,
      "has to be bad",
    ],
    ["no good end", `${HEAD}${LOW}${HIGH.replace(" }", ", is: middle }")}`, 6, "has to be good"],
    ["a key that is not there", `${HEAD}${LOW.replace("from", "form")}${HIGH}`, 5, '"form" is not a key here', "from"],
    ["a language that is not there", DELIGHT.replace("pl:", "de:"), 3, '"de" is not a language of the report'],
    [
      "a column of a score that is not there",
      `${whole("delight")}files:\n  - match: a.csv\n    columns:\n      Q1: deligth\n`,
      10,
      '"deligth" is nothing that a column can be',
      "delight",
    ],
    [
      "a target of a score that is not there",
      `${whole("delight")}targets:\n  - { measure: deligth, value: 0.5, since: 2026-01-01 }\n`,
      8,
      '"deligth" is not a measure',
      "delight",
    ],
  ])("%s", (_, text, line, message, suggestion) => {
    const error = failure(text);
    expect(error.message).toContain(`line ${line}:`);
    expect(error.message).toContain(message);
    if (suggestion) expect(error.message).toContain(`Did you mean "${suggestion}"?`);
  });
});

const SCORES = parsed(DELIGHT).scores!;
const stated = (rest: Partial<Stated> = {}): Stated => ({ scores: SCORES, ...rest });
const instruments = (columns: string[], rows: (string | number)[][], said = stated()) =>
  recognise(sample(columns, rows), said).winner?.mapping.facts.map(({ fields }) => ({
    instrument: fields.instrument,
    score: fields.score,
    scale_max: fields.scale_max,
  }));
const rows = (...of: ((i: number) => string | number)[]) =>
  Array.from({ length: 30 }, (_, i) => of.map((value) => value(i)));
const WHO = (i: number) => `C${i}`;
const DAY = (i: number) => `2026-0${1 + (i % 9)}-12`;
const SCORE = (i: number) => 1 + (i % 7);

describe("a column of answers", () => {
  const own = { instrument: { value: "delight" }, scale_max: { value: 7 } };

  it("that bears the name of a score, in any language, is that score", () => {
    for (const header of ["delight", "Delight index", "Delight index (1-7)", "Indeks zachwytu"])
      expect(instruments(["customer_id", "answered_at", header], rows(WHO, DAY, SCORE)), header).toEqual([
        { ...own, score: header },
      ]);
    // Without the setting nobody knows what it is.
    expect(instruments(["customer_id", "answered_at", "delight"], rows(WHO, DAY, SCORE), {})).toBeUndefined();
  });

  it("that the settings call a score is that score, beside the standard ones", () => {
    const said = stated({ files: [{ match: "*", columns: { Q7: "delight" } }] });
    const found = instruments(
      ["customer_id", "answered_at", "nps", "Q7"],
      rows(WHO, DAY, (i) => i % 11, SCORE),
      said,
    );
    expect(found).toEqual([
      { instrument: { value: "nps" }, score: "nps", scale_max: { value: 10 } },
      { ...own, score: "Q7" },
    ]);
  });

  it("that bears the name but holds words is no score", () => {
    expect(
      instruments(
        ["customer_id", "answered_at", "delight"],
        rows(WHO, DAY, () => "very much so"),
      ),
    ).toBeUndefined();
  });

  it("is found in a long table by the value that names it", () => {
    const long = rows(
      WHO,
      DAY,
      (i) => (i % 2 ? "Delight index" : "CSAT"),
      (i) => 1 + (i % 5),
    );
    const [found] = instruments(["customer_id", "answered_at", "question", "score"], long)!;
    expect(found!.instrument).toEqual({ column: "question", map: { CSAT: "csat", "Delight index": "delight" } });
    expect(found!.scale_max).toEqual({ column: "question", map: { CSAT: 5, "Delight index": 7, "*": null } });
  });

  it.each([
    ["Share of wallet (%)", "share_of_wallet"],
    ["Udział w portfelu klienta", "share_of_wallet"],
    ["Plånboksandel", "share_of_wallet"],
    ["Доля кошелька", "share_of_wallet"],
    ["Ponderea în portofel", "share_of_wallet"],
    ["Negative word of mouth", "negative_word_of_mouth"],
    ["Skarżył się znajomym", "negative_word_of_mouth"],
    ["Klagat till vänner", "negative_word_of_mouth"],
    ["Жаловался знакомым", "negative_word_of_mouth"],
    ["S-a plâns prietenilor", "negative_word_of_mouth"],
  ])("%s is a question that measures know, unless a score of one's own bears the name", (header, instrument) => {
    const value = (i: number) => (instrument === "share_of_wallet" ? (i * 7) % 100 : i % 2);
    const asked = instruments(
      ["customer_id", "answered_at", "nps", header],
      rows(WHO, DAY, (i) => i % 11, value),
      {},
    );
    expect(asked?.[1]).toMatchObject({ instrument: { value: instrument }, score: header });
    const mine = { ...SCORES[0]!, id: "mine", name: header };
    const own = instruments(
      ["customer_id", "answered_at", "nps", header],
      rows(WHO, DAY, (i) => i % 11, SCORE),
      {
        scores: [mine],
      },
    );
    expect(own?.[1]).toMatchObject({ instrument: { value: "mine" } });
  });

  it("reads yes and no where a known question is answered so, and shares as they are written", () => {
    const yesOrNo = instruments(
      ["customer_id", "answered_at", "negative word of mouth"],
      rows(WHO, DAY, (i) => (i % 3 ? "Nie" : "Tak")),
      {},
    );
    expect(yesOrNo).toMatchObject([
      { instrument: { value: "negative_word_of_mouth" }, score: { map: { Tak: 1, Nie: 0 } } },
    ]);
    const shares = instruments(
      ["customer_id", "answered_at", "share_of_wallet"],
      rows(WHO, DAY, (i) => (i % 20) / 20),
      {},
    );
    expect(shares).toMatchObject([{ instrument: { value: "share_of_wallet" }, score: "share_of_wallet" }]);
  });

  it("knows the question whether somebody felt looked after by its name, in five languages, as a score from 1 to 5", () => {
    const names = [
      "Felt looked after",
      "Poczucie zaopiekowania",
      "Väl omhändertagen",
      "Ощущение заботы",
      "M-am simțit îngrijit",
    ];
    for (const name of [...names, "looked_after"]) {
      const found = instruments(
        ["customer_id", "answered_at", name],
        rows(WHO, DAY, (i) => 1 + (i % 5)),
        {},
      );
      expect(found).toMatchObject([{ instrument: { value: "looked_after" }, scale_max: { value: 5 } }]);
    }
  });

  it("knows a share of wallet among totals that somebody else computed", () => {
    const { winner } = recognise(
      sample(
        ["customer_id", "metric", "value", "as_of"],
        rows(
          WHO,
          (i) => (i % 2 ? "Share of wallet" : "lifetime spend"),
          (i) => i % 90,
          DAY,
        ),
      ),
      {},
    );
    expect(winner?.mapping.facts).toMatchObject([
      { fact: "snapshot", fields: { name: { column: "metric", map: { "Share of wallet": "share_of_wallet" } } } },
    ]);
  });

  it("is a question of a form", () => {
    const form = rows(
      DAY,
      (i) => `c${i}@shop.example`,
      SCORE,
      (i) => `because ${"of this and that ".repeat(1 + (i % 3))}`,
    );
    const columns = ["Timestamp", "Email Address", "How delighted are you with us today?", "Why is that so?"];
    const said = stated({ files: [{ match: "*", format: "google.forms", columns: { [columns[2]!]: "delight" } }] });
    expect(instruments(columns, form, said)).toEqual([{ ...own, score: columns[2] }]);
  });
});
