import { readFile, stat } from "node:fs/promises";
import { StartError } from "@levelup/server";
import { z } from "zod";
import { batchRows, type DjangoNames, type DjangoSource, type Kind, kinds, type SourceRow } from "../source.ts";
import { collectLeftovers } from "./fixture-leftovers.ts";
import { decodeText, readHead, readLines, withoutComments } from "./fixture-text.ts";

/** One object of a fixture, as `dumpdata` writes them. */
const objectSchema = z.object({
  model: z.string().toLowerCase(),
  pk: z.union([z.string(), z.number()]).nullish(),
  fields: z.record(z.string(), z.unknown()),
});

/** A little less than the longest string that V8 holds; such a fixture is better sent line by line. */
const jsonMaxBytes = 500_000_000;

/**
 * Fixture files of `dumpdata`, in any order: JSON, which is read whole, or JSONL (`--format jsonl`), which is read line
 * by line. Lines that begin with `//` are left out. Objects of other models are passed over.
 *
 * @throws StartError, also while it is read, when a file is no fixture.
 */
export async function openFixtureSource(files: readonly string[], names: DjangoNames): Promise<DjangoSource> {
  const kindOf = new Map(kinds.map((kind) => [names.models[kind]?.toLowerCase(), kind]));
  const { add, leftovers } = collectLeftovers(names);
  return {
    name: files.join(", "),
    complete: [],
    rowCount: null,
    leftovers,
    async *batches() {
      const batches: Record<Kind, SourceRow[]> = { users: [], gamers: [], tokens: [], emails: [] };
      for (const file of files) {
        for await (const object of readObjects(file)) {
          const kind = kindOf.get(object.model);
          add({ ...object, kind });
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

/** The row as it is in the table. The key of a token is its primary key, or a field where the model has another one. */
function toRow(kind: Kind, { pk, fields }: FixtureObject): SourceRow {
  const key = kind === "tokens" ? { key: fields.key ?? pk } : { id: pk };
  return { ...fields, user_id: fields.user, ...key };
}

async function* readObjects(file: string): AsyncIterable<FixtureObject> {
  const head = await readHead(file);
  // JSONL begins with an object, JSON with a list of them.
  if (head.trimStart().startsWith("{")) {
    for await (const { number, text } of readLines(file)) {
      const line = withoutComments(text);
      if (line.trim() === "") continue;
      const place = `${file}, line ${number},`;
      yield readObject(parse(line, place), place);
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
  const objects = parse(withoutComments(decodeText(await readFile(file), file)), file);
  if (!Array.isArray(objects)) throw notFixture(file);
  for (const object of objects) yield readObject(object, file);
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
