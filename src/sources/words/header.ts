import { CONCEPTS, type Concept, type Words } from "./concepts.ts";
import { en } from "./en.ts";
import { pl } from "./pl.ts";
import { ro } from "./ro.ts";
import { ru } from "./ru.ts";
import { sv } from "./sv.ts";

export const LANGUAGE_WORDS = { en, pl, sv, ru, ro } as const satisfies Record<string, Words>;
export type HeaderLanguage = keyof typeof LANGUAGE_WORDS;

/** One word of a header with everything it can mean; an unknown word means nothing. */
export interface HeaderWord {
  text: string;
  concepts: ReadonlySet<Concept>;
  languages: ReadonlySet<HeaderLanguage>;
}

interface Meaning {
  concepts: Set<Concept>;
  languages: Set<HeaderLanguage>;
}

const exact = new Map<string, Meaning>();
const stems = new Map<string, Meaning>();
const LONGEST_PHRASE = 5;
const LONGEST_ENDING = 5;

for (const [language, words] of Object.entries(LANGUAGE_WORDS) as [HeaderLanguage, Words][])
  for (const concept of CONCEPTS)
    for (const word of words[concept]?.split(" ") ?? []) {
      const isStem = word.endsWith("*");
      const key = plain(isStem ? word.slice(0, -1) : word).replaceAll("_", " ");
      const table = isStem ? stems : exact;
      const meaning = table.get(key) ?? { concepts: new Set(), languages: new Set() };
      meaning.concepts.add(concept);
      meaning.languages.add(language);
      table.set(key, meaning);
    }

/** The ends of a scale as a header writes them: `0-10`, `1 to 5`, `от 0 до 10`. */
export const WRITTEN_SCALE = /(?<![\d.,])([01])\s*(?:[-–—_]|to|do|till|до|la|\.\.)\s*(10|[3457])(?!\d)/iu;

/** Lower case, without diacritics, in one form of writing. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/ł/g, "l")
    .replace(/[øö]/g, "o")
    .replace(/æ/g, "ae")
    .replace(/ß/g, "ss")
    .replace(/đ/g, "d")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "");
}

/** The bare words of a header: parted at blanks, punctuation and inner capitals. */
export function words(header: string): string[] {
  const parted = header
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .replace(/#/g, " # ");
  return plain(parted).match(/[\p{L}\d]+|#/gu) ?? [];
}

/** Reads a header word by word; phrases first, then words, their stems, and compounds (`Kundnummer`, `orderid`). */
export function readHeader(header: string): HeaderWord[] {
  const bare = words(header);
  const read: HeaderWord[] = [];
  for (let at = 0; at < bare.length; ) {
    const phrase = longestPhrase(bare, at);
    if (phrase) {
      read.push({ text: bare.slice(at, at + phrase.length).join(" "), ...phrase.meaning });
      at += phrase.length;
      continue;
    }
    const word = bare[at]!;
    for (const part of parts(word)) read.push({ text: part, ...(known(part) ?? NOTHING) });
    at++;
  }
  return read;
}

const NOTHING: Meaning = { concepts: new Set(), languages: new Set() };

/** Whole words first, then two known words written together (`customerid` is not a form of `customer`), then forms of a word. */
function parts(word: string): string[] {
  if (exact.has(word) || stems.has(word)) return [word];
  for (let at = word.length - 2; at >= 3; at--) {
    const [left, right] = [word.slice(0, at), word.slice(at)];
    const isTail = right.length > 3 ? exact.has(right) : exact.get(right)?.concepts.has("ID");
    if (isTail && (exact.has(left) || stems.has(left))) return [left, right];
  }
  return known(word) ? [word] : (compound(word) ?? [word]);
}

function longestPhrase(bare: readonly string[], at: number): { length: number; meaning: Meaning } | undefined {
  for (let length = Math.min(LONGEST_PHRASE, bare.length - at); length > 1; length--) {
    const meaning = exact.get(bare.slice(at, at + length).join(" "));
    if (meaning) return { length, meaning };
  }
  return undefined;
}

function known(word: string): Meaning | undefined {
  const whole = exact.get(word);
  const stem = byStem(word);
  if (!whole || !stem) return whole ?? stem;
  return {
    concepts: new Set([...whole.concepts, ...stem.concepts]),
    languages: new Set([...whole.languages, ...stem.languages]),
  };
}

function byStem(word: string): Meaning | undefined {
  for (let ending = 0; ending <= LONGEST_ENDING && word.length - ending >= 3; ending++) {
    const meaning = stems.get(word.slice(0, word.length - ending));
    if (meaning) return meaning;
  }
  return undefined;
}

/** Parts a word written together into known ones, with a Swedish joining `s` where there is one. */
function compound(word: string): string[] | undefined {
  for (let at = word.length - 2; at >= 3; at--) {
    const left = word.slice(0, at);
    const right = word.slice(at);
    const isLeftKnown = exact.has(left) || stems.has(left);
    const head = isLeftKnown
      ? left
      : left.endsWith("s") && at > 4 && known(left.slice(0, -1))
        ? left.slice(0, -1)
        : null;
    if (head === null) continue;
    if (known(right)) return [head, right];
    const rest = right.length > 4 ? compound(right) : undefined;
    if (rest) return [head, ...rest];
  }
  return undefined;
}
