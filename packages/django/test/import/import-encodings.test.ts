import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { importInto } from "@levelup/test-support/importing.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { expect, test } from "vitest";

const user = (pk: number, username: string) =>
  JSON.stringify({ model: "auth.user", pk, fields: { username, password: "!" } });
const json = `[${user(1, "grüße")}, ${user(2, "jörg")}]`;
const jsonl = `${user(1, "葛城 🗝")}\n\n${user(2, "jörg")}\n`;
/** A file whose last ö is one byte of cp1252. */
const inCp1252 = (text: string) => {
  const bytes = Buffer.from(text);
  const at = bytes.lastIndexOf("ö");
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xf6]), bytes.subarray(at + 2)]);
};
const placeIn = (text: string) => Buffer.from(text).lastIndexOf("ö") + 1;

test.for<[string, string | Buffer, string]>([
  ["JSON in cp1252", inCp1252(json), `is not UTF-8: line 1, byte ${placeIn(json)} is 0xf6.`],
  [
    "indented JSON in cp1252",
    inCp1252(json.replace(", ", ",\n")),
    `is not UTF-8: line 2, byte ${placeIn(user(2, "jörg"))} is 0xf6.`,
  ],
  ["JSONL in cp1252", inCp1252(jsonl), `is not UTF-8: line 3, byte ${placeIn(user(2, "jörg"))} is 0xf6.`],
  ["JSON that is cut within a character", Buffer.from(json).subarray(0, placeIn(json)), "is not UTF-8: line 1"],
  [
    "UTF-16 with its mark, as PowerShell writes it",
    Buffer.from(`\ufeff${json}`, "utf16le"),
    "is UTF-16, as PowerShell",
  ],
  ["big-endian UTF-16", Buffer.from(`\ufeff${json}`, "utf16le").swap16(), "is UTF-16."],
  ["UTF-16 without its mark", Buffer.from(json, "utf16le"), "is not UTF-8 text."],
  ["nothing", "", "is empty."],
  ["blank lines", "\n \n", "is empty."],
  ["a byte order mark and nothing", "\ufeff", "is empty."],
  ["gzip", gzipSync(json), "is compressed by gzip."],
  ["XML", '<?xml version="1.0"?><django-objects version="1.0"></django-objects>', "is XML."],
  ["YAML", "- model: auth.user\n  pk: 1\n", "is YAML."],
  ["a dump of MySQL", "-- MySQL dump 10.13\n", "is SQL."],
  ["a dump of pg_dump", "PGDMP\x01", "is a dump of pg_dump."],
])("R44: a fixture of %s is refused by what it is", async ([, content, message]) => {
  await using app = await createTestApp();
  await using folder = await temporaryFolder();
  const file = join(folder.path, "dump.json");
  writeFileSync(file, content);

  const failure = await importInto(app, file).catch((error: Error) => error);

  expect(failure).toMatchObject({ name: "StartError", message: expect.stringContaining(`${file} ${message}`) });
  expect(await rows(app, "select id from users")).toEqual([]);
});

test("R44: lines that are longer than a read, and end within a character, are read as they are", async () => {
  await using app = await createTestApp();
  await using folder = await temporaryFolder();
  const file = join(folder.path, "dump.jsonl");
  const names = Array.from({ length: 40 }, (_, index) => `${"葛".repeat(index)}${index}`);
  const padding = "🗝".repeat(20_000);
  writeFileSync(
    file,
    names
      .map((username, index) =>
        JSON.stringify({ model: "auth.user", pk: index + 1, fields: { username, password: "!", padding } }),
      )
      .join("\r\n"),
  );

  await importInto(app, file);

  const stored = await rows<{ username: string }>(app, "select username from users order by id");
  expect(stored.map(({ username }) => username)).toEqual(names.map((name) => name.normalize("NFKC")));
});
