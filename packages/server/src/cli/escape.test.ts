import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeLine, escapeLines, escapeStream } from "./escape.ts";

describe("escapeLine", () => {
  test.for([
    ["\x1b[31mred\x1b[0m", "\\u001b[31mred\\u001b[0m"],
    ["\x9b2J", "\\u009b2J"],
    ["a\nb\r\tc\x7f", "a\\u000ab\\u000d\\u0009c\\u007f"],
    ["\u202egnp.exe", "\\u202egnp.exe"],
    ["a\u2028b", "a\\u2028b"],
    ["علی‌رضا 👩‍🚀 é C:\\u", "علی‌رضا 👩‍🚀 é C:\\u"],
  ] as const)("escapes %j as %j", ([text, escaped]) => {
    expect(escapeLine(text)).toBe(escaped);
  });
});

test("escapeLines keeps line ends and nothing else that a terminal obeys", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = escapeLines(text);
      expect(escaped).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(escaped.split("\n")).toHaveLength(text.split("\n").length);
    }),
  );
});

test("JSON is the same value after it was escaped", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.stringify(value);
      expect(JSON.parse(escapeLines(json))).toEqual(JSON.parse(json));
    }),
  );
});

test("a stream passes everything on, escaped, and ends without ending its target", async () => {
  let printed = "";
  const target = new Writable({
    write(piece, _encoding, done) {
      printed += piece;
      setImmediate(done);
    },
  });
  const stream = escapeStream(target);

  for (const text of ["one\n", "\x1b[2J", "three\n"]) stream.write(text);
  await finished(stream.end());

  expect([printed, target.writableEnded]).toEqual(["one\n\\u001b[2Jthree\n", false]);
});
