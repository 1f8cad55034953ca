import { open, readFile, stat } from "node:fs/promises";
import { StartError } from "@levelup/server";
import { z } from "zod";
import { batchRows, type DjangoNames, type DjangoSource, type Kind, kinds, type SourceRow } from "../source.ts";

/** One object of a fixture, as `dumpdata` writes them. */
const objectSchema = z.object({
  model: z.string(),
  pk: z.union([z.string(), z.number()]).nullish(),
  fields: z.record(z.string(), z.unknown()),
});

/** A little less than the longest string that V8 holds; such a fixture is better sent line by line. */
const jsonMaxBytes = 500_000_000;

/** Enough to get past the comments at a fixture's head. */
const headBytes = 65_536;

/**
 * Fixture files of `dumpdata`, in any order: JSON, which is read whole, or JSONL (`--format jsonl`), which is read line
 * by line. Lines that begin with `//` are left out. Objects of other models are passed over.
 *
 * @throws StartError, also while it is read, when a file is no fixture.
 */
export async function openFixtureSource(files: readonly string[], names: DjangoNames): Promise<DjangoSource> {
  const kindOf = new Map(kinds.map((kind) => [names.models[kind].toLowerCase(), kind]));
  return {
    name: files.join(", "),
    complete: [],
    absent: [],
    rowCount: null,
    async *batches() {
      const batches: Record<Kind, SourceRow[]> = { users: [], gamers: [], tokens: [] };
      for (const file of files) {
        for await (const object of readObjects(file)) {
          const kind = kindOf.get(object.model.toLowerCase());
          if (kind === undefined) continue;
          const rows = batches[kind];
          rows.push(toRow(kind, object));
          if (rows.length === batchRows) yield { kind, rows: rows.splice(0) };
        }
      }
      for (const kind of kinds) {
        if (batches[kind].length > 0) yield { kind, rows: batches[kind] };
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}

type FixtureObject = z.output<typeof objectSchema>;

/** As the row stands in the table: the primary key under its name, the user's key as `user_id`. */
function toRow(kind: Kind, { pk, fields }: FixtureObject): SourceRow {
  return { ...fields, user_id: fields.user, [kind === "tokens" ? "key" : "id"]: pk };
}

async function* readObjects(file: string): AsyncIterable<FixtureObject> {
  if (await isLineByLine(file)) {
    await using handle = await open(file);
    let number = 0;
    for await (const line of handle.readLines()) {
      number += 1;
      const text = withoutComments(line);
      if (text.trim() === "") continue;
      const place = `${file}, line ${number},`;
      yield readObject(parse(text, place), place);
    }
    return;
  }
  const { size } = await stat(file);
  if (size > jsonMaxBytes) {
    throw new StartError(
      `${file} is too large to be read whole.`,
      "Dump it with --format jsonl, or import the database itself.",
    );
  }
  const text = await readFile(file, "utf8");
  const objects = parse(withoutComments(text), file);
  if (!Array.isArray(objects)) throw notFixture(file);
  for (const object of objects) yield readObject(object, file);
}

/** JSONL begins with an object, JSON with the list of them. */
async function isLineByLine(file: string): Promise<boolean> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  return withoutComments(buffer.toString("utf8", 0, bytesRead))
    .trimStart()
    .startsWith("{");
}

function withoutComments(text: string): string {
  return text.replace(/^\ufeff/, "").replace(/^[ \t]*\/\/.*$/gm, "");
}

/** The parser's own message quotes what it met, which may be a hash or a key. */
function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notFixture(place);
  }
}

function readObject(object: unknown, place: string): FixtureObject {
  const { success, data } = objectSchema.safeParse(object);
  if (!success) throw notFixture(place);
  return data;
}

function notFixture(place: string): StartError {
  return new StartError(
    `${place} is not what dumpdata writes.`,
    "Name fixtures made by manage.py dumpdata, as JSON or JSONL.",
  );
}
