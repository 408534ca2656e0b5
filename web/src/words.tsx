import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo } from "react";
import { LANGUAGES, type Language } from "../../src/texts/language.ts";
import { type Texts, textsFrom } from "../../src/texts/texts-from.ts";
import { get } from "./server/api.ts";
import type { TextsAnswer } from "./server/types.ts";

const Words = createContext<Texts | null>(null);

/** The texts of the language that the page speaks. */
export function useWords(): Texts {
  const texts = useContext(Words);
  if (!texts) throw new Error("No texts around this part.");
  return texts;
}

const isLanguage = (code: string | null | undefined): code is Language => LANGUAGES.some((known) => known === code);

/** What the person chose, else the first language of the browser that there is. */
export function languageFor(chosen: string | null | undefined): Language {
  const asked = [chosen, ...navigator.languages.map((each) => each.slice(0, 2).toLowerCase())];
  return asked.find(isLanguage) ?? "en";
}

/** Words of the company's own stand over those of the catalogue. */
export function Speaking({
  language,
  own,
  waiting,
  children,
}: {
  language: Language;
  own: Record<string, string>;
  waiting: ReactNode;
  children: ReactNode;
}) {
  const { data } = useQuery({
    queryKey: ["texts", language],
    queryFn: ({ signal }) => get<TextsAnswer>(`/api/v1/texts/${language}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const catalogue = useMemo(() => data && new Map(Object.entries(data.messages)), [data]);
  const texts = useMemo(
    () => (catalogue ? textsFrom(catalogue, language, { words: own }) : null),
    [catalogue, language, own],
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return texts ? <Words value={texts}>{children}</Words> : waiting;
}
