/**
 * Reads a number under one decimal convention, as the loader does: plain or with thousands apart in groups of three,
 * with a currency sign or code before or after it, negative by a sign or in brackets. Whatever is not clearly a number
 * (`12 %`, `1,5` where the comma parts thousands, `NaN`, `Infinity`) is none.
 */
export function readNumber(text: string, decimal: "." | ","): number | null {
  if ((decimal === "." ? PLAIN_POINT : PLAIN).test(text)) return Number(text);
  // No mark of a currency is a longer word, and what stands between figures parts a date, a time or a code.
  if (!/\d/.test(text) || /[A-Za-z]{4}|\d[-:/_]\d/.test(text)) return null;
  const bare = text
    .trim()
    .replace(/^'/, "")
    .replace(/^\((.*)\)$/, "-$1")
    .replace(MONEY_BEFORE, "$1")
    .replace(MONEY_AFTER, "")
    .replace(/^(.*\d)-$/, "-$1");
  const match = (decimal === "." ? POINT : COMMA).exec(bare);
  if (!match) return null;
  const whole = match[2]!.replace(/[^\d]/g, "");
  const value = Number(`${match[1] === "-" ? "-" : ""}${whole || "0"}.${match[3] ?? "0"}${match[4] ?? ""}`);
  return Number.isFinite(value) ? value : null;
}

/** Currency signs and words that may stand beside an amount; a code of three capitals is taken for one too. */
export const CURRENCY_MARK = "US\\$|[$€£¥₽₴₺₹]|zł\\.?|zl\\.?|kr\\.?|lei|leu|руб\\.?|р\\.|Kč|Ft|[A-Z]{3}";

const PLAIN = /^-?\d{1,15}$/;
const PLAIN_POINT = /^-?\d{1,15}(\.\d{1,15})?$/;
const GAP = "[ \\u00a0\\u202f]*";
const MONEY_BEFORE = new RegExp(`^([+-]?)${GAP}(?:${CURRENCY_MARK})${GAP}`, "u");
const MONEY_AFTER = new RegExp(`${GAP}(?:${CURRENCY_MARK})$`, "u");
const POINT = /^ *([+-]?) *(\d{1,3}(?:[,\u0020\u00a0\u202f'’]\d{3})+|\d+|(?=\.\d))(?:\.(\d*))?([eE][+-]?\d{1,2})?$/u;
const COMMA = /^ *([+-]?) *(\d{1,3}(?:[.\u0020\u00a0\u202f'’]\d{3})+|\d+|(?=,\d))(?:,(\d*))?([eE][+-]?\d{1,2})?$/u;

/** Values that decide on the sign: more of them say it again. */
const ENOUGH = 200;

/**
 * Which sign parts the decimals, by values that can be read one way only (`12,5`, `1.234,56`, `0.75`).
 * @returns null where no value decides
 */
export function decimalSign(values: Iterable<string | null>): "." | "," | null {
  let point = 0;
  let comma = 0;
  for (const value of values) {
    // A plain whole number is one either way, and a word neither.
    if (value === null || !/\d[.,' \u00a0\u202f’]|[.,]\d/.test(value)) continue;
    const asPoint = readNumber(value, ".") !== null;
    const asComma = readNumber(value, ",") !== null;
    if (asPoint && !asComma) point++;
    if (asComma && !asPoint) comma++;
    if (point + comma === ENOUGH) break;
  }
  return point === comma ? null : point > comma ? "." : ",";
}
