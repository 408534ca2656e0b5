import { createReadStream } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { InputError } from "../../base/errors.ts";
import type { Encoding } from "../table.ts";

/** What a file is by its first bytes. A name or an ending proves nothing. */
export type Magic = "gzip" | "parquet" | "zip" | "text" | { binary: string };

/** The first bytes of a regular file. */
export async function firstBytes(path: string, length: number): Promise<Buffer> {
  // Reading a pipe or a device could go on for ever.
  if (!(await stat(path).catch(() => null))?.isFile()) throw unreadable(path, "is not a regular file");
  const file = await open(path).catch((cause) => {
    throw unreadable(path, "cannot be opened", { cause });
  });
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

export function magicOf(head: Buffer): Magic {
  const starts = (...bytes: number[]) => bytes.every((b, i) => head[i] === b);
  if (starts(0x1f, 0x8b)) return "gzip";
  if (head.toString("latin1", 0, 4) === "PAR1") return "parquet";
  if (starts(0x50, 0x4b, 3, 4) || starts(0x50, 0x4b, 5, 6)) return "zip";
  const known: [number[], string][] = [
    [[0x89, 0x50, 0x4e, 0x47], "a PNG image"],
    [[0xff, 0xd8, 0xff], "a JPEG image"],
    [[0x47, 0x49, 0x46, 0x38], "a GIF image"],
    [[0x25, 0x50, 0x44, 0x46], "a PDF document"],
    [[0xd0, 0xcf, 0x11, 0xe0], "an Excel workbook of the format before 2007 (.xls)"],
    [[0x37, 0x7a, 0xbc, 0xaf], "a 7z archive"],
    [[0x28, 0xb5, 0x2f, 0xfd], "a Zstandard archive"],
    [[0x42, 0x5a, 0x68], "a bzip2 archive"],
    [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20], "an SQLite database"],
    [[0x7f, 0x45, 0x4c, 0x46], "a program"],
  ];
  const hit = known.find(([bytes]) => starts(...bytes));
  return hit ? { binary: hit[1] } : "text";
}

/** A file's bytes, unpacked where it is compressed, in chunks. */
export async function* bytesOf(path: string, compressed: boolean, chunk = 1 << 20): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: chunk });
  const source = compressed ? file.pipe(createGunzip({ chunkSize: chunk })) : file;
  const failed = new Promise<never>((_, reject) => file.once("error", reject));
  failed.catch(() => source.destroy());
  try {
    for await (const bytes of source) yield bytes as Buffer;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    if (compressed && /^Z_/.test(code))
      throw unreadable(path, "is compressed, and damaged or cut off", {
        hint: "Export or copy it once more; nothing of it was loaded.",
        cause,
      });
    throw unreadable(path, `cannot be read (${code})`, { cause });
  } finally {
    source.destroy();
    file.destroy();
  }
}

/**
 * A file's bytes, unpacked where it is compressed, for whoever is done with a chunk before asking for the next: chunks of a plain file lie in one
 * place, one after the other, which spares the collector of memory most of its work on large files.
 */
export async function* bytesInPassing(path: string, compressed: boolean, chunk = 1 << 20): AsyncGenerator<Buffer> {
  if (compressed) return yield* bytesOf(path, compressed, chunk);
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const place = Buffer.allocUnsafe(chunk);
    for (;;) {
      const { bytesRead } = await file.read(place, 0, chunk);
      if (bytesRead === 0) return;
      yield place.subarray(0, bytesRead);
    }
  } catch (cause) {
    throw unreadable(path, `cannot be read (${(cause as NodeJS.ErrnoException).code ?? ""})`, { cause });
  } finally {
    await file?.close();
  }
}

/** The same text in UTF-8, without a mark of byte order. */
export async function* asUtf8(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding === "utf-8") {
    let first = true;
    for await (const bytes of source) {
      const marked = first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
      first = false;
      yield marked ? bytes.subarray(3) : bytes;
    }
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const bytes of source) yield Buffer.from(decoder.decode(bytes, { stream: true }), "utf8");
  const rest = decoder.decode();
  if (rest) yield Buffer.from(rest, "utf8");
}

export function unreadable(
  path: string,
  why: string,
  { hint, cause }: { hint?: string; cause?: unknown } = {},
): InputError {
  return new InputError("input.file_unreadable", `"${path}" ${why}.`, {
    hint: hint ?? "Give a CSV, Excel (.xlsx), JSON or Parquet file.",
    details: { path },
    cause,
  });
}
