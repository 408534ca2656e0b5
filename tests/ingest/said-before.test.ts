import { afterAll, beforeAll, expect, it } from "vitest";
import { expression } from "../../src/sources/mapping-schema.ts";
import { saysIt } from "../../src/sources/words/said-before.ts";
import { textOf } from "../../src/workspace/of-record/expression.ts";
import { Workspace } from "./workspace.ts";

const SAID: Record<string, readonly string[]> = {
  en: [
    "As I already said, the parcel never came.",
    "I've already explained\nthis to two of your colleagues.",
    "This is the third time I am writing about the invoice!",
    "I had to explain everything all over again",
    "Tired of having to repeat myself.",
    "I am writing again because nobody answered.",
  ],
  pl: [
    "Jak już pisałam, paczka nie dotarła.",
    "Już to panu tłumaczyłem.",
    "Trzeci raz dzwonię w tej sprawie",
    "Znowu muszę tłumaczyć wszystko od początku",
    "JUŻ WYSŁAŁEM ten dokument",
  ],
  sv: [
    "Som jag redan har sagt kom paketet aldrig.",
    "Tredje gången jag ringer om fakturan.",
    "Fick förklara allt igen för en ny person",
    "Jag skriver igen eftersom ingen svarade",
  ],
  ru: [
    "Я уже объясняла это вашему коллеге.",
    "Третий раз пишу вам по этому вопросу",
    "Пришлось снова всё объяснять",
    "Как уже говорил, посылка не пришла",
  ],
  ro: [
    "Cum am mai spus, coletul nu a ajuns.",
    "V-am trimis deja factura",
    "E a treia oară când sun",
    "A trebuit să explic totul din nou",
  ],
};

const NOT_SAID: Record<string, readonly string[]> = {
  en: [
    "Thanks again for your help!",
    "I will definitely buy again",
    "I never had to repeat myself, great service",
    "I didn't have to explain everything again.",
    "No need to explain it all again. Wonderful",
    "Your colleague said it was already sent",
    "Against all odds it came",
    "I have already received the parcel",
  ],
  pl: ["Jeszcze raz dziękuję!", "Na pewno kupię ponownie", "Nie musiałam niczego powtarzać", "Paczka już przyszła"],
  sv: [
    "Tack igen!",
    "Jag köper gärna igen",
    "Slapp förklara allt igen, toppen",
    "Behövde inte upprepa något igen",
    "Jag har redan fått paketet",
  ],
  ru: ["Спасибо ещё раз!", "Снова куплю у вас", "Не пришлось ничего снова объяснять", "Посылка уже пришла"],
  ro: [
    "Mulțumesc încă o dată!",
    "Voi cumpăra din nou",
    "Nu a trebuit să explic totul din nou",
    "Am primit deja coletul",
  ],
};

const sentences = [...Object.values(SAID).flat(), ...Object.values(NOT_SAID).flat()];

let space: Workspace;
beforeAll(async () => {
  space = await new Workspace().open();
});
afterAll(() => space.close());

it.each(Object.keys(SAID))(
  "customers' words for having said it before are known in %s, and what only sounds like it is not",
  (language) => {
    expect(SAID[language]!.filter((text) => !saysIt("said_before", text))).toEqual([]);
    expect(NOT_SAID[language]!.filter((text) => saysIt("said_before", text))).toEqual([]);
  },
);

it("the engine finds the same as is found in one record; without words nothing is said, and words are not kept", {
  timeout: 60_000,
}, async () => {
  await space.reset();
  const rows = [...sentences, null].map((text, i) => ({ n: `k${i}`, day: "2026-01-05", words: text }));
  const repeated = { says: "said_before", in: "words" } as const;
  expect(expression.parse(repeated)).toEqual(repeated);
  await space.load(
    rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
    {
      format: "own.cases",
      facts: [{ fact: "case", id: "n", at: { value: "day" }, fields: { case_id: "n", repeated } }],
    },
    "cases.ndjson",
  );
  await space.finish();
  const found = await space.rows("select case_id, repeated, properties from fact_case");
  const byId = new Map(found.map(({ case_id, repeated }) => [case_id, repeated]));
  for (const row of rows) {
    const alone = textOf(repeated, new Map(Object.entries(row)));
    expect([row.words, byId.get(row.n)]).toEqual([row.words, alone === null ? null : alone === "true"]);
  }
  expect(byId.get(`k${sentences.length}`)).toBeNull();
  for (const { properties } of found) expect(properties).toBeNull();
});

it("another saying than those that are known is refused", () => {
  expect(expression.safeParse({ says: "thanks", in: "words" }).success).toBe(false);
});
