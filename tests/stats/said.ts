/** What the comment after an expression of an example states: a value to the digits that are printed, or nothing that can be read. */
export type Stated =
  | { kind: "number"; value: number; tolerance: number }
  | { kind: "exact"; value: string | boolean | null | bigint }
  | { kind: "list"; items: Stated[] }
  | { kind: "record"; fields: [string, Stated][] }
  | { kind: "unreadable"; text: string };

/**
 * Reads `0.2553`, `1/3`, `e − 1 = 1.71828…`, `[1, 2.5]`, `{ low: 1, high: 2 }`, `0.26 to 0.37` (low and high), `true`, `null`,
 * `"text"` and `12n`; words after the value, behind a comma, colon, semicolon or bracket, are prose.
 */
export function stated(comment: string): Stated {
  const text = comment.replaceAll("−", "-").replaceAll("∞", "Infinity").trim();
  const range = new RegExp(`^(${NUMBER}) to (${NUMBER})`).exec(text);
  if (range)
    return {
      kind: "record",
      fields: [
        ["low", numeral(range[1]!)],
        ["high", numeral(range[2]!)],
      ],
    };
  if (text.startsWith("{")) {
    const inner = text.slice(1, closing(text)).trim();
    const fields = split(inner).map((part): [string, Stated] => {
      const [, key = "", value = ""] = /^(\w+):\s*(.*)$/.exec(part) ?? [];
      return [key, stated(value)];
    });
    return { kind: "record", fields };
  }
  const list = /^(?:\w+Array )?(\[.*\])/.exec(text)?.[1];
  if (list !== undefined) {
    const inner = list.slice(1, closing(list));
    return { kind: "list", items: inner.trim() === "" ? [] : split(inner).map(stated) };
  }
  const quoted = /^"([^"]*)"/.exec(text);
  if (quoted) return { kind: "exact", value: quoted[1]! };
  if (/^(true|false)\b/.test(text)) return { kind: "exact", value: text.startsWith("true") };
  if (/^null\b/.test(text)) return { kind: "exact", value: null };
  const whole = /^(-?\d+)n\b/.exec(text);
  if (whole) return { kind: "exact", value: BigInt(whole[1]!) };
  const derived = new RegExp(`= (${NUMBER})(?=$|[\\s,:;(.])`).exec(text);
  if (derived) return numeral(derived[1]!);
  const formula = /^[\d\s+\-*/().π]+/.exec(text)?.[0].trim() ?? "";
  if (/[/π]/.test(formula) && /^[\d\s+\-*/().π]*\d\)?$|π\)?$/.test(formula))
    return { kind: "number", value: evaluate(formula), tolerance: 1e-12 };
  const plain = new RegExp(`^(${NUMBER})(?=$|[\\s,:;(])`).exec(text);
  return plain ? numeral(plain[1]!) : { kind: "unreadable", text: comment };
}

const NUMBER = "-?(?:\\d[\\d,]*\\.?\\d*(?:e[+-]?\\d+)?|Infinity)…?";

function numeral(text: string): Stated {
  const digits = text.replaceAll(",", "").replace("…", "");
  const value = Number(digits);
  const decimals = /\.(\d+)/.exec(digits)?.[1]?.length ?? 0;
  const power = Number(/e([+-]?\d+)/.exec(digits)?.[1] ?? 0);
  // Cut digits ("…") may be a whole unit off, rounded ones half of it; whole numbers are meant exactly.
  const unit = decimals === 0 && !text.includes("…") ? 0 : 10 ** (power - decimals);
  return {
    kind: "number",
    value,
    tolerance: Math.max(unit * (text.includes("…") ? 1 : 0.501), 1e-12 * Math.abs(value), 1e-12),
  };
}

const evaluate = (formula: string): number => Number(new Function(`return ${formula.replaceAll("π", "Math.PI")}`)());

/** Parts between the commas of the outermost level. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const character of text) {
    if ("[{(".includes(character)) depth++;
    if ("]})".includes(character)) depth--;
    if (character === "," && depth === 0) {
      parts.push(part.trim());
      part = "";
    } else part += character;
  }
  return [...parts, part.trim()];
}

/** Position of the bracket that closes the first one. */
function closing(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if ("[{".includes(text[i]!)) depth++;
    if ("]}".includes(text[i]!) && --depth === 0) return i;
  }
  return text.length;
}

/** How a value differs from what is stated, or null. */
export function difference(value: unknown, said: Stated): string | null {
  switch (said.kind) {
    case "number":
      return typeof value === "number" && (value === said.value || Math.abs(value - said.value) <= said.tolerance)
        ? null
        : `stated ${said.value}, got ${String(value)}`;
    case "exact":
      return value === said.value ? null : `stated ${String(said.value)}, got ${String(value)}`;
    case "list": {
      if (value === null || typeof value !== "object" || !("length" in value))
        return `stated a list, got ${String(value)}`;
      const items = Array.from(value as ArrayLike<unknown>);
      if (items.length !== said.items.length) return `stated ${said.items.length} items, got ${items.length}`;
      return items.map((item, i) => difference(item, said.items[i]!)).find((d) => d !== null) ?? null;
    }
    case "record":
      if (value === null || typeof value !== "object") return `stated a record, got ${String(value)}`;
      return (
        said.fields.map(([key, s]) => difference((value as Record<string, unknown>)[key], s)).find((d) => d !== null) ??
        null
      );
    case "unreadable":
      return `no value can be read from "${said.text}"`;
    default:
      return said satisfies never;
  }
}
