import { IntlMessageFormat } from "intl-messageformat";
import { type Language, LOCALES } from "./language.ts";

/** The messages of one language, by code. */
export type Catalogue = ReadonlyMap<string, string>;

/** A message that is parsed. */
interface Compiled {
  format: IntlMessageFormat;
  /** What a message without arguments always says. */
  fixed: string | undefined;
  opensWithArgument: boolean;
}
/** The type of the parts of a parsed message that are plain text. */
const LITERAL = 0;
const cache = new WeakMap<Catalogue, Map<string, Compiled>>();

/** A name from the data keeps its letters; what a catalogue fills in may begin the sentence. */
const OPENS_WITH_WORDS = /^\{(?!(?:file|name|company)\b)/;

/** A message of the catalogue, parsed when it is first said; undefined where there is none. */
export function compiled(catalogue: Catalogue, language: Language, code: string): Compiled | undefined {
  let all = cache.get(catalogue);
  if (!all) cache.set(catalogue, (all = new Map()));
  const known = all.get(code);
  if (known) return known;
  const text = catalogue.get(code);
  if (text === undefined) return undefined;
  const format = new IntlMessageFormat(text, LOCALES[language], undefined, { ignoreTag: true });
  const hasArguments = format.getAst().some(({ type }) => type !== LITERAL);
  const fixed = hasArguments ? undefined : String(format.format());
  const made = { format, fixed, opensWithArgument: OPENS_WITH_WORDS.test(text) };
  all.set(code, made);
  return made;
}
