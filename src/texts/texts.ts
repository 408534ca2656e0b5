import { CATALOGUES } from "./catalogues.ts";
import type { Language } from "./language.ts";
import type { Catalogue } from "./message.ts";
import { type Texts, type TextsOptions, textsFrom } from "./texts-from.ts";

export {
  measureOf,
  type TextFigure,
  type TextLabel,
  type TextMessage,
  type Texts,
  type TextsOptions,
} from "./texts-from.ts";

const merged = new Map<Language, Catalogue>();

/** All messages of a language. */
export function catalogueOf(language: Language): Catalogue {
  let messages = merged.get(language);
  if (!messages) {
    messages = new Map(Object.values(CATALOGUES[language]).flatMap((area) => Object.entries(area)));
    merged.set(language, messages);
  }
  return messages;
}

/** The texts and formats of one language. Pure: the same message always reads the same. */
export const texts = (language: Language, options: TextsOptions = {}): Texts =>
  textsFrom(catalogueOf(language), language, options);
