import { Writable } from "node:stream";

/** Control characters, line separators, and characters that reverse the direction of text: a terminal obeys them. */
const controls = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Escapes a value that is printed within a line, line breaks included: `\u001b` for an escape character. It is JSON's
 * notation, so that JSON stays the same value.
 */
export function escapeLine(value: string): string {
  return value.replace(controls, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Escapes whole lines, and keeps their ends. */
export function escapeLines(text: string): string {
  return text.split("\n").map(escapeLine).join("\n");
}

/** A stream of text that passes everything on to another, escaped. It ends without ending the other. */
export function escapeStream(target: Writable): Writable {
  return new Writable({
    decodeStrings: false,
    write: (text, _encoding, done) => void target.write(escapeLines(String(text)), done),
  });
}
