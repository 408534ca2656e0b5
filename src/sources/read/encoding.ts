import { isUtf8 } from "node:buffer";
import type { Encoding } from "../table.ts";

type OneByte = "windows-1250" | "windows-1251" | "windows-1252";

/** Letters beyond ASCII of the languages that each one-byte encoding was made for. */
const LANGUAGES: readonly { encoding: OneByte; letters: string }[] = [
  { encoding: "windows-1250", letters: "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ" }, // Polish
  { encoding: "windows-1250", letters: "ăâîşţĂÂÎŞŢ" }, // Romanian
  { encoding: "windows-1250", letters: "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽľĺŕôäĽ" }, // Czech, Slovak
  { encoding: "windows-1250", letters: "áéíóöőúüűÁÉÍÓÖŐÚÜŰ" }, // Hungarian
  { encoding: "windows-1250", letters: "čćđšžČĆĐŠŽ" }, // Croatian, Slovene
  { encoding: "windows-1252", letters: "åäöÅÄÖéÉ" }, // Swedish, Finnish
  { encoding: "windows-1252", letters: "æøåÆØÅ" }, // Danish, Norwegian
  { encoding: "windows-1252", letters: "äöüßÄÖÜ" }, // German
  { encoding: "windows-1252", letters: "àâçéèêëîïôùûüœÀÂÇÉÈÊËÎÏÔÙÛÜŒ" }, // French
  { encoding: "windows-1252", letters: "áéíóúüñÁÉÍÓÚÜÑ¿¡ªº" }, // Spanish
  { encoding: "windows-1252", letters: "áâãàçéêíóôõúÁÂÃÀÇÉÊÍÓÔÕÚªº" }, // Portuguese
  { encoding: "windows-1252", letters: "àèéìòùÀÈÉÌÒÙ" }, // Italian
];
const CYRILLIC = /[А-Яа-яЁёІіЇїЄєҐґ]/;
const PUNCTUATION = /[\u00a0–—„”“’‘‚…€•§°±«»©®™£‹›´×½¼]/;

/** How many bytes with a letter beyond ASCII are enough to choose. */
const ENOUGH = 20_000;

/**
 * How a text is encoded: by its mark of byte order, by zero bytes at every second place, as UTF-8 where all or nearly
 * all of it is valid, or else as the one-byte encoding whose languages explain its letters best.
 * @param source the file's bytes; read only as far as is needed to decide
 */
export async function detectEncoding(source: AsyncIterable<Buffer>, limit = 64 << 20): Promise<Encoding> {
  const evidence: Buffer[] = [];
  let [read, beyond, valid, broken] = [0, 0, 0, 0];
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    if (read === 0) {
      const wide = wideEncoding(chunk);
      if (wide) return wide;
    }
    read += chunk.length;
    const bytes = tail.length ? Buffer.concat([tail, chunk]) : chunk;
    const cut = lastLineEnd(bytes);
    tail = bytes.subarray(cut);
    const lines = bytes.subarray(0, cut);
    if (!isUtf8(lines)) {
      const found = sequences(lines);
      valid += found.valid;
      broken += found.broken;
      if (beyond < ENOUGH) {
        const letters = linesBeyondAscii(lines, ENOUGH - beyond);
        beyond += letters.length;
        evidence.push(letters);
      }
      if (beyond >= ENOUGH) break;
    }
    if (read >= limit) break;
  }
  if (tail.length && evidence.length === 0 && !isUtf8(completeUtf8(tail))) {
    const found = sequences(tail);
    valid += found.valid;
    broken += found.broken;
    evidence.push(tail);
  }
  // A UTF-8 file with a few damaged places stays UTF-8; those rows are set aside.
  if (evidence.length === 0 || valid > 10 * broken) return "utf-8";
  return oneByteEncoding(Buffer.concat(evidence));
}

/** UTF-16 by its mark, or by its zero bytes: Latin letters, digits and separators have one each. */
export function wideEncoding(head: Buffer): "utf-16le" | "utf-16be" | null {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const n = Math.min(head.length, 4096) & ~1;
  if (n < 8) return null;
  let [even, odd] = [0, 0];
  for (let i = 0; i < n; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  // Digits and separators alone are a fifth of a table in any script.
  if (odd > n / 10 && even < odd / 20) return "utf-16le";
  if (even > n / 10 && odd < even / 20) return "utf-16be";
  return null;
}

export function oneByteEncoding(bytes: Buffer): OneByte {
  if (cyrillicShare(bytes) > 0.5) return "windows-1251";
  let best: { encoding: OneByte; score: number } = { encoding: "windows-1252", score: Number.NEGATIVE_INFINITY };
  for (const encoding of ["windows-1252", "windows-1250"] as const) {
    const beyond = [...new TextDecoder(encoding).decode(bytes)].filter((c) => c > "\u007f");
    for (const { letters } of LANGUAGES.filter((l) => l.encoding === encoding)) {
      const known = new Set(letters);
      const score = beyond.reduce((sum, c) => sum + (known.has(c) ? 1 : PUNCTUATION.test(c) ? 0 : -2), 0);
      if (score > best.score) best = { encoding, score };
    }
  }
  return best.encoding;
}

/** Share of the letters beyond ASCII that stand in words made of such letters only, and are Cyrillic when read so. */
function cyrillicShare(bytes: Buffer): number {
  const text = new TextDecoder("windows-1251").decode(bytes);
  let [all, inside] = [0, 0];
  for (const word of text.match(/[\p{L}\u0080-\u00ff]+/gu) ?? []) {
    const beyond = [...word].filter((c) => c > "\u007f").length;
    all += beyond;
    if (beyond === word.length && (word.length > 2 || beyond === 1) && CYRILLIC.test(word)) inside += beyond;
  }
  return all === 0 ? 0 : inside / all;
}

/** Lines with a letter beyond ASCII, so that a few names in a long table are enough. */
function linesBeyondAscii(bytes: Buffer, limit: number): Buffer {
  const lines: Buffer[] = [];
  let [start, size] = [0, 0];
  while (start < bytes.length && size < limit) {
    const end = bytes.indexOf(10, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end + 1);
    start += line.length;
    if (line.some((b) => b > 127)) {
      lines.push(line);
      size += line.length;
    }
  }
  return Buffer.concat(lines);
}

/** Well-formed and broken sequences of two to four bytes. */
function sequences(bytes: Buffer): { valid: number; broken: number } {
  let [valid, broken] = [0, 0];
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i]!;
    if (b < 128) continue;
    const length = b >= 0xf0 && b < 0xf5 ? 4 : b >= 0xe0 ? 3 : b >= 0xc2 ? 2 : 0;
    if (length && length <= 4 && isUtf8(bytes.subarray(i, i + length)) && i + length <= bytes.length) {
      valid++;
      i += length - 1;
    } else broken++;
  }
  return { valid, broken };
}

function lastLineEnd(bytes: Buffer): number {
  const end = bytes.lastIndexOf(10);
  // A line longer than the chunk: cut between characters.
  return end >= 0 ? end + 1 : completeUtf8(bytes).length;
}

/** Without the bytes at the end that begin a character but do not complete it. */
function completeUtf8(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const b = bytes[bytes.length - back]!;
    if (b >= 0xc0) {
      const length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
      return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
    }
    if (b < 128) break;
  }
  return bytes;
}
