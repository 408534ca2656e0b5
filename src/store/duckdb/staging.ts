import { MONTH_STEMS } from "../../base/month-stems.ts";
import { OFFSET, ZONE_WORDS } from "../../base/zone-words.ts";
import type { Analytics, Cell } from "../ports/analytics.ts";
import type { DateFormat, DelimitedText, Prepared, Staging } from "../ports/staging.ts";
import { inlined, join, literal, name, raw, type Sql, sql } from "../sql/sql.ts";

/** Twice the longest record that the reader of texts lets through. */
const LONGEST_LINE = 20_000_000;
/** Bytes of a file that are read at once. What the engine would take by itself, sixteen of the longest lines, fills the memory, and a file of that size keeps but one thread at work. */
const READ_AT_ONCE = 2 * LONGEST_LINE;

/** Lets the embedded engine read files by itself. */
export function duckdbStaging(engine: Pick<Analytics, "run" | "rows">): Staging {
  const changed = async (statement: Sql): Promise<number> => {
    const [row] = await engine.rows(raw(inlined(statement)));
    return Number(row!.Count);
  };
  const unstage = (...tables: readonly string[]) =>
    engine.run(
      join(
        tables.map((table) => sql`drop table if exists ${name(table)}`),
        "; ",
      ),
    );
  return {
    rowNumber: raw("(rowid + 1)"),
    changed,

    async stageDelimited(table, file) {
      try {
        return await changed(sql`create or replace temp table ${name(table)} as select * from ${readCsv(file)}`);
      } catch (error) {
        if (isReadError(error)) return null;
        throw error;
      }
    },

    async stageParquet(table, path, columns) {
      const types = await parquetTypes(engine, path);
      const cells = columns.map((c, i) => sql`${parquetText(c, types.get(c) ?? "VARCHAR")} as ${name(`c${i + 1}`)}`);
      return changed(
        sql`create or replace temp table ${name(table)} as select ${join(cells)} from read_parquet(${literal(path)})`,
      );
    },

    async sampleParquet(path, rows) {
      const types = await parquetTypes(engine, path);
      const columns = [...types.keys()];
      const cells = columns.map((c, i) => sql`${parquetText(c, types.get(c)!)} as ${name(`c${i + 1}`)}`);
      const found = await engine.rows(
        sql`select ${join(cells)} from read_parquet(${literal(path)}) limit ${raw(String(rows))}`,
      );
      return { columns, rows: found.map((row) => columns.map((_, i) => text(row[`c${i + 1}`]!))) };
    },

    unstage,
    ...READERS,
  };
}

const text = (cell: Cell): string | null => (cell === null ? null : String(cell));

/** Every option is stated: what the engine would guess from a sample may differ from one file to the next. */
function readCsv({ path, compressed, delimiter, quote, skip, columns, firstIsLine = false }: DelimitedText): Sql {
  const own = Array.from({ length: firstIsLine ? columns - 1 : columns }, (_, i) => raw(`'c${i + 1}': 'varchar'`));
  const types = join(firstIsLine ? [raw("'line': 'bigint'"), ...own] : own);
  return sql`read_csv(
    ${literal(path)}, auto_detect = false, header = false, skip = ${raw(String(skip))}, columns = {${types}},
    delim = ${literal(delimiter)}, quote = ${literal(quote)}, escape = ${literal(quote)}, nullstr = '',
    compression = ${literal(compressed ? "gzip" : "none")}, max_line_size = ${raw(String(LONGEST_LINE))},
    buffer_size = ${raw(String(READ_AT_ONCE))},
    strict_mode = true, null_padding = false, ignore_errors = false
  )`;
}

/** The text is at fault, rather than the disk or the memory. */
function isReadError(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return (
    code === "store.query_failed" &&
    /CSV|csv|line size|unicode|utf|Invalid Input|Conversion|state machine|gzip/i.test(message ?? "")
  );
}

async function parquetTypes(engine: Pick<Analytics, "rows">, path: string): Promise<Map<string, string>> {
  const found = await engine.rows(sql`describe select * from read_parquet(${literal(path)})`);
  return new Map(found.map((row) => [String(row.column_name), String(row.column_type)]));
}

function parquetText(column: string, type: string): Sql {
  const value = name(column);
  if (type === "TIMESTAMP WITH TIME ZONE") return sql`strftime(timezone('UTC', ${value}), '%Y-%m-%dT%H:%M:%SZ')`;
  if (/^(STRUCT|MAP|UNION)|\[\d*\]$/.test(type)) return sql`cast(to_json(${value}) as varchar)`;
  return sql`cast(${value} as varchar)`;
}

const ENDS = [" ", "\t", "\n", "\u00a0"];
const BLANKS = literal([...ENDS, "\r", "\u202f", "\ufeff"].join(""));
const MONEY = raw("decimal(18,4)");

/** Currency signs and words that may stand beside an amount, as the reader of samples knows them. */
const MARK = "(US\\$|[$€£¥₽₴₺₹]|zł\\.?|zl\\.?|kr\\.?|lei|leu|руб\\.?|р\\.|Kč|Ft|[A-Z]{3})";
const GAP = "[ \\x{00a0}\\x{202f}]*";

const PLAIN: Readonly<Record<"." | ",", string>> = {
  ".": "^-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,2})?$",
  ",": "^-?([0-9]+(,[0-9]*)?|,[0-9]+)([eE][+-]?[0-9]{1,2})?$",
};
const GROUPED: Readonly<Record<"." | ",", string>> = {
  ".": "^-?[0-9]{1,3}([, '’\\x{00a0}\\x{202f}][0-9]{3})+(\\.[0-9]*)?$",
  ",": "^-?[0-9]{1,3}([. '’\\x{00a0}\\x{202f}][0-9]{3})+(,[0-9]*)?$",
};

/** A number's text without what may stand around it; what is plain already costs nothing more. */
function bareNumber(value: Sql, decimal: "." | ","): Sql {
  // From the outside in: a protecting apostrophe, brackets for negative, a currency before or behind, a minus behind.
  let bare = replaced(value, "^'", "");
  bare = replaced(bare, "^\\((.*)\\)$", "-\\1");
  bare = replaced(bare, `^([+-]?)${GAP}${MARK}${GAP}`, "\\1");
  bare = replaced(bare, `${GAP}${MARK}$`, "");
  bare = replaced(bare, "^(.*[0-9])-$", "-\\1");
  bare = replaced(bare, "^ *(?:(-)|[+])? *([0-9.,])", "\\1\\2");
  return sql`case when ${matches(value, PLAIN[decimal])} then ${value} else ${literal(LONGER)} || ${bare} end`;
}

/** A bare text that is clearly a number, as plain digits with a point; null otherwise. */
function digits({ text: bare, isPlain }: Prepared, decimal: "." | ","): Sql {
  const point = (number: Sql): Sql => (decimal === "," ? sql`replace(${number}, ',', '.')` : number);
  if (isPlain) return point(bare);
  const apart = decimal === "," ? "[~. '’\\x{00a0}\\x{202f}]" : "[~, '’\\x{00a0}\\x{202f}]";
  const after = sql`substr(${bare}, 2)`;
  return sql`case
    when ${isQuick(bare)} then ${point(bare)}
    when ${matches(after, PLAIN[decimal])} then ${point(after)}
    when ${matches(after, GROUPED[decimal])} then ${point(sql`regexp_replace(${bare}, ${literal(apart)}, '', 'g')`)}
  end`;
}

/** What one cast reads at once: the year first, with or without a time, in UTC or without an offset. */
const AT_ONCE =
  "^(?:19|20|21)[0-9]{2}[-/][0-9]{1,2}[-/][0-9]{1,2}(?:[T ](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]{1,9})?Z?)?)?$";
/** Stands before a text that takes longer, so that the typed readers need not match it again. */
const LONGER = "~";
/** Every way to write a date, once its year stands first. Groups: year, month, day, hour, minute, second, a.m. or p.m., offset. */
const ANY =
  `^${LONGER}([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?` +
  `(?:[T\\s,]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)?\\s*(?:([AaPpFfEe])\\.?[Mm]\\.?)?\\s*(${OFFSET})?)?$`;

const matches = (value: Sql, pattern: string): Sql => sql`regexp_matches(${value}, ${literal(pattern)})`;
const replaced = (value: Sql, pattern: string, by: string): Sql =>
  sql`regexp_replace(${value}, ${literal(pattern)}, ${literal(by)})`;
const group = (value: Sql, pattern: string, n: number): Sql =>
  sql`regexp_extract(${value}, ${literal(pattern)}, ${raw(String(n))})`;

/** Two digits of a year: 69–99 are of the 1900s, 00–68 of the 2000s (POSIX). */
const YEARS_2000 = "([0-5][0-9]|6[0-8])";
const YEARS_1900 = "(69|[7-9][0-9])";

/** Day and month before a year of four digits, turned round; every other text as it is. */
function turned(value: Sql, order: DateFormat["order"], year = "([0-9]{4})", century = ""): Sql {
  if (order !== "dmy" && order !== "mdy") return value;
  const parts = "^([0-9]{1,2})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\\.([0-9]{1,2})\\.)";
  const rest = order === "dmy" ? "-\\2\\3\\4-\\1\\6" : "-\\1-\\2\\3\\4\\6";
  return replaced(value, `${parts}${year}([^0-9].*)?$`, `${century}\\5${rest}`);
}

/** A date in figures of the stated order as a text with the year first and dashes; every other text as it is. */
function yearFirst(value: Sql, order: DateFormat["order"]): Sql {
  let text = value;
  switch (order) {
    case "dmy":
    case "mdy":
      text = turned(text, order);
      text = turned(text, order, YEARS_2000, "20");
      text = turned(text, order, YEARS_1900, "19");
      break;
    case "compact":
      text = replaced(
        text,
        "^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})([^0-9].*|[0-9]{4}|[0-9]{6})?$",
        "\\1-\\2-\\3 \\4",
      );
      text = replaced(text, "^([0-9-]{10}) [T\\s]*([0-9]{2})([0-9]{2})(?:Z|UTC)?$", "\\1 \\2:\\3");
      text = replaced(text, "^([0-9-]{10}) [T\\s]*([0-9]{2})([0-9]{2})([0-9]{2})(?:Z|UTC)?$", "\\1 \\2:\\3:\\4");
      text = replaced(text, "^([0-9-]{10})\\s*$", "\\1");
      break;
    case "short": {
      const rest = "([0-9]{2})([0-9]{2})(\\s.*)?$";
      text = replaced(text, `^${YEARS_2000}${rest}`, "20\\1-\\2-\\3\\4");
      text = replaced(text, `^${YEARS_1900}${rest}`, "19\\1-\\2-\\3\\4");
      break;
    }
    default:
  }
  text = replaced(text, "^([0-9]{4})/([0-9]{1,2})(?:/([0-9]{1,2}))", "\\1-\\2-\\3");
  text = replaced(text, "^([0-9]{4})\\.([0-9]{1,2})(?:\\.([0-9]{1,2}))", "\\1-\\2-\\3");
  return replaced(text, "^([0-9]{4})[/.]([0-9]{1,2})$", "\\1-\\2");
}

/** Every stem with its number behind it: looking a text up is much cheaper than a map, or than a list of comparisons. */
const MONTH_OF = literal(
  MONTH_STEMS.flatMap((stems, i) => stems.map((s) => s + String(i + 1).padStart(2, "0"))).join(" "),
);
/** Latin and Cyrillic letters: all of Unicode's, as `\p{L}`, make a pattern that takes an engine 20 ms to prepare, each time. */
const LETTER = "[A-Za-z\\x{c0}-\\x{24f}\\x{400}-\\x{4ff}]";
const WORD = `${LETTER}{3,12}`;
const WEEKDAY = `^(?:${WORD}\\.?,?\\s+)?`;
const NAME_FIRST = `${WEEKDAY}(${WORD})\\.?\\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\\s+([0-9]{4})((?:[T\\s,].*)?)$`;
const NAME_SECOND = `${WEEKDAY}([0-9]{1,2})(?:st|nd|rd|th)?[\\s.-]+(${WORD})\\.?[\\s,-]+([0-9]{4})((?:[T\\s,].*)?)$`;
const NAME_YEAR = `^(${WORD})\\.?[\\s-]+([0-9]{4})$`;

/** A date with the month as a word, as a text with the year first; null for every other text. */
function fromName(value: Sql): Sql {
  const month = (word: Sql): Sql =>
    sql`substr(${MONTH_OF}, nullif(strpos(${MONTH_OF}, left(lower(${word}), 3)), 0) + 3, 2)`;
  const part = (shape: string, n: number): Sql => group(value, shape, n);
  return sql`case
    when ${matches(value, NAME_FIRST)} then ${part(NAME_FIRST, 3)} || '-' || ${month(part(NAME_FIRST, 1))} || '-' || ${part(NAME_FIRST, 2)} || ${part(NAME_FIRST, 4)}
    when ${matches(value, NAME_SECOND)} then ${part(NAME_SECOND, 3)} || '-' || ${month(part(NAME_SECOND, 2))} || '-' || ${part(NAME_SECOND, 1)} || ${part(NAME_SECOND, 4)}
    when ${matches(value, NAME_YEAR)} then ${part(NAME_YEAR, 2)} || '-' || ${month(part(NAME_YEAR, 1))}
  end`;
}

/** The text with its year first and its parts apart by dashes, however it was written; ISO texts cost next to nothing. */
function dateText(value: Sql, order: DateFormat["order"]): Sql {
  if (order === "epoch_s" || order === "epoch_ms") return value;
  const figures = sql`${literal(LONGER)} || ${yearFirst(value, order)}`;
  const quick = sql`when ${value} is null or ${matches(value, AT_ONCE)} then ${value}`;
  if (order === "compact" || order === "short") return sql`case ${quick} else ${figures} end`;
  // A month's name has the year somewhere behind it; the letters of a zone stand last.
  const named = matches(value, `^[^:]*${LETTER}{3}.*[0-9]`);
  return sql`case ${quick} when ${named} then ${literal(LONGER)} || coalesce(${fromName(value)}, '') else ${figures} end`;
}

const EPOCH: Readonly<Record<"epoch_s" | "epoch_ms", { pattern: string; toMicroseconds: number }>> = {
  epoch_s: { pattern: "^[0-9]{9,10}(\\.[0-9]+)?$", toMicroseconds: 1e6 },
  epoch_ms: { pattern: "^[0-9]{12,13}$", toMicroseconds: 1e3 },
};

/** Whole seconds of the time of day in a text of the shape `ANY`; null where there is no such time. */
function secondsOfDay(text: Sql): Sql {
  const part = (n: number) => sql`coalesce(try_cast(nullif(${group(text, ANY, n)}, '') as integer), 0)`;
  const half = sql`lower(${group(text, ANY, 7)})`;
  const [hour, minute, second] = [part(4), part(5), part(6)];
  return sql`case
    when ${minute} > 59 or ${second} > 59 or ${hour} > 23 then null
    when ${half} = '' then ${hour} * 3600 + ${minute} * 60 + ${second}
    when ${hour} between 1 and 12 then (${hour} % 12 + case when ${half} in ('p', 'e') then 12 else 0 end) * 3600 + ${minute} * 60 + ${second}
  end`;
}

/** Midnight of the day in a text of the shape `ANY`, or null. */
function midnight(text: Sql): Sql {
  const day = sql`coalesce(nullif(${group(text, ANY, 3)}, ''), '1')`;
  const date = sql`${group(text, ANY, 1)} || '-' || ${group(text, ANY, 2)} || '-' || ${day}`;
  return sql`case when ${text} >= ${literal(`${LONGER}1900`)} then try_cast(${date} as timestamp) end`;
}

/** Minutes east of Greenwich. */
function offsetMinutes(offset: Sql): Sql {
  const shape = "([+-])([0-9]{1,2}):?([0-9]{2})?$";
  const words = Object.entries(ZONE_WORDS).map(
    ([word, minutes]) => sql`when ${literal(word)} then ${raw(String(minutes))}`,
  );
  const minutes = sql`coalesce(try_cast(nullif(${group(offset, shape, 3)}, '') as integer), 0)`;
  const amount = sql`(cast(${group(offset, shape, 2)} as integer) * 60 + ${minutes})`;
  return sql`case when ${matches(offset, shape)} then case ${group(offset, shape, 1)} when '-' then -1 else 1 end * ${amount} else case ${offset} ${join(words, " ")} else 0 end end`;
}

const toUtc = (wall: Sql, zone: string): Sql =>
  zone === "UTC" ? wall : sql`timezone('UTC', timezone(${literal(zone)}, ${wall}))`;
const toZone = (utc: Sql, zone: string): Sql =>
  zone === "UTC" ? utc : sql`timezone(${literal(zone)}, timezone('UTC', ${utc}))`;

/** UTC of a time, midnight of a date. Reads what one cast reads first, because nearly every table is all of that. */
function instant({ text, isPlain }: Prepared, { order, zone }: DateFormat): Sql {
  if (order === "epoch_s" || order === "epoch_ms") {
    const { pattern, toMicroseconds } = EPOCH[order];
    return sql`case when ${matches(text, pattern)} then make_timestamp(cast(cast(${text} as double) * ${raw(String(toMicroseconds))} as bigint)) end`;
  }
  const cast = sql`try_cast(${text} as timestamp)`;
  const offset = group(text, ANY, 8);
  const wall = sql`(${midnight(text)} + to_seconds(${secondsOfDay(text)}))`;
  const isLocalTime = sql`contains(${text}, ':') and not ends_with(${text}, 'Z')`;
  const atOnce = zone === "UTC" ? cast : sql`case when ${isLocalTime} then ${toUtc(cast, zone)} else ${cast} end`;
  if (isPlain) return atOnce;
  return sql`case
    when ${isQuick(text)} then ${atOnce}
    when ${text} is null or not ${matches(text, ANY)} then null
    when ${group(text, ANY, 4)} = '' then ${midnight(text)}
    when ${offset} = '' then ${toUtc(wall, zone)}
    else ${wall} - to_minutes(${offsetMinutes(offset)})
  end`;
}

const isQuick = (text: Sql): Sql => sql`not starts_with(${text}, ${literal(LONGER)})`;

/** The calendar date as written; of a time with an offset, the date in the zone. */
function date({ text, isPlain }: Prepared, { order, zone }: DateFormat): Sql {
  if (order === "epoch_s" || order === "epoch_ms")
    return sql`cast(${toZone(instant({ text, isPlain }, { order, zone }), zone)} as date)`;
  const cast = sql`try_cast(${text} as timestamp)`;
  const offset = group(text, ANY, 8);
  const utc = sql`(${midnight(text)} + to_seconds(${secondsOfDay(text)}) - to_minutes(${offsetMinutes(offset)}))`;
  const atOnce = sql`cast(${zone === "UTC" ? cast : sql`case when ends_with(${text}, 'Z') then ${toZone(cast, zone)} else ${cast} end`} as date)`;
  if (isPlain) return atOnce;
  return sql`case
    when ${isQuick(text)} then ${atOnce}
    when ${text} is null or not ${matches(text, ANY)} or ${secondsOfDay(text)} is null then null
    when ${offset} = '' then cast(${midnight(text)} as date)
    else cast(${toZone(utc, zone)} as date)
  end`;
}

function precision({ text, isPlain }: Prepared, { order }: DateFormat): Sql {
  if (order === "epoch_s" || order === "epoch_ms") return literal("instant");
  if (isPlain) return sql`case when contains(${text}, ':') then 'instant' else 'day' end`;
  return sql`case
    when contains(${text}, ':') then 'instant'
    when length(${text}) < 9 and ${matches(text, `^${LONGER}[0-9]{4}-[0-9]{1,2}$`)} then 'month'
    else 'day'
  end`;
}

const money = (value: Prepared, decimal: "." | ","): Sql => sql`try_cast(${digits(value, decimal)} as ${MONEY})`;
const number = (value: Prepared, decimal: "." | ","): Sql => {
  const read = sql`try_cast(${digits(value, decimal)} as double)`;
  return sql`case when isfinite(${read}) then ${read} end`;
};

/** Keys as they are written, whatever stands in them. */
const jsonPath = (path: string): Sql =>
  literal(
    `$${path
      .split(".")
      .map((key) => `."${key.replaceAll('"', '\\"')}"`)
      .join("")}`,
  );

function isTrimmed(value: Sql): Sql {
  const ends = join(
    ENDS.map((blank) => sql`ends_with(${value}, ${literal(blank)})`),
    " or ",
  );
  const beyond = sql`(starts_with(${value}, '\u00a0') or starts_with(${value}, '\u202f') or starts_with(${value}, '\ufeff'))`;
  return sql`not (${value} < '!' or (${value} > '~' and ${beyond}) or ${ends})`;
}

const READERS: Omit<
  Staging,
  "stageDelimited" | "stageParquet" | "sampleParquet" | "unstage" | "changed" | "rowNumber"
> = {
  // Trimming copies every text; asking first whether there is anything to trim costs a tenth of it.
  trimmed: (value) => sql`case when ${isTrimmed(value)} then ${value} else nullif(trim(${value}, ${BLANKS}), '') end`,
  isTrimmed,
  isPlainNumber: (value, decimal) => matches(value, PLAIN[decimal]),
  isPlainDate: (value) => matches(value, AT_ONCE),
  eachOf: (text) =>
    sql`unnest(case when json_valid(${text}) then list_filter(json_extract(${text}, '$[*]'), lambda each: json_type(each) = 'OBJECT') end)`,
  within: (element, path) => sql`json_extract(${element}, ${jsonPath(path)})`,
  textWithin: (element, path) => sql`json_extract_string(${element}, ${jsonPath(path)})`,
  extract: (value, pattern, part) => sql`nullif(${group(value, pattern, part)}, '')`,
  says: (text, { says, unless }) =>
    sql`cast(${matches(sql`regexp_replace(lower(${text}), ${literal(unless)}, ' ', 'g')`, says)} as varchar)`,
  bareNumber,
  dateText,
  money,
  number,
  seconds: (prepared, decimal) => {
    if (prepared.isPlain) return number(prepared, decimal);
    const value = prepared.text;
    const shape = "^~([0-9]{1,5}):([0-5]?[0-9])(?::([0-5]?[0-9]))?(\\.[0-9]+)?$";
    const part = (n: number) => sql`cast(${group(value, shape, n)} as double)`;
    const clock = sql`case when ${group(value, shape, 3)} = '' then ${part(1)} * 60 + ${part(2)} else ${part(1)} * 3600 + ${part(2)} * 60 + ${part(3)} end`;
    return sql`case when ${isQuick(value)} or not ${matches(value, shape)} then ${number(prepared, decimal)} else ${clock} end`;
  },
  asMoney: (value) => sql`case when isfinite(${value}) then try_cast(round(${value}, 4) as ${MONEY}) end`,
  instant,
  date,
  precision,
  moved: (value, { days, months }) =>
    sql`(${value} + to_months(${raw(String(Math.trunc(months)))}) + to_days(${raw(String(Math.trunc(days)))}))`,
  later: (value, minutes) => sql`(${value} + to_microseconds(cast(round(${minutes} * 6e7) as bigint)))`,
  withLastBit: (key, bit) => (bit === 0 ? sql`(${key} & 18446744073709551614::ubigint)` : sql`(${key} | 1::ubigint)`),
  object: (entries) => {
    if (entries.length === 0) return raw("cast(null as varchar)");
    const pairs = join(entries.flatMap(({ key, text }) => [literal(key), text]));
    const none = join(
      entries.map(({ text }) => sql`${text} is null`),
      " and ",
    );
    return sql`case when ${none} then null else cast(json_object(${pairs}) as varchar) end`;
  },
};
