import { broken, isObject, type JsonObject, type LineReader, named, parseLine } from "./message.ts";

/**
 * Messages of a Singer tap: SCHEMA, RECORD, STATE, ACTIVATE_VERSION. A record with `_sdc_deleted_at` was deleted.
 * @see https://hub.meltano.com/singer/spec; ACTIVATE_VERSION in singer-python's messages
 */
export const singer: LineReader = (line, number) => {
  const message = parseLine(line, number);
  switch (String(message.type).toUpperCase()) {
    case "SCHEMA": {
      const schema = isObject(message.schema) ? message.schema : {};
      return {
        is: "schema",
        stream: named(message.stream, number),
        keys: Array.isArray(message.key_properties) ? message.key_properties.map(String) : [],
        properties: isObject(schema.properties) ? schema.properties : {},
      };
    }
    case "RECORD": {
      if (!isObject(message.record)) throw broken(number, "is a RECORD without a record");
      const { _sdc_deleted_at: deleted } = message.record;
      return {
        is: "record",
        stream: named(message.stream, number),
        data: own(message.record),
        version: typeof message.version === "number" ? message.version : null,
        isDeleted: deleted !== undefined && deleted !== null,
        changes: [],
      };
    }
    case "ACTIVATE_VERSION":
      return { is: "activate", stream: named(message.stream, number), version: Number(message.version) };
    case "STATE":
      return { is: "state", text: valueText(line) };
    default:
      return null;
  }
};

/** A target tells back the value, which is what a tap takes as `--state`: not one digit of it changes. */
function valueText(line: string): string {
  const marked = line.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (t) =>
    t.startsWith('"') ? t : `"${MARK}${t}"`,
  );
  return JSON.stringify((JSON.parse(marked) as JsonObject).value).replaceAll(new RegExp(`"${MARK}([^"]*)"`, "g"), "$1");
}

const MARK = "number as written: ";

/** A record without what the pipeline itself added. */
const own = (record: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !name.startsWith("_sdc_")));
