/** One value of a JSON text that is a row: an element of an array, or one of several values after another. */
export interface JsonRow {
  /** Key of the array in the document; undefined where the document is the array, or a sequence of values. */
  part: string | undefined;
  line: number;
  text: string;
  fault: "json_invalid" | "line_too_long" | null;
}

const MAX_ROW = 8 << 20;
const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, COMMA, COLON, LF] = [
  34, 92, 123, 125, 91, 93, 44, 58, 10,
];

/**
 * `sequence`: one value after another, mostly one a line. `array`: the document is one array. `object`: its arrays are the tables.
 * `record`: it is a single row, although it holds lists.
 */
export type JsonLayout = "sequence" | "array" | "object" | "record";

/** Keys that only the record of one response to a survey has, all of them; what holds many records has none of them. */
const OF_ONE_RECORD = ["id", "collector_id", "response_status", "pages"];

/** @param head the first bytes, as text */
export function jsonLayout(head: string): JsonLayout | null {
  const text = head.trimStart();
  if (text.startsWith("[")) return /^\[\s*[[{\]]/.test(text) ? "array" : null;
  if (!/^\{\s*["}]/.test(text)) return null;
  const [first = "", second = ""] = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const row = parsed(first);
  const isOne = row === undefined || !second.trimStart().startsWith("{");
  if (isOne && holdsOneRecord(text)) return "record";
  if (row === undefined) return "object";
  const holdsTables = Object.values(row as object).some(
    (v) => Array.isArray(v) && v.some((e) => typeof e === "object" && e !== null),
  );
  return second.trimStart().startsWith("{") || !holdsTables ? "sequence" : "object";
}

/** Whether the object that a text begins with is one record, by the keys that it has itself. */
function holdsOneRecord(text: string): boolean {
  const keys = new Set<string>();
  let depth = 0;
  for (const [part, key] of text.matchAll(/"((?:[^"\\]|\\.)*)"(?=\s*:)|"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (part === "{" || part === "[") depth++;
    else if (part === "}" || part === "]") depth--;
    else if (depth === 1 && key !== undefined) keys.add(key);
    if (depth === 0) break;
  }
  return OF_ONE_RECORD.every((key) => keys.has(key));
}

/**
 * The rows of a JSON text, as a stream: only one row is ever held. A line of a sequence that is not JSON costs itself
 * alone; in a document, what comes after the damage cannot be trusted, so one fault stands for the rest.
 */
export async function* jsonRows(source: AsyncIterable<Buffer>, layout: JsonLayout): AsyncGenerator<JsonRow> {
  if (layout === "sequence") yield* sequence(source);
  else if (layout === "record") yield* oneRecord(source);
  else yield* document(source, layout === "array" ? 1 : 2);
}

async function* oneRecord(source: AsyncIterable<Buffer>): AsyncGenerator<JsonRow> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const bytes of source) {
    size += bytes.length;
    if (size <= MAX_ROW) pieces.push(Buffer.from(bytes));
  }
  const text = Buffer.concat(pieces).toString("utf8").trim();
  if (size > MAX_ROW) yield { part: undefined, line: 1, text: text.slice(0, 4096), fault: "line_too_long" };
  else yield { part: undefined, line: 1, text, fault: isRow(text) ? null : "json_invalid" };
}

async function* sequence(source: AsyncIterable<Buffer>): AsyncGenerator<JsonRow> {
  let [line, rest, dropped] = [0, Buffer.alloc(0) as Buffer, false];
  const rowOf = (bytes: Buffer): JsonRow | null => {
    line++;
    const text = bytes.toString("utf8").trim().replace(/,$/, "");
    if (dropped) return { part: undefined, line, text: text.slice(0, 4096), fault: "line_too_long" };
    if (text === "") return null;
    return { part: undefined, line, text, fault: isRow(text) ? null : "json_invalid" };
  };
  for await (const chunk of source) {
    const bytes = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
      const row = rowOf(bytes.subarray(start, end));
      dropped = false;
      if (row) yield row;
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > MAX_ROW) {
      rest = rest.subarray(0, 4096);
      dropped = true;
    }
  }
  if (rest.length || dropped) {
    const row = rowOf(rest);
    if (row) yield row;
  }
}

async function* document(source: AsyncIterable<Buffer>, rowDepth: number): AsyncGenerator<JsonRow> {
  let [depth, line, startLine, inText, escaped, capturing] = [0, 1, 1, false, false, false];
  let [key, part, expectsValue] = ["", undefined as string | undefined, false];
  let inArray = false;
  let pieces: Buffer[] = [];
  let size = 0;
  let keyPieces = "";
  for await (const bytes of source) {
    let from = capturing ? 0 : -1;
    for (let i = 0; i < bytes.length; i++) {
      const b = bytes[i]!;
      if (b === LF) line++;
      if (inText) {
        if (escaped) escaped = false;
        else if (b === BACKSLASH) escaped = true;
        else if (b === QUOTE) {
          inText = false;
          if (rowDepth === 2 && depth === 1 && !expectsValue) key = keyPieces;
        }
        if (inText && rowDepth === 2 && depth === 1 && !expectsValue && keyPieces.length < 256)
          keyPieces += String.fromCharCode(b);
        continue;
      }
      switch (b) {
        case QUOTE:
          inText = true;
          keyPieces = "";
          break;
        case COLON:
          if (depth === 1) expectsValue = true;
          break;
        case COMMA:
          if (depth === 1) expectsValue = false;
          break;
        case OPEN_BRACE:
        case OPEN_BRACKET:
          depth++;
          if (b === OPEN_BRACKET && depth === rowDepth && (rowDepth === 1 || expectsValue)) {
            inArray = true;
            part = rowDepth === 2 ? decodeKey(key) : undefined;
          } else if (inArray && depth === rowDepth + 1 && !capturing) {
            capturing = true;
            [from, startLine, pieces, size] = [i, line, [], 0];
          }
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          if (capturing && depth === rowDepth + 1) {
            capturing = false;
            const text = size > MAX_ROW ? "" : Buffer.concat([...pieces, bytes.subarray(from, i + 1)]).toString("utf8");
            const fault = size > MAX_ROW ? "line_too_long" : isRow(text) ? null : "json_invalid";
            yield { part, line: startLine, text, fault };
            [from, pieces] = [-1, []];
          }
          depth--;
          if (inArray && depth === rowDepth - 1) inArray = false;
          break;
      }
    }
    if (capturing) {
      const piece = bytes.subarray(Math.max(from, 0));
      size += piece.length;
      if (size <= MAX_ROW) pieces.push(Buffer.from(piece));
    }
  }
  if (depth !== 0 || inText) {
    const text = Buffer.concat(pieces).toString("utf8", 0, 4096);
    yield { part, line: capturing ? startLine : line, text, fault: "json_invalid" };
  }
}

const decodeKey = (key: string): string => {
  const text = Buffer.from(key, "latin1").toString("utf8");
  const value = parsed(`"${text}"`);
  return typeof value === "string" ? value : text;
};

const isRow = (text: string): boolean => {
  const value = parsed(text);
  return typeof value === "object" && value !== null;
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The cells of a row by name. Objects inside are opened (`customer.email`), arrays stay JSON text, long whole numbers
 * keep all their digits.
 */
export const jsonCells = (text: string): Map<string, string | null> => cellsOf(parseExact(text));

/** A JSON text whose long whole numbers are read as texts, so that no digit of an id is lost. @throws SyntaxError */
export const parseExact = (text: string): unknown =>
  JSON.parse(
    /\d{16}/.test(text)
      ? text.replace(/"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g, (t) => (t.startsWith('"') ? t : `"${t}"`))
      : text,
  );

/** The same of a value that was read already. */
export function cellsOf(row: unknown): Map<string, string | null> {
  const cells = new Map<string, string | null>();
  const put = (name: string, value: unknown, depth: number): void => {
    if (value === null || value === undefined) cells.set(name, null);
    else if (typeof value !== "object") cells.set(name, String(value));
    else if (Array.isArray(value) || depth > 3 || (depth > 0 && Object.keys(value).length === 0))
      cells.set(name, JSON.stringify(value));
    else for (const [k, v] of Object.entries(value)) put(name === "" ? k : `${name}.${k}`, v, depth + 1);
  };
  if (Array.isArray(row)) for (const [i, value] of row.entries()) put(`column${i + 1}`, value, 1);
  else put("", row, 0);
  return cells;
}
