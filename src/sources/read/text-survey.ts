import { bytesInPassing } from "./bytes.ts";

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

/** What a byte says of a line that it ends. */
class Lines {
  #count = 0;
  #trailing = 0;

  /** The byte at a place ends a line. @param last the byte before the stretch */
  end(bytes: Uint8Array, at: number, last: number): void {
    this.#count++;
    const before = at === 0 ? last : bytes[at - 1];
    const isBlank = before === NEWLINE || (before === RETURN && (at === 1 ? last : bytes[at - 2]) === NEWLINE);
    this.#trailing = isBlank ? this.#trailing + 1 : 0;
  }

  /** @param isEnded whether the last line is ended; blank ones at the end do not count then */
  count(isEnded: boolean): number {
    return isEnded ? this.#count - this.#trailing : this.#count + 1;
  }
}

/** Four equal bytes. */
const fourOf = (byte: number): number => Math.imul(byte, 0x01010101);
const [HIGH_BITS, FOUR_ONES, FOUR_PRINTABLE] = [fourOf(0x80) | 0, fourOf(1), fourOf(33)];

/** Counts lines and looks for blanks at the edges of cells, a stretch of a text at a time. */
class Pass {
  readonly lines = new Lines();
  readonly #classes: Uint8Array;
  readonly #quotes: number;
  #before = SEPARATOR;
  #inside = false;
  #found = false;

  constructor(format: { delimiter: string; quote: string }) {
    this.#classes = classesOf(format);
    this.#quotes = fourOf(format.quote === "" ? 0 : format.quote.charCodeAt(0));
  }

  /** @param last the byte before the stretch */
  look(bytes: Buffer, from: number, last: number): void {
    const rest = this.#found ? from : this.#find(bytes, from, last);
    for (let at = bytes.indexOf(NEWLINE, rest); at >= 0; at = bytes.indexOf(NEWLINE, at + 1))
      this.lines.end(bytes, at, last);
  }

  /** Where it stopped: at a blank at an edge, or at the end. Lines before are counted. */
  #find(bytes: Buffer, from: number, last: number): number {
    const classes = this.#classes;
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const lastWord = bytes.length - 4;
    let [before, inside] = [this.#before, this.#inside];
    for (let at = from; at < bytes.length; at++) {
      if (before === ORDINARY || before === SEPARATOR) {
        const next = this.#skip(words, at, lastWord);
        if (next > at) {
          before = classes[bytes[next - 1]!] === SEPARATOR && !inside ? SEPARATOR : ORDINARY;
          at = next;
          if (at === bytes.length) break;
        }
      }
      const byte = bytes[at]!;
      let kind = classes[byte]!;
      // A return that ends no line may stand at the edge of a cell.
      if (before === RETURNED && byte !== NEWLINE) return this.#stop(at);
      if (kind === SEPARATOR && inside) kind = byte > 32 ? ORDINARY : BLANK;
      if (kind === DOUBTFUL) {
        if (isWideBlank(at === 0 ? last : bytes[at - 1]!, byte)) return this.#stop(at);
        before = ORDINARY;
      } else if (kind === BLANK) {
        if (before === SEPARATOR) return this.#stop(at);
        before = BLANK;
      } else if (kind === ORDINARY) {
        before = ORDINARY;
      } else {
        if (before === BLANK) return this.#stop(at);
        if (kind === QUOTE) inside = !inside;
        before = kind === SEPARATOR && byte === RETURN ? RETURNED : SEPARATOR;
      }
      if (byte === NEWLINE) this.lines.end(bytes, at, last);
    }
    [this.#before, this.#inside] = [before, inside];
    return bytes.length;
  }

  /** Where the next four bytes with a blank, a quote or a letter outside ASCII among them begin: most have none. */
  #skip(words: DataView, from: number, lastWord: number): number {
    let at = from;
    while (at <= lastWord) {
      const word = words.getInt32(at, true);
      const quoted = word ^ this.#quotes;
      const special = ((word - FOUR_PRINTABLE) & ~word) | ((quoted - FOUR_ONES) & ~quoted) | word;
      if ((special & HIGH_BITS) !== 0) break;
      at += 4;
    }
    return at;
  }

  #stop(at: number): number {
    this.#found = true;
    return at;
  }

  /** Whether no blank was found up to the end of the text. */
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
  const pass = new Pass(format);
  let [last, isFirst] = [NEWLINE, true];
  for await (const chunk of bytesInPassing(path, compressed)) {
    if (chunk.includes(0)) return { lines: -1, isTrimmed: false };
    const hasMark = isFirst && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    pass.look(chunk, hasMark ? 3 : 0, last);
    last = chunk[chunk.length - 1] ?? last;
    isFirst = false;
  }
  return { lines: pass.lines.count(last === NEWLINE), isTrimmed: pass.areBare };
}
