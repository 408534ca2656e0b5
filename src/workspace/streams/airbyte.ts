import { InputError } from "../../base/errors.ts";
import { broken, isObject, type JsonObject, type LineReader, named, parseLine, type StreamMessage } from "./message.ts";

/** What a configured catalog says of a stream. */
export interface CatalogStream {
  stream: string;
  keys: string[];
  properties: JsonObject;
  /** A full refresh takes the place of what was there. */
  overwrites: boolean;
}

/**
 * Messages of an Airbyte source: RECORD, STATE, TRACE. A record whose `_ab_cdc_deleted_at` is set was deleted; `meta.changes`
 * names values that the source could not pass on. What its records are told apart by stands in the configured catalog.
 * @see https://docs.airbyte.com/platform/understanding-airbyte/airbyte-protocol
 */
export const airbyte: LineReader = (line, number) => {
  const message = parseLine(line, number);
  switch (String(message.type).toUpperCase()) {
    case "RECORD": {
      if (!isObject(message.record)) throw broken(number, "is a RECORD without a record");
      const { stream, namespace, data, meta } = message.record;
      if (!isObject(data)) throw broken(number, "is a RECORD without data");
      const changes = isObject(meta) && Array.isArray(meta.changes) ? meta.changes.filter(isObject) : [];
      return {
        is: "record",
        stream: streamName(named(stream, number), namespace),
        data: own(data),
        version: null,
        isDeleted: data._ab_cdc_deleted_at !== undefined && data._ab_cdc_deleted_at !== null,
        changes: changes.map(({ field, change }) => ({ field: String(field), change: String(change) })),
      };
    }
    case "STATE":
      return { is: "state", text: line.trim() };
    case "TRACE":
      return complete(message.trace);
    default:
      return null;
  }
};

function complete(trace: unknown): StreamMessage | null {
  const said = isObject(trace) && isObject(trace.stream_status) ? trace.stream_status : {};
  const { status, stream_descriptor: of } = said;
  if (status !== "COMPLETE" || !isObject(of) || typeof of.name !== "string") return null;
  return { is: "complete", stream: streamName(of.name, of.namespace) };
}

const streamName = (name: string, namespace: unknown): string =>
  typeof namespace === "string" && namespace !== "" ? `${namespace}.${name}` : name;

/** A record without what the pipeline itself added. */
const own = (data: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(data).filter(([name]) => !/^_(ab|airbyte)_/.test(name)));

/** Streams of a configured catalog. @throws InputError `input.file_unreadable` where it is none */
export function catalogStreams(text: string): CatalogStream[] {
  let catalog: unknown;
  try {
    catalog = JSON.parse(text);
  } catch {
    catalog = null;
  }
  if (!isObject(catalog) || !Array.isArray(catalog.streams))
    throw new InputError("input.file_unreadable", "The catalog is no configured catalog of Airbyte.", {
      hint: "Give the file that the source itself is given with --catalog.",
    });
  return catalog.streams.filter(isObject).flatMap((configured): CatalogStream[] => {
    const stream = isObject(configured.stream) ? configured.stream : {};
    if (typeof stream.name !== "string") return [];
    const schema = isObject(stream.json_schema) ? stream.json_schema : {};
    const keys = [configured.primary_key, stream.source_defined_primary_key].find(
      (k) => Array.isArray(k) && k.length > 0,
    );
    return [
      {
        stream: streamName(stream.name, stream.namespace),
        // A key is a path, for a field within an object.
        keys: ((keys ?? []) as unknown[]).map((path) => (Array.isArray(path) ? path.join(".") : String(path))),
        properties: isObject(schema.properties) ? schema.properties : {},
        overwrites: configured.destination_sync_mode === "overwrite",
      },
    ];
  });
}
