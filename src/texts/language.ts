import { InputError } from "../base/errors.ts";

export const LANGUAGES = ["en", "pl", "sv", "ru", "ro"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The locale whose number and date conventions a language is written with. */
export const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", pl: "pl", sv: "sv", ru: "ru", ro: "ro" };

export const isLanguage = (text: string): text is Language => (LANGUAGES as readonly string[]).includes(text);

/** @throws InputError `input.option_invalid` for a language that has no catalogue; a region (`pl-PL`) is accepted and ignored */
export function languageOption(option: string, text: string): Language {
  const language = text.trim().toLowerCase().split(/[-_]/)[0] ?? "";
  if (isLanguage(language)) return language;
  throw new InputError("input.option_invalid", `${option} "${text}" is not a language that is known here.`, {
    hint: `Use one of: ${LANGUAGES.join(", ")}.`,
    details: { option, text },
  });
}
