import { type ChangedValue, isObject, type JsonObject, type StreamMessage } from "./message.ts";

interface Gathered {
  data: JsonObject;
  version: number | null;
  changes: ChangedValue[];
}

/** What a stream said since the last time that it was taken in. */
export interface StreamPart {
  stream: string;
  /** Names of the fields that tell its records apart; a dot leads into an object. */
  keys: readonly string[];
  properties: JsonObject;
  /** The latest record of each key; records without a key one by one. */
  records: { key: string | null; record: Gathered }[];
  /** Keys of records that are there no more. */
  deleted: string[];
  /** Only records of this version are there any more. */
  activated: number | null;
}

/** Gathers what is said until it is taken in: of one record the last that was said of it counts. */
export class Gatherer {
  readonly #streams = new Map<string, Stream>();
  rows = 0;

  /** @param overwriting version of the records of streams that are refreshed as a whole */
  constructor(private readonly overwriting: { streams: ReadonlySet<string>; version: number }) {}

  describe(stream: string, keys: readonly string[] | null, properties: JsonObject): void {
    const known = this.#of(stream);
    if (keys) known.keys = keys;
    known.properties = properties;
  }

  take(message: Exclude<StreamMessage, { is: "state" }>): void {
    const known = this.#of(message.stream);
    switch (message.is) {
      case "schema":
        this.describe(message.stream, message.keys, message.properties);
        break;
      case "record": {
        const version = this.overwriting.streams.has(message.stream) ? this.overwriting.version : message.version;
        this.rows += 1;
        known.take({ ...message, version });
        break;
      }
      case "activate":
        known.activate(message.version);
        break;
      case "complete":
        if (this.overwriting.streams.has(message.stream)) known.activate(this.overwriting.version);
        break;
      default:
        message satisfies never;
    }
  }

  /** What was gathered, and begins anew. */
  drain(): StreamPart[] {
    this.rows = 0;
    return [...this.#streams].flatMap(([stream, known]) => known.drain(stream) ?? []);
  }

  #of(stream: string): Stream {
    const known = this.#streams.get(stream) ?? new Stream();
    this.#streams.set(stream, known);
    return known;
  }
}

class Stream {
  /** Null where nobody said what they are; empty where it was said that there are none. */
  keys: readonly string[] | null = null;
  properties: JsonObject = {};
  #keyed = new Map<string, Gathered>();
  #others: Gathered[] = [];
  #deleted = new Set<string>();
  #activated: number | null = null;

  take({ data, version, isDeleted, changes }: Gathered & { isDeleted: boolean }): void {
    const key = keyOf(data, this.keys ?? ["id"]);
    if (key === null) {
      if (!isDeleted) this.#others.push({ data, version, changes });
      return;
    }
    // Written anew at the end: of several records of one fact the last that was said stands.
    this.#keyed.delete(key);
    if (isDeleted) this.#deleted.add(key);
    else {
      this.#deleted.delete(key);
      this.#keyed.set(key, { data, version, changes });
    }
  }

  activate(version: number): void {
    this.#activated = version;
    for (const [key, record] of this.#keyed) if (record.version !== version) this.#keyed.delete(key);
    this.#others = this.#others.filter((record) => record.version === version);
  }

  drain(stream: string): StreamPart | null {
    const records = [
      ...[...this.#keyed].map(([key, record]) => ({ key, record })),
      ...this.#others.map((record) => ({ key: null, record })),
    ];
    const part = { stream, keys: this.keys ?? ["id"], properties: this.properties, records };
    const said = { ...part, deleted: [...this.#deleted], activated: this.#activated };
    this.#keyed = new Map();
    this.#others = [];
    this.#deleted = new Set();
    this.#activated = null;
    return records.length > 0 || said.deleted.length > 0 || said.activated !== null ? said : null;
  }
}

/** The values of a record's key, as one text; null where one of them is missing. */
function keyOf(data: JsonObject, keys: readonly string[]): string | null {
  if (keys.length === 0) return null;
  const values = keys.map((path) =>
    path.split(".").reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), data),
  );
  return values.some((value) => value === undefined || value === null) ? null : JSON.stringify(values.map(String));
}

/**
 * A record as a line of JSON: with every field that its schema names, because a field that is empty in all records of a part
 * is there all the same; with lists as texts, because a list of objects is a value of the record and no table.
 */
export const lineOf = (data: JsonObject, properties: JsonObject): string =>
  JSON.stringify(filled(data, properties, 1), (_, value) => (Array.isArray(value) ? JSON.stringify(value) : value));

function filled(data: JsonObject, properties: JsonObject, depth: number): JsonObject {
  const all: Record<string, unknown> = { ...data };
  for (const [name, schema] of Object.entries(properties)) {
    const below = isObject(schema) && isObject(schema.properties) ? schema.properties : null;
    if (name.startsWith("_sdc_") || /^_(ab|airbyte)_/.test(name)) continue;
    const value = all[name];
    if (below && depth < 3) all[name] = filled(isObject(value) ? value : {}, below, depth + 1);
    else if (value === undefined) all[name] = null;
  }
  return all;
}
