import { bytesOf } from "./bytes.ts";

/** What one pass over the bytes of a delimited text in UTF-8 shows. */
export interface TextSurvey {
  /** Number of lines, blank ones at the end left out; -1 where a byte shows that the text is not a plain one. */
  lines: number;
  /** No cell begins or ends with a blank. False also where that is not sure: a cell may then still be trimmed. */
  isTrimmed: boolean;
}

const [ORDINARY, BLANK, SEPARATOR, QUOTE, DOUBTFUL, RETURNED] = [0, 1, 2, 3, 4, 5];
const [NEWLINE, RETURN] = [10, 13];

/** Bytes by what they mean for the edges of cells. `DOUBTFUL` ones may end a blank of several bytes. */
function classesOf({ delimiter, quote }: { delimiter: string; quote: string }): Uint8Array {
  const classes = new Uint8Array(256).fill(ORDINARY);
  classes.fill(BLANK, 0, 33);
  for (const byte of [0xa0, 0xaf, 0xbf]) classes[byte] = DOUBTFUL;
  for (const byte of [delimiter.charCodeAt(0), NEWLINE, RETURN]) classes[byte] = SEPARATOR;
  if (quote !== "") classes[quote.charCodeAt(0)] = QUOTE;
  return classes;
}

/** Last bytes of the blanks of several bytes, and the byte before each: no-break space, narrow no-break space, mark of byte order. */
const isWideBlank = (before: number, byte: number): boolean =>
  (byte === 0xa0 && before === 0xc2) || (byte === 0xaf && before === 0x80) || (byte === 0xbf && before === 0xbb);

/** Looks for blanks at the edges of cells, a stretch of a text at a time. */
class Edges {
  readonly #classes: Uint8Array;
  #before = SEPARATOR;
  #inside = false;
  #found = false;

  constructor(format: { delimiter: string; quote: string }) {
    this.#classes = classesOf(format);
  }

  /** @param last the byte before the stretch */
  look(bytes: Uint8Array, from: number, last: number): void {
    this.#found ||= this.#finds(bytes, from, last);
  }

  #finds(bytes: Uint8Array, from: number, last: number): boolean {
    const classes = this.#classes;
    let [before, inside] = [this.#before, this.#inside];
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!;
      let kind = classes[byte]!;
      if (before === RETURNED) {
        // A return that ends no line may stand at the edge of a cell.
        if (byte !== NEWLINE) return true;
        before = SEPARATOR;
        continue;
      }
      if (kind === ORDINARY) {
        before = ORDINARY;
        continue;
      }
      if (kind === SEPARATOR && inside) kind = byte > 32 ? ORDINARY : BLANK;
      if (kind === DOUBTFUL) {
        if (isWideBlank(at === 0 ? last : bytes[at - 1]!, byte)) return true;
        before = ORDINARY;
      } else if (kind === BLANK) {
        if (before === SEPARATOR) return true;
        before = BLANK;
      } else if (kind === ORDINARY) {
        before = ORDINARY;
      } else {
        if (before === BLANK) return true;
        if (kind === QUOTE) inside = !inside;
        before = kind === SEPARATOR && byte === RETURN ? RETURNED : SEPARATOR;
      }
    }
    [this.#before, this.#inside] = [before, inside];
    return false;
  }

  /** Whether none was found up to the end of the text. */
  get areBare(): boolean {
    return !this.#found && this.#before !== BLANK && this.#before !== RETURNED;
  }
}

/** Counts the lines of a text, and looks for blanks at the edges of its cells. */
export async function surveyText(
  path: string,
  compressed: boolean,
  format: { delimiter: string; quote: string },
): Promise<TextSurvey> {
  const edges = new Edges(format);
  let [lines, trailing, last, isFirst] = [0, 0, NEWLINE, true];
  for await (const chunk of bytesOf(path, compressed)) {
    if (chunk.includes(0)) return { lines: -1, isTrimmed: false };
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) {
      lines++;
      const before = at === 0 ? last : chunk[at - 1];
      const blank = before === NEWLINE || (before === RETURN && (at === 1 ? last : chunk[at - 2]) === NEWLINE);
      trailing = blank ? trailing + 1 : 0;
    }
    const hasMark = isFirst && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    edges.look(chunk, hasMark ? 3 : 0, last);
    last = chunk[chunk.length - 1] ?? last;
    isFirst = false;
  }
  return { lines: last === NEWLINE ? lines - trailing : lines + 1, isTrimmed: edges.areBare };
}
