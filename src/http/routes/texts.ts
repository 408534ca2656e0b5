import { createHash } from "node:crypto";
import { z } from "zod";
import { TextsAnswer } from "../../contracts/findings.ts";
import { LANGUAGES, type Language } from "../../texts/language.ts";
import { catalogueOf } from "../../texts/texts.ts";
import { type Route, route } from "../route.ts";
import { isFresh } from "../unchanged.ts";

/** What the texts of a language are told apart by; they stand as long as the program does. */
const versions = new Map<Language, string>();

function versionOf(language: Language): string {
  let version = versions.get(language);
  if (version === undefined) {
    version = createHash("sha256")
      .update(JSON.stringify([...catalogueOf(language)]))
      .digest("hex");
    versions.set(language, version);
  }
  return version;
}

/** The words that the pages speak with. */
export const TEXTS: readonly Route[] = [
  route({
    ...{ method: "GET", url: "/api/v1/texts/:language", allow: "anyone", tag: "pages" },
    summary: "The texts of one language, as the dashboard shows them",
    params: z.object({ language: z.enum(LANGUAGES) }),
    answer: { schema: TextsAnswer },
    handle: async ({ params: { language }, request, reply }) => {
      if (isFresh(request, reply, `texts ${language}`, { dataVersion: versionOf(language) })) return reply;
      return { language, messages: Object.fromEntries(catalogueOf(language)) };
    },
  }),
];
