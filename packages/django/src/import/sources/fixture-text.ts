import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { StartError } from "@levelup/server";

/** Enough to get past the comments at a fixture's head. */
const headBytes = 65_536;

const dumpAgain = "Dump it by `python -X utf8 manage.py dumpdata -o dump.json`, with the models after it.";

/** Files that are not fixtures but come instead of them, by their first bytes. */
const otherFiles: [begin: string, what: string, remedy: string][] = [
  ["\xff\xfe", "is UTF-16, as PowerShell's > writes it", dumpAgain],
  ["\xfe\xff", "is UTF-16", dumpAgain],
  ["\x1f\x8b", "is compressed by gzip", "Unpack it first."],
  ["BZh", "is compressed by bzip2", "Unpack it first."],
  ["\xfd7zXZ", "is compressed by xz", "Unpack it first."],
  ["PK\x03\x04", "is a ZIP file", "Unpack it first."],
  ["<", "is XML", dumpAgain],
  ["- ", "is YAML", dumpAgain],
  ["PGDMP", "is a dump of pg_dump", "Restore it, and name the database as postgres://user@host:5432/database."],
  ["--", "is SQL", dumpAgain],
  ["/*", "is SQL", dumpAgain],
];

/**
 * Reads the head of a fixture.
 *
 * @throws StartError that names what the file is when it is empty or of another kind.
 */
export async function readHead(file: string): Promise<string> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  const bytes = buffer.subarray(0, bytesRead);
  const head = withoutComments(bytes.toString("utf8"));
  if (head.trim() === "" && bytesRead < headBytes) throw new StartError(`${file} is empty.`, dumpAgain);
  const begin = bytes.toString("latin1").trimStart();
  const other = otherFiles.find(([signature]) => begin.startsWith(signature));
  if (other !== undefined) throw new StartError(`${file} ${other[1]}.`, other[2]);
  if (begin.includes("\0")) throw new StartError(`${file} is not UTF-8 text.`, dumpAgain);
  return head;
}

export function withoutComments(text: string): string {
  return text.replace(/^\ufeff/, "").replace(/^[ \t]*\/\/.*$/gm, "");
}

/** The lines of a file, the first with number 1. @throws StartError at bytes that are not UTF-8. */
export async function* readLines(file: string): AsyncIterable<{ number: number; text: string }> {
  let rest = Buffer.alloc(0);
  let number = 0;
  for await (const chunk of createReadStream(file)) {
    // A line feed is never a part of another character in UTF-8.
    let begin = 0;
    const bytes = Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf("\n"); end !== -1; end = bytes.indexOf("\n", begin)) {
      number += 1;
      yield { number, text: decode(bytes.subarray(begin, end), file, number) };
      begin = end + 1;
    }
    rest = bytes.subarray(begin);
  }
  if (rest.length > 0) yield { number: number + 1, text: decode(rest, file, number + 1) };
}

/**
 * Decodes a whole file.
 *
 * @throws StartError with the place of bytes that are not UTF-8: a decoder would put U+FFFD for them, and so give
 * different names the same spelling.
 */
export function decodeText(bytes: Buffer, file: string): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  let begin = 0;
  for (let number = 1; ; number += 1) {
    const end = bytes.indexOf("\n", begin);
    const line = bytes.subarray(begin, end === -1 ? undefined : end);
    decode(line, file, number);
    begin = end + 1;
  }
}

function decode(line: Buffer, file: string, number: number): string {
  if (isUtf8(line)) return line.toString("utf8");
  const repaired = Buffer.from(line.toString("utf8"));
  const at = line.findIndex((byte, index) => byte !== repaired[index]);
  const hex = line[at]?.toString(16).padStart(2, "0");
  throw new StartError(`${file} is not UTF-8: line ${number}, byte ${at + 1} is 0x${hex}.`, dumpAgain);
}
